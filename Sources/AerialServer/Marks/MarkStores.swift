internal import Foundation

/// The changes and samples that are worked on.
struct MarkStores: Sendable {
    private let changes: OpenFiles<ChangeMarkedFile>
    private let samples: OpenFiles<SampleMarkedFile>
    private let reviews: OpenFiles<ReviewMarkedFile>
    private let suggestions: OpenFiles<SuggestionMarkedFile>
    private let drawn: OpenFiles<DrawnLabelsFile>

    init(pool: WorkPool) {
        changes = OpenFiles(pool: pool) { try ChangeMarkedFile(folder: $0) }
        samples = OpenFiles(pool: pool) { try SampleMarkedFile(folder: $0) }
        reviews = OpenFiles(pool: pool) { try ReviewMarkedFile(folder: $0) }
        suggestions = OpenFiles(pool: pool) { try SuggestionMarkedFile(folder: $0) }
        drawn = OpenFiles(pool: pool) { DrawnLabelsFile(folder: $0) }
    }

    func change(_ item: ProjectItem) async throws -> (file: ChangeMarkedFile, store: MarkStore) {
        try await changes.opened(item)
    }

    func sample(_ item: ProjectItem) async throws -> (file: SampleMarkedFile, store: MarkStore) {
        try await samples.opened(item)
    }

    /// A review or suggestions.
    func worklist(_ item: ProjectItem) async throws -> (file: any WorklistFile, store: MarkStore) {
        if item.kind == .review { return try await reviews.opened(item) }
        return try await suggestions.opened(item)
    }

    /// What was drawn on the map, in a folder that is served.
    func drawn(inFolder folder: String) async throws -> MarkStore {
        try await drawn.opened(ProjectItem(kind: .dataset, path: folder, name: folder, stamp: "")).store
    }
}

/// Files of one kind, each opened once and again when its folder holds others.
private actor OpenFiles<File: MarkedFile> {
    private let pool: WorkPool
    private let read: @Sendable (String) throws -> File
    private var tasks: [String: (stamp: String, task: Task<(file: File, store: MarkStore), any Error>)] = [:]

    init(pool: WorkPool, read: @escaping @Sendable (String) throws -> File) {
        self.pool = pool
        self.read = read
    }

    func opened(_ item: ProjectItem) async throws -> (file: File, store: MarkStore) {
        let known = tasks[item.id].flatMap { $0.stamp == item.stamp ? $0.task : nil }
        let task = known ?? open(item)
        tasks[item.id] = (item.stamp, task)
        do { return try await task.value } catch {
            tasks[item.id] = nil
            throw error
        }
    }

    private func open(_ item: ProjectItem) -> Task<(file: File, store: MarkStore), any Error> {
        let (pool, read) = (pool, read)
        return Task {
            let file = try await pool.run { try read(item.path) }
            return (file, try await MarkStore.open(folder: item.path, file: file, pool: pool))
        }
    }
}

internal import Foundation

/// The changes and samples that are worked on, each opened once and again when its files are others.
actor MarkStores {
    private struct Open<File: MarkedFile> {
        let stamp: String
        let file: File
        let store: MarkStore
    }

    private let pool: WorkPool
    private var changes: [String: Task<Open<ChangeMarkedFile>, any Error>] = [:]
    private var samples: [String: Task<Open<SampleMarkedFile>, any Error>] = [:]
    private var stamps: [String: String] = [:]

    init(pool: WorkPool) {
        self.pool = pool
    }

    func change(_ item: ProjectItem) async throws -> (file: ChangeMarkedFile, store: MarkStore) {
        if stamps[item.id] != item.stamp { changes[item.id] = nil }
        stamps[item.id] = item.stamp
        let task = changes[item.id] ?? open(item) { try ChangeMarkedFile(folder: $0) }
        changes[item.id] = task
        do {
            let open = try await task.value
            return (open.file, open.store)
        } catch {
            changes[item.id] = nil
            throw error
        }
    }

    func sample(_ item: ProjectItem) async throws -> (file: SampleMarkedFile, store: MarkStore) {
        if stamps[item.id] != item.stamp { samples[item.id] = nil }
        stamps[item.id] = item.stamp
        let task = samples[item.id] ?? open(item) { try SampleMarkedFile(folder: $0) }
        samples[item.id] = task
        do {
            let open = try await task.value
            return (open.file, open.store)
        } catch {
            samples[item.id] = nil
            throw error
        }
    }

    private func open<File: MarkedFile>(
        _ item: ProjectItem, _ read: @escaping @Sendable (String) throws -> File
    ) -> Task<Open<File>, any Error> {
        let pool = pool
        return Task {
            let file = try await pool.run { try read(item.path) }
            let store = try await MarkStore.open(folder: item.path, file: file, pool: pool)
            return Open(stamp: item.stamp, file: file, store: store)
        }
    }
}

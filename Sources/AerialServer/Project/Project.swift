internal import Foundation

/// The folders that are served and what lies in them. It is looked through again when it was asked for long ago.
actor Project {
    /// With links resolved.
    nonisolated let folders: [String]
    private let pool: WorkPool
    private var known: [String: ProjectItem.Kind?] = [:]
    private var latest: (items: [ProjectItem], isWhole: Bool, time: ContinuousClock.Instant)?
    private var looking: Task<Void, any Error>?

    /// How long a look counts.
    private static let freshness = Duration.seconds(3)

    init(folders: [String], pool: WorkPool) {
        self.folders = folders
        self.pool = pool
    }

    /// Everything that can be shown, and whether all folders were looked through.
    func items() async throws -> (items: [ProjectItem], isWhole: Bool) {
        if let latest, ContinuousClock.now - latest.time < Self.freshness {
            return (latest.items, latest.isWhole)
        }
        let task = looking ?? Task { try await look() }
        looking = task
        defer { looking = nil }
        try await task.value
        return latest.map { ($0.items, $0.isWhole) } ?? ([], true)
    }

    private func look() async throws {
        let (folders, known) = (folders, known)
        let (found, scan) = try await pool.run {
            var scan = ProjectScan(folders: folders, known: known)
            return (scan.run(), scan.known)
        }
        self.known = scan
        latest = (found.items, found.isWhole, .now)
    }

    /// - Throws: ``Problem`` (404).
    func item(_ id: String, kinds: Set<ProjectItem.Kind>) async throws -> ProjectItem {
        guard let item = try await items().items.first(where: { $0.id == id && kinds.contains($0.kind) })
        else {
            throw Problem.notFound(
                "The project has no \(kinds.map(\.rawValue).sorted().joined(separator: " or ")) '\(id)'. "
                    + "/api/project lists what there is.")
        }
        return item
    }
}

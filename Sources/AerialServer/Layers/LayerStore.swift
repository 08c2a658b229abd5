internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks

/// Items of the project that were read, each once, and read again when their files have changed.
actor LayerStore {
    private struct Entry {
        let stamp: String
        let isTable: Bool
        let task: Task<LoadedItem, any Error>
        var lastUse: Int
    }

    private let project: Project
    private let pool: WorkPool
    private var entries: [String: Entry] = [:]
    private var clock = 0
    private var legends: (stamps: [String], legends: [Legend])?

    /// Tables of millions of tiles take hundreds of megabytes: few are kept.
    private static let (mostEntries, mostTables) = (64, 4)

    init(project: Project, pool: WorkPool) {
        self.project = project
        self.pool = pool
    }

    /// - Throws: ``Problem``; what is wrong with the file.
    func loaded(_ item: ProjectItem) async throws -> LoadedItem {
        clock += 1
        if var entry = entries[item.id], entry.stamp == item.stamp {
            entry.lastUse = clock
            entries[item.id] = entry
            return try await entry.task.value
        }
        let pool = pool
        let legends = item.kind == .predictions || item.kind == .change ? try await projectLegends() : []
        let task = Task { try await pool.run { try LoadedItem(item, legends: legends) } }
        entries[item.id] = Entry(
            stamp: item.stamp, isTable: item.kind == .predictions, task: task, lastUse: clock)
        dropOldest()
        do { return try await task.value } catch {
            // A full line of work passes; a bad file stays bad until it changes.
            if error is Problem { entries[item.id] = nil }
            throw error
        }
    }

    /// - Parameter id: an item's with the part behind a point.
    /// - Throws: ``Problem`` (404).
    func layer(_ id: String) async throws -> (layer: MapLayer, stamp: String) {
        let split = id.lastIndex(of: ".") ?? id.endIndex
        let (item, part) = (String(id[..<split]), String(id[split...].dropFirst()))
        let found = try await project.item(
            item, kinds: [.imagery, .map, .predictions, .change, .dataset])
        guard let layer = try await loaded(found).layers.first(where: { $0.part == part }) else {
            throw Problem.notFound("'\(item)' has no layer '\(part)'. /api/items/\(item)/layers lists them.")
        }
        return (layer, found.stamp)
    }

    /// The classes of the project's models: they give tables, which name classes alone, their colours.
    func projectLegends() async throws -> [Legend] {
        let models = try await project.items().items.filter { $0.kind == .model }
        let stamps = models.map { $0.path + $0.stamp }
        if let legends, legends.stamps == stamps { return legends.legends }
        let found = try await pool.run {
            models.compactMap { try? ModelBundle.readDescription(from: $0.path).legend }
        }
        legends = (stamps, found)
        return found
    }

    private func dropOldest() {
        func oldest(_ ids: some Sequence<String>) -> String? {
            ids.min { (entries[$0]?.lastUse ?? 0) < (entries[$1]?.lastUse ?? 0) }
        }
        if entries.count > Self.mostEntries, let id = oldest(entries.keys) { entries[id] = nil }
        let tables = entries.filter { $0.value.isTable }.keys
        if tables.count > Self.mostTables, let id = oldest(tables) { entries[id] = nil }
    }
}

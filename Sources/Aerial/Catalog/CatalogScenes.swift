internal import AerialCore
internal import Imagery

/// Scenes that are named by a file of items, `stac:items.json`: its proposed set, all its items where none is proposed.
/// They are read where they lie.
struct CatalogScenes {
    /// Addresses in place of the files of items; other paths as they were.
    private(set) var paths: [String] = []
    /// Where the scenes come from, by their addresses.
    private(set) var origins: [String: ImageryOrigin] = [:]

    private static let prefix = "stac:"

    static func isItems(_ path: String) -> Bool { path.hasPrefix(prefix) }

    /// The files themselves.
    static func files(_ paths: [String]) -> [String] {
        paths.map { isItems($0) ? String($0.dropFirst(prefix.count)) : $0 }
    }

    /// - Throws: ``CommandError`` for a file that holds no items, and for an item with no raster or several.
    init(_ paths: [String]) throws {
        for path in paths {
            guard Self.isItems(path) else {
                self.paths.append(path)
                continue
            }
            let plan = ImageryFetchPlan(items: String(path.dropFirst(Self.prefix.count)), out: "")
            for task in try FetchList(plan: plan, file: try ItemsFile(path: plan.items)).tasks {
                self.paths.append(task.address)
                origins[task.address] = task.origin
            }
        }
    }
}

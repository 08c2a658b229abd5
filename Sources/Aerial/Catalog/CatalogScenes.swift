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

    /// The file of items that is meant; `nil` where something else is.
    static func itemsFile(_ path: String) -> String? {
        isItems(path) ? String(path.dropFirst(prefix.count)) : nil
    }

    /// How a file of items is named among scenes.
    static func named(_ file: String) -> String { prefix + file }

    /// The files themselves.
    static func files(_ paths: [String]) -> [String] { paths.map { itemsFile($0) ?? $0 } }

    /// - Throws: ``CommandError`` for a file that holds no items, and for an item with no raster or several.
    init(_ paths: [String]) throws {
        for path in paths {
            guard let items = Self.itemsFile(path) else {
                self.paths.append(path)
                continue
            }
            let plan = ImageryFetchPlan(items: items, out: "")
            for task in try FetchList(plan: plan, file: try ItemsFile(path: plan.items)).tasks {
                self.paths.append(task.address)
                origins[task.address] = task.origin
            }
        }
    }
}

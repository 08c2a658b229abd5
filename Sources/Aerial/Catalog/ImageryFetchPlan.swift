internal import AerialCore
internal import Foundation
internal import Imagery

/// Fetches scenes that a search found: whole, or the part of each that the area needs.
public struct ImageryFetchPlan: Journey {
    /// What ``ImagerySearchPlan`` wrote, or any file of STAC items.
    public var items: String
    /// The folder that the scenes go to.
    public var out: String
    /// The items to fetch; empty for the proposed set, and for all where none is proposed.
    public var identifiers: [String] = []
    /// Fetches all items, not the proposed set alone.
    public var takesAll = false
    /// The files of each item, by the catalogue's names; empty for its imagery.
    public var assets: [String] = []
    /// Fetches only the part that the area needs, 500 m around it included.
    public var takesWindows = false
    /// The area of ``takesWindows``: a vector file or `west,south,east,north`; `nil` for that of the search.
    public var area: String?
    /// Files under way at once.
    public var connections = 4
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(items: String, out: String) {
        self.items = items
        self.out = out
    }

    /// Fetches what is not there yet. What was begun and not ended is gone on with.
    public func run(_ observer: any JourneyObserver) throws -> ImageryFetchResult {
        try PlanValue.check(connections, "the number of connections", in: PlanValue.threadCounts)
        try OutputPlace.checkIsHere(out, for: "fetched scenes")
        let file = try ItemsFile(path: items)
        let tasks = try FetchList(plan: self, file: file).tasks
        try makeFolder()
        return try ImageryFetching(
            tasks: tasks, plan: self, area: try windowArea(file), observer: observer
        ).run()
    }

    private func windowArea(_ file: ItemsFile) throws -> CatalogArea? {
        guard takesWindows else { return nil }
        if let area { return CatalogArea { try ImagerySearchPlan.area(named: area) } }
        guard let json = file.area else {
            throw CommandError("\(items) does not say which area was looked for. Name it with --aoi.")
        }
        return CatalogArea { try SearchedArea(geoJSON: json) }
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        } catch {
            throw CommandError.cannotWrite(out, error.fileReason)
        }
        try OutputPlace.check(folder: out)
    }
}

/// Each thread makes an area of its own.
struct CatalogArea: Sendable {
    let make: @Sendable () throws -> SearchedArea
}

/// What came of fetching.
public struct ImageryFetchResult: Codable, Sendable {
    /// A file that could not be had.
    public struct Rejection: Codable, Sendable {
        /// Of the item and the asset.
        public let source: String
        /// One sentence.
        public let reason: String
    }

    /// Paths of the scenes, those that were there before included.
    public let files: [String]
    /// How many of them were there before.
    public let present: Int
    /// Scenes that miss the area.
    public let outside: Int
    /// What could not be had.
    public let rejected: [Rejection]
    /// Read from servers in this run, for whole files.
    public let bytes: Int
    /// How long it took.
    public let seconds: Double
    /// The licences of the files, each once.
    public let licences: [String]
}

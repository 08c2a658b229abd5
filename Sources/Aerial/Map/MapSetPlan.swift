public import AerialCore
internal import Foundation
internal import Imagery
internal import MapPictures
internal import Reporting

/// Draws maps beside each other, with one legend and one table of counts and shares.
public struct MapSetPlan: Journey {
    /// Tables that `score` wrote, class maps, and land-cover rasters; these are drawn on the tiles of the first of the others.
    public var maps: [String]
    /// The picture: ends in `.png`, `.svg`, `.pdf` or `.html`.
    public var out: String
    /// How neighbours have a say; land cover is left as it is.
    public var smoothing = MapSmoothing.none
    /// Patches of less ground, in hectares, are given to a neighbour; `nil` keeps all.
    public var minimumHectares: Double?
    /// A coarser legend to group the classes into.
    public var group: Legend?
    /// Colours and codes of the classes; needed for a land-cover raster.
    public var legend: Legend?
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// The words that the page says it was made by; empty for none.
    public var commandLine: [String] = []

    /// Makes a plan; what it does not name has its usual value.
    public init(maps: [String], out: String) {
        self.maps = maps
        self.out = out
    }

    /// The endings that ``out`` may have.
    public static let endings = ["png", "svg", "pdf", "html"]

    /// Reads the maps, brings them into one legend, and draws them.
    public func run(_ observer: any JourneyObserver) throws -> MapSetResult {
        guard !maps.isEmpty else {
            throw CommandError("a picture of maps needs at least one. Name a map or a table of predictions.")
        }
        try MapMaking.check(minimumHectares: minimumHectares)
        let places = StorePlaces(reading: maps, writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out)
        plan.maps = try maps.map(places.file)
        return try places.complete { try plan.draw($0) }
    }

    private func draw(_ observer: any JourneyObserver) throws -> MapSetResult {
        try MapFiles.checkEnding(out, among: Self.endings)
        try OutputRule(inputs: maps, policy: writing).check([output])
        try OutputPlace.check(out)
        let read = try MapSetReading(plan: self, observer: observer).maps()
        let names = Self.names(of: maps)
        let set = try MapSet(
            zip(names, read).map { name, each in
                MapSet.Entry(name: name, map: each.map, tileMeters: each.grid.tileSideMeters)
            })
        let outputs = OutputSet()
        let place = try outputs.place(for: out)
        try outputs.complete { try write(set, read, to: place) }
        for caution in read.flatMap(\.cautions) { observer.warn(caution) }
        return MapSetResult(set: set, paths: maps)
    }

    private var ending: String { (out as NSString).pathExtension.lowercased() }

    /// A page tells them of the tile that is pointed at; a picture does not.
    var showsShares: Bool { ending == "html" }

    private var output: OutputFilePlan {
        switch ending {
        case "html": OutputFilePlan(out, .page(.map))
        default: OutputFilePlan(out, .picture)
        }
    }

    private func write(_ set: MapSet, _ read: [MapSetReading.Read], to path: String) throws {
        let title = "Land use, \(set.entries.count) maps"
        switch ending {
        case "html": try TextFile.write(try page(set, read, title: title), to: path)
        default: try MapPicture(set, title: title).write(to: path)
        }
    }

    private func page(_ set: MapSet, _ read: [MapSetReading.Read], title: String) throws -> String {
        let views = try zip(set.entries, read).map { entry, read in
            let viewing = MapViewing(grid: read.grid)
            let layer = try viewing.layer(
                entry.map, name: entry.name, shares: read.shares,
                text: read.steps.isEmpty ? "% probable" : "% probable by the model alone",
                foreign: read.foreignTiles)
            return try viewing.view([layer], imagery: [], caption: "\(entry.name).")
        }
        var report = MapSetReport(title: title, set: set, views: views)
        report.cautions = read.flatMap(\.cautions)
        report.facts = zip(set.entries, zip(maps, read)).flatMap { entry, made in
            [Fact(entry.name, ([FileName.of(made.0), made.1.place] + made.1.steps).joined(separator: "; "))]
        }
        report.provenance = Fact.program() + Fact.command(commandLine)
        return report.html()
    }

    /// File names without their endings; where two are the same, with the folders that tell them apart. No two are alike.
    static func names(of paths: [String]) -> [String] {
        let stems = paths.map { ((FileName.of($0)) as NSString).deletingPathExtension }
        let names = zip(paths, stems).map { path, stem in
            let same = zip(paths, stems).filter { $1 == stem }.map(\.0)
            return same.count > 1 ? name(of: path, among: same) : stem
        }
        return numbered(names)
    }

    /// With as many folders as tell all of them apart; with one where they are one file.
    private static func name(of path: String, among paths: [String]) -> String {
        func folders(_ path: String) -> [String] {
            ((path as NSString).deletingLastPathComponent as NSString).pathComponents.filter { $0 != "/" }
        }
        func name(_ path: String, _ depth: Int) -> String {
            (folders(path).suffix(depth) + [FileName.of(path)]).joined(separator: "/")
        }
        let deepest = paths.map { folders($0).count }.max() ?? 0
        let depth = (1...max(1, deepest)).first { depth in
            Set(paths.map { name($0, depth) }).count == paths.count
        }
        return name(path, depth ?? 1)
    }

    /// `p`, `p (2)` and so on where names are the same still.
    private static func numbered(_ names: [String]) -> [String] {
        var taken = Set(names)
        var seen: Set<String> = []
        return names.map { name in
            guard !seen.insert(name).inserted else { return name }
            let free = (2...).lazy.map { "\(name) (\($0))" }.first { !taken.contains($0) } ?? name
            taken.insert(free)
            return free
        }
    }
}

public import AerialCore
internal import Imagery
internal import Reporting

/// How a tile's neighbours have a say in its class.
public enum MapSmoothing: Sendable {
    /// They have none.
    case none
    /// Each neighbour has a vote.
    case plurality
    /// The neighbours' probabilities are the prior of the tile's own.
    case probabilities
}

/// Makes a map of predictions.
public struct MapPlan: Journey {
    /// A table that `score` wrote, or a class map.
    public var predictions: String
    /// The map: ends in `.tif`, `.gpkg`, `.png`, `.svg` or `.pdf`. May lie in an object store.
    public var out: String
    /// How neighbours have a say.
    public var smoothing = MapSmoothing.none
    /// Patches of less ground, in hectares, are given to a neighbour; `nil` keeps all.
    public var minimumHectares: Double?
    /// A coarser legend to group the classes into.
    public var group: Legend?
    /// Colours and codes of the classes; `nil` for those that come with the predictions.
    public var legend: Legend?
    /// A land-cover raster by which tiles of cover that the legend leaves out are shown as such; `nil` to show none so.
    public var unlistedBy: String?
    /// A land-cover raster to compare the map with.
    public var landCover: String?
    /// The share of a tile, above 0 to 1, that one class must have there for the tile to count as pure.
    public var purity = 0.9
    /// Where a table of the areas by class goes.
    public var areas: String?
    /// Where a page with maps and tables goes.
    public var report: String?
    /// Where a picture of the agreement with the land cover goes; needs ``landCover``.
    public var comparisonPicture: String?
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(predictions: String, out: String) {
        self.predictions = predictions
        self.out = out
    }

    /// Makes the map, and writes it with all that belongs to it.
    public func run(_ observer: any JourneyObserver) throws -> MapResult {
        guard RemotePlace.isRemote(out) else { return try write(observer) }
        return try RemoteOutput(out, overwrites: writing.overwrites).complete(observer) { local in
            var plan = self
            plan.out = local
            return try plan.write(observer)
        }
    }

    private func write(_ observer: any JourneyObserver) throws -> MapResult {
        try OutputRule(inputs: [predictions, landCover, unlistedBy], policy: writing).check(outputs)
        for path in [out, areas, report, comparisonPicture].compactMap({ $0 }) { try OutputPlace.check(path) }
        let made = try MapMaking(
            predictions: predictions, smoothing: smoothing, minimumHectares: minimumHectares, group: group,
            given: legend, unlistedBy: unlistedBy
        ).make()
        let comparison = try landCover.map { try MapComparison(of: made, landCover: $0, purity: purity) }
        try MapFiles(made: made, comparison: comparison)
            .write(map: out, areas: areas, report: report, comparison: comparisonPicture)
        for caution in [made.foreign.warning].compactMap({ $0 }) + made.cautions { observer.warn(caution) }
        return MapResult(made: made, comparison: comparison)
    }

    private var outputs: [OutputFilePlan] {
        [
            MapFiles.plan(out), areas.map { OutputFilePlan($0, MapFiles.areaTable) },
            report.map { OutputFilePlan($0, .page(.map)) }, comparisonPicture.map(MapFiles.plan),
        ].compactMap { $0 }
    }
}

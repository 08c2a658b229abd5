public import AerialCore
internal import Imagery
internal import MapPictures
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

/// The imagery under the classes of a map's page.
public enum MapImagery: Sendable {
    /// What the predictions say that they were made of, where those files are still there.
    case recorded
    /// These scenes of one date.
    case scenes([String])
    /// None.
    case none

    /// Those that were named.
    var named: [String] { if case .scenes(let paths) = self { paths } else { [] } }
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
    public var purity = 1.0
    /// Where a table of the areas by class goes.
    public var areas: String?
    /// Where a page with maps and tables goes.
    public var report: String?
    /// What lies under the classes on that page.
    public var imagery = MapImagery.recorded
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
        try checkValues()
        let places = StorePlaces(
            reading: [predictions, landCover, unlistedBy] + imagery.named, writing: writing,
            observer: observer)
        var plan = self
        plan.out = try places.output(out)
        plan.areas = try areas.map { try places.output($0) }
        plan.report = try report.map { try places.output($0) }
        plan.comparisonPicture = try comparisonPicture.map { try places.output($0) }
        plan.predictions = try places.file(predictions)
        return try places.complete { try plan.write($0) }
    }

    /// - Throws: ``CommandError`` for a number that no map can be made by.
    private func checkValues() throws {
        try MapMaking.check(minimumHectares: minimumHectares)
        try PlanValue.check(purity, "the share of one class in a pure tile (purity)", above: 0, to: 1)
    }

    /// - Throws: ``CommandError`` for an ending that no map has, and for a picture of nothing.
    private func checkEndings() throws {
        try MapFiles.checkEnding(out, among: MapFiles.endings)
        guard let comparisonPicture else { return }
        try MapFiles.checkEnding(comparisonPicture, among: MapPicture.endings)
        guard landCover != nil else {
            throw CommandError(
                "\(comparisonPicture) is to show where the map agrees with a land cover, and none is given. Name one, or leave "
                    + "the picture out.")
        }
    }

    private func write(_ observer: any JourneyObserver) throws -> MapResult {
        try checkEndings()
        let record = PredictionRecord(ofPredictions: predictions)
        let recorded = record.scenesAtHand(ofPredictions: predictions)
        let inputs = [predictions, landCover, unlistedBy] + imagery.named + recorded
        try OutputRule(inputs: inputs, policy: writing).check(outputs)
        for path in [out, areas, report, comparisonPicture].compactMap({ $0 }) { try OutputPlace.check(path) }
        let made = try MapMaking(
            predictions: predictions, smoothing: smoothing, minimumHectares: minimumHectares, group: group,
            given: legend, unlistedBy: unlistedBy, observer: observer
        ).make()
        let comparison = try landCover.map {
            try MapComparison(of: made, landCover: $0, purity: purity, observer: observer)
        }
        try MapFiles(
            made: made, comparison: comparison,
            imagery: report == nil ? nil : try picture(on: made.grid, recorded: recorded, observer)
        ).write(to: out, areas: areas, report: report, comparison: comparisonPicture)
        for caution in made.cautions { observer.warn(caution) }
        landCover.flatMap { MapComparison.remark(on: made.map.legend, comparedWith: $0) }.map(observer.warn)
        return MapResult(made: made, comparison: comparison)
    }

    private func picture(
        on grid: TileGrid, recorded: [String], _ observer: any JourneyObserver
    ) throws -> MapView.Imagery? {
        let pictures = PageImagery(grid: grid, observer: observer)
        switch imagery {
        case .none: return nil
        case .scenes(let paths): return try pictures.picture(of: paths)
        case .recorded: return recorded.isEmpty ? nil : pictures.recordedPicture(of: recorded)
        }
    }

    private var outputs: [OutputFilePlan] {
        [
            MapFiles.plan(out), areas.map { OutputFilePlan($0, MapFiles.areaTable) },
            report.map { OutputFilePlan($0, .page(.map)) }, comparisonPicture.map(MapFiles.plan),
        ].compactMap { $0 }
    }
}

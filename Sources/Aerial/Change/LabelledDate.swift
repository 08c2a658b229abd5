public import AerialCore
internal import Imagery

/// A land-cover raster that stands for imagery of the first date.
public struct ChangeLabels: Sendable {
    /// The raster.
    public var path: String
    /// Which of its codes are which class; `nil` for the model's own legend.
    public var legend: Legend?
    /// How a tile gets its class from the codes in it; `nil` for the class that more than half of them have.
    public var rule: LabelRule?

    /// - Parameter path: the raster.
    public init(path: String, legend: Legend? = nil, rule: LabelRule? = nil) {
        self.path = path
        self.legend = legend
        self.rule = rule
    }

    /// The class that more than half of a tile's label pixels have.
    public static let usualRule = LabelRule.purity(0.51)
}

/// What a land-cover raster says of the tiles of a grid, in classes of a model and those that the model lacks.
struct LabelledDate {
    let path: String
    let rule: LabelRule
    let legendName: String
    /// The model's classes, then those of the labels' legend that it lacks.
    let legend: Legend
    /// Of tiles with a clear label.
    private(set) var labels: [TileIndex: Label] = [:]
    /// Tiles without one, by what is the matter.
    private(set) var unlabelled: [TileIndex: DropReason] = [:]
    private let source: RasterTileLabels
    private let grid: TileGrid
    /// Positions in ``legend`` by those in the labels' own.
    private let positions: [Int]
    /// For each of the model's classes the one in ``legend`` that the labels would call it: a coarser legend has its codes under
    /// another name.
    private let calledByLabels: [Int]

    struct Label {
        /// By position in the legend of the date.
        let classIndex: Int
        /// The share of the tile's label pixels that are of the target class.
        let targetShare: Double
    }

    /// - Throws: `LabelError` and `ImageryError` for a raster that cannot be read as codes, ``CommandError``.
    init(
        _ given: ChangeLabels, model: Legend, target: String, grid: TileGrid, area: String?,
        observer: any JourneyObserver
    ) throws {
        let own = try Self.legend(given, model: model, target: target)
        path = given.path
        rule = given.rule ?? ChangeLabels.usualRule
        legendName = own.name
        legend = try Self.joined(model, own)
        let positions = own.classNames.compactMap(legend.classIndex(named:))
        self.positions = positions
        calledByLabels = model.classes.enumerated().map { index, modelClass in
            guard own.classIndex(named: modelClass.name) == nil else { return index }
            return ClassGrouping.group(of: modelClass, in: own).map { positions[$0] } ?? index
        }
        self.grid = grid
        source = try RasterTileLabels(
            path: path, rule: rule, legend: own, grid: grid, observer: observer)
        guard source.meetsImagery else {
            throw CommandError(
                "\(path) does not overlap the imagery of the second date. Check with gdalinfo that both show the same "
                    + "place.")
        }
        let region = try area.map { try AreaOfInterest(path: $0, reference: grid.reference) }
        let progress = Progress("before", unit: "tiles", total: grid.tileCount, observer: observer)
        let ownTarget = own.classIndex(named: target) ?? 0
        for tile in grid.tiles {
            try progress.advance()
            let bounds = grid.bounds(of: tile)
            if let region, !region.contains(bounds.center) { continue }
            switch try source.answer(in: bounds).label {
            case .labelled(let index):
                labels[tile] = Label(
                    classIndex: positions[index], targetShare: try source.share(of: ownTarget, in: bounds))
            case .dropped(let reason): unlabelled[tile] = reason
            }
        }
        progress.finish()
    }

    /// What the labels' legend calls a class that the model gives, by position in ``legend``.
    func label(ofModelClass index: Int) -> Int { calledByLabels[index] }

    func pictures() -> LabelSurroundings {
        LabelSurroundings(
            source.raster,
            colors: source.classIndexByCode.mapValues { legend.classes[positions[$0]].color }, grid: grid)
    }

    private static func legend(_ given: ChangeLabels, model: Legend, target: String) throws -> Legend {
        guard !LabelLayer.isVector(given.path) else {
            throw CommandError(
                "\(given.path) holds polygons or points, and --before-labels takes a land-cover raster. Make one of them with "
                    + "gdal_rasterize.")
        }
        let own = given.legend ?? model
        guard own.classes.contains(where: { !$0.codes.isEmpty }) else {
            throw CommandError(
                "the model's classes have no land-cover codes, so what \(given.path) says cannot be told. Pass --legend "
                    + "nlcd6, or a file with the codes of each class.")
        }
        guard own.classIndex(named: target) != nil else {
            throw CommandError(
                "the legend '\(own.name)' has no class '\(target)'. Its classes are "
                    + "\(own.classNames.joined(separator: ", ")): choose a legend that names classes as the model does."
            )
        }
        return own
    }

    private static func joined(_ model: Legend, _ labels: Legend) throws -> Legend {
        let further = labels.classes.filter { model.classIndex(named: $0.name) == nil }
        return try Legend(name: model.name, classes: (model.classes + further).map(\.withoutCodes))
    }
}

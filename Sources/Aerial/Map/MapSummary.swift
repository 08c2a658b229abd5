internal import AerialCore
internal import Imagery
public import Reporting

/// A map that was made.
public struct MapResult: ReportedOutcome {
    /// What its JSON holds.
    public let figures: MapSummary
    package let made: MadeMap
    package let compared: MapComparison?

    init(made: MadeMap, comparison: MapComparison?) {
        self.made = made
        compared = comparison
        figures = MapSummary(made: made, comparison: comparison)
    }
}

/// A map's areas by class, and its agreement with land cover.
public struct MapSummary: Codable, Sendable {
    /// The ground that a class has on the map.
    public struct Area: Codable, Sendable {
        /// The class.
        public let className: String
        /// Tiles that show it.
        public let tiles: Int
        /// Their ground.
        public let hectares: Double
        /// Of the tiles with a class; `nil` where there are none.
        public let percent: Double?

        private enum CodingKeys: String, CodingKey {
            case className = "class"
            case tiles, hectares, percent
        }
    }

    /// How a map and a land-cover raster agree.
    public struct Agreement: Codable, Sendable {
        /// Tiles that have a class in both.
        public let tiles: Int
        /// The share of these with the same class.
        public let agreement: Double?
        /// Tiles whose land cover is pure.
        public let pureTiles: Int
        /// The share of these with the same class.
        public let pureAgreement: Double?
        /// The share that one class must have for a tile to be pure.
        public let purity: Double
        /// Rows are the land cover, columns the map.
        public let confusion: [[Int]]
        /// Of rows and columns, in order.
        public let classNames: [String]
    }

    /// Tiles of the predictions.
    public let tiles: Int
    /// Those with a class.
    public let scored: Int
    /// Those without imagery.
    public let nodata: Int
    /// Those that could not be read.
    public let rejected: Int
    /// By class, in the legend's order.
    public let areas: [Area]
    /// Areas are counts of tiles.
    public private(set) var areasAre = ClassAreas.caution
    /// `nil` where no land cover was given.
    public let comparison: Agreement?
    /// The share of tiles that are unlike anything that the model learned from; `null` where it does not tell.
    @NullWhenNil public internal(set) var foreign: Double?

    private enum CodingKeys: String, CodingKey {
        case tiles, scored, nodata, rejected, areas, areasAre, comparison, foreign
    }

    init(made: MadeMap, comparison compared: MapComparison?) {
        foreign = made.foreign.share
        tiles = made.counts.tiles
        scored = made.counts.scored
        nodata = made.counts.nodata
        rejected = made.counts.rejected
        areas = made.areas.rows.map {
            Area(
                className: $0.name, tiles: $0.tiles, hectares: $0.hectares, percent: $0.share.map { 100 * $0 }
            )
        }
        comparison = compared.map(\.result).map {
            Agreement(
                tiles: $0.all.total, agreement: $0.all.accuracy, pureTiles: $0.pure.total,
                pureAgreement: $0.pure.accuracy, purity: $0.purity, confusion: $0.all.counts,
                classNames: $0.all.classNames)
        }
    }
}

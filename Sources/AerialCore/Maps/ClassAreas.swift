/// How many tiles a map gives to each class, and the ground they cover. These are tile counts, not an area estimate:
/// a classifier's errors do not cancel, and only a labelled sample can correct them.
public struct ClassAreas: Sendable, Equatable {
    /// A class with its ground.
    public struct Row: Sendable, Equatable {
        /// The class's name.
        public let name: String
        /// On the map.
        public let color: LegendColor
        /// Tiles of the class on the map.
        public let tiles: Int
        /// The ground of these tiles, 5.0176 ha each.
        public let hectares: Double
        /// Of the tiles with a class, 0 to 1; `nil` when there are none.
        public let share: Double?
    }

    /// In the legend's order, classes without tiles too.
    public let rows: [Row]
    /// Tiles that have no class.
    public let unscoredTiles: Int
    private let tileHectares: Double

    /// - Parameters:
    ///   - map: as it is shown, grouped and smoothed.
    ///   - tileHectares: the ground that one tile covers.
    public init(of map: ClassMap, tileHectares: Double) {
        self.tileHectares = tileHectares
        let counts = map.tileCounts
        let total = counts.reduce(0, +)
        rows = zip(map.legend.classes, counts).map { landUseClass, tiles in
            Row(
                name: landUseClass.name, color: landUseClass.color, tiles: tiles,
                hectares: Double(tiles) * tileHectares,
                share: total == 0 ? nil : Double(tiles) / Double(total))
        }
        unscoredTiles = map.cells.count - total
    }

    /// Tiles with a class.
    public var tiles: Int { rows.reduce(0) { $0 + $1.tiles } }
    /// The ground of the tiles with a class.
    public var hectares: Double { Double(tiles) * tileHectares }

    /// The caution that goes with every figure of this table.
    public static let caution = "tile counts, not an area estimate"
}

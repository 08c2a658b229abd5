public import AerialCore

/// How many tiles a map gives to each class, and the ground they cover. These are tile counts, not an area estimate:
/// a classifier's errors do not cancel, and only a labelled sample can correct them.
public struct AreaTable: Sendable, Equatable, Codable {
    /// What to write beside the figures wherever they are shown.
    public static let caveat = "tile counts, not an area estimate"

    public struct Row: Sendable, Equatable, Codable {
        public let className: String
        public let tiles: Int
        public let hectares: Double
        /// Of the tiles that were scored; `nil` when none was.
        public let percentOfScored: Double?
    }

    /// One a class, in the legend's order.
    public let rows: [Row]
    public let scoredTiles: Int
    public let unscoredTiles: Int

    public init(_ map: ClassMap) {
        let counts = map.tileCounts
        let scored = counts.reduce(0, +)
        rows = zip(map.legend.classNames, counts).map { name, tiles in
            Row(
                className: name, tiles: tiles, hectares: Double(tiles) * TileGrid.tileHectares,
                percentOfScored: scored == 0 ? nil : 100 * Double(tiles) / Double(scored))
        }
        scoredTiles = scored
        unscoredTiles = map.cells.count - scored
    }
}

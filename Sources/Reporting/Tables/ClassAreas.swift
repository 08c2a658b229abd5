public import AerialCore

/// How much of a map each class takes: tile counts, not an area estimate, for they carry the model's errors.
public struct ClassAreas: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        public let name: String
        public let color: LegendColor
        public let tiles: Int
        public let hectares: Double
        /// Of the tiles with a class; `nil` when there are none.
        public let share: Double?
    }

    /// In the legend's order, classes without tiles too.
    public let rows: [Row]

    public init(of map: ClassMap) {
        let counts = map.tileCounts
        let total = counts.reduce(0, +)
        rows = zip(map.legend.classes, counts).map { landUseClass, tiles in
            Row(
                name: landUseClass.name, color: landUseClass.color, tiles: tiles,
                hectares: Double(tiles) * TileGrid.tileHectares,
                share: total == 0 ? nil : Double(tiles) / Double(total))
        }
    }

    public var tiles: Int { rows.reduce(0) { $0 + $1.tiles } }
    public var hectares: Double { Double(tiles) * TileGrid.tileHectares }

    /// The caution that goes with every figure of this table.
    public static let caution = "tile counts, not an area estimate"

    /// `class,tiles,hectares,percent`, a row a class.
    public var csv: String {
        CSVText(
            header: ["class", "tiles", "hectares", "percent"],
            rows: rows.map { row in
                [
                    row.name, String(row.tiles), NumberText.fixed(row.hectares, decimals: 4),
                    row.share.map { NumberText.fixed($0 * 100, decimals: 4) } ?? "",
                ]
            }
        ).encoded
    }

    /// The same for the terminal.
    public var table: TextTable {
        TextTable(
            columns: [.text("Class"), .number("Tiles"), .number("Hectares"), .number("Share")],
            rows: rows.map { row in
                [
                    row.name, NumberText.count(row.tiles), NumberText.hectares(row.hectares),
                    NumberText.percent(row.share),
                ]
            })
    }
}

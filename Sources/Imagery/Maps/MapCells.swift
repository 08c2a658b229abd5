public import AerialCore

/// A class map as two small pictures for a page: one to look at, one that holds what each cell says. A map of more cells
/// than a page bears is shown in squares of several tiles.
public struct MapCells: Sendable {
    /// How many cells there are, and how many tiles each of them is.
    public struct Shape: Equatable, Sendable {
        /// The most cells of a page's map: as PNG less than half a megabyte.
        public static let mostCells = 250_000

        /// Tiles along the side of a cell: 1 where every tile is a cell.
        public let tilesPerCell: Int
        /// Cells from west to east.
        public let columns: Int
        /// Cells from north to south.
        public let rows: Int

        /// - Parameters:
        ///   - columns: of tiles; so too `rows`.
        ///   - mostCells: at least 1.
        public init(columns: Int, rows: Int, mostCells: Int = Self.mostCells) {
            func count(_ tiles: Int, _ side: Int) -> Int { (tiles + side - 1) / side }
            var side = 1
            while count(columns, side) * count(rows, side) > max(1, mostCells) { side += 1 }
            tilesPerCell = side
            self.columns = count(columns, side)
            self.rows = count(rows, side)
        }
    }

    /// The cells.
    public let shape: Shape
    /// The bytes of a PNG file in the legend's colours, clear where there is no class.
    public let picture: [UInt8]
    /// The bytes of a PNG file whose red is the class's position plus one (0 for none), whose green is the share in per cent plus
    /// one (0 where it is not known), and whose blue is 255 where it is foreign.
    public let values: [UInt8]
    /// Cells of which most is unlike anything that the model learned from.
    public let foreign: Set<TileIndex>

    /// - Parameters:
    ///   - shares: in per cent, of each tile: of a class's probability, say; `nil` where it is not known.
    ///   - foreign: tiles that are unlike anything that the model learned from.
    /// - Throws: ``ImageryError``.
    public init(
        _ map: ClassMap, shares: [UInt8?]? = nil, foreign: Set<TileIndex> = [],
        mostCells: Int = Shape.mostCells
    ) throws {
        precondition(shares.map { $0.count == map.cells.count } ?? true, "one share a tile")
        shape = Shape(columns: map.columns, rows: map.rows, mostCells: mostCells)
        let (columns, rows, side) = (shape.columns, shape.rows, shape.tilesPerCell)
        var rgba = [UInt8](repeating: 0, count: columns * rows * 4)
        var values = [UInt8](repeating: 0, count: columns * rows * 3)
        var foreignCells: Set<TileIndex> = []
        for row in 0..<rows {
            for column in 0..<columns {
                let cell = Self.cell(
                    map, shares, foreign, rows: row * side..<min(map.rows, (row + 1) * side),
                    columns: column * side..<min(map.columns, (column + 1) * side))
                let position = row * columns + column
                if let index = cell.index {
                    let color = map.legend.classes[Int(index)].color
                    rgba.replaceSubrange(
                        position * 4..<position * 4 + 4, with: [color.red, color.green, color.blue, 255])
                    values[position * 3] = index + 1
                }
                values[position * 3 + 1] = cell.share.map { $0 + 1 } ?? 0
                if cell.isForeign {
                    values[position * 3 + 2] = 255
                    foreignCells.insert(TileIndex(row: row, column: column))
                }
            }
        }
        self.foreign = foreignCells
        picture = try PNGFile.data(width: columns, height: rows, rgba: rgba)
        self.values = try EncodedPicture(width: columns, height: rows, pixels: values, channelCount: 3)
            .encoded(driver: "PNG", options: ["ZLEVEL=9"])
    }

    /// The most frequent class of some tiles (of equals the first of the legend), the mean share of the tiles that have it, and
    /// whether most tiles are foreign.
    private static func cell(
        _ map: ClassMap, _ shares: [UInt8?]?, _ foreign: Set<TileIndex>, rows: Range<Int>,
        columns: Range<Int>
    ) -> (index: UInt8?, share: UInt8?, isForeign: Bool) {
        var counts = [Int](repeating: 0, count: map.legend.classes.count)
        var foreignCount = 0
        for row in rows {
            for column in columns {
                let tile = TileIndex(row: row, column: column)
                if let index = map[tile] { counts[Int(index)] += 1 }
                if !foreign.isEmpty, foreign.contains(tile) { foreignCount += 1 }
            }
        }
        let isForeign = foreignCount * 2 > rows.count * columns.count
        guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else {
            return (nil, nil, isForeign)
        }
        var (sum, known) = (0, 0)
        for row in rows {
            for column in columns where map[TileIndex(row: row, column: column)] == UInt8(index) {
                guard let share = shares?[row * map.columns + column] else { continue }
                sum += Int(min(100, share))
                known += 1
            }
        }
        let mean = known > 0 ? UInt8((Double(sum) / Double(known)).rounded()) : nil
        return (UInt8(index), mean, isForeign)
    }
}

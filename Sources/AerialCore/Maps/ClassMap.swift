/// A land-use map: one cell per tile, row by row from the north-west, `nil` where no tile was scored.
public struct ClassMap: Sendable, Equatable {
    /// The classes that cells name by position.
    public let legend: Legend
    /// Cells from west to east.
    public let columns: Int
    /// Cells from north to south.
    public let rows: Int
    /// Class positions in `legend`; `rows * columns` of them.
    public internal(set) var cells: [UInt8?]

    /// A map without a scored tile.
    public init(legend: Legend, columns: Int, rows: Int) {
        self.legend = legend
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: nil, count: columns * rows)
    }

    /// The position of a tile's class; `nil` where it was not scored. Traps for tiles beyond the map.
    public subscript(tile: TileIndex) -> UInt8? {
        get { cells[tile.row * columns + tile.column] }
        set { cells[tile.row * columns + tile.column] = newValue }
    }

    /// Tiles of each class, in the legend's order: counts, not an estimate of areas.
    public var tileCounts: [Int] {
        var counts = [Int](repeating: 0, count: legend.classes.count)
        for case let cell? in cells { counts[Int(cell)] += 1 }
        return counts
    }

    /// The same map in a coarser legend.
    public func grouped(by grouping: ClassGrouping) -> ClassMap {
        var map = ClassMap(legend: grouping.target, columns: columns, rows: rows)
        map.cells = cells.map { cell in cell.map { UInt8(grouping.targetIndexes[Int($0)]) } }
        return map
    }

    /// The 3x3 plurality filter of the 2017 scenario: each tile takes the class with most votes among itself and
    /// its eight neighbours, the tile's own vote weighing `centerWeight`. Between equals the tile keeps its own
    /// class, else the first of the legend wins. Cells without data neither vote nor change.
    public func smoothedByPlurality(centerWeight: Int = 2) -> ClassMap {
        var smoothed = self
        for row in 0..<rows {
            for column in 0..<columns {
                let tile = TileIndex(row: row, column: column)
                guard let own = self[tile] else { continue }
                smoothed[tile] = plurality(around: tile, own: own, centerWeight: centerWeight)
            }
        }
        return smoothed
    }

    private func plurality(around tile: TileIndex, own: UInt8, centerWeight: Int) -> UInt8 {
        var votes = [Int](repeating: 0, count: legend.classes.count)
        for row in max(0, tile.row - 1)...min(rows - 1, tile.row + 1) {
            for column in max(0, tile.column - 1)...min(columns - 1, tile.column + 1) {
                guard let cell = self[TileIndex(row: row, column: column)] else { continue }
                votes[Int(cell)] += row == tile.row && column == tile.column ? centerWeight : 1
            }
        }
        let most = votes.max() ?? 0
        return votes[Int(own)] == most ? own : UInt8(votes.firstIndex(of: most) ?? Int(own))
    }
}

public import AerialCore
public import Imagery

/// The tiles of a grid that are wanted, row by row from the north-west.
public struct TileWalk {
    private let grid: TileGrid
    private let area: AreaOfInterest?
    private let sample: SampleFraction?
    private var row = 0
    private var column = 0

    /// - Parameters:
    ///   - area: keeps the tiles whose centre lies in it; of tiles that overlap those that have a part whose centre does.
    ///   - sample: keeps a random part of these; `nil` for all.
    public init(grid: TileGrid, area: AreaOfInterest?, sample: SampleFraction? = nil) {
        self.grid = grid
        self.area = area
        self.sample = sample
    }

    /// - Parameters:
    ///   - areaFile: a vector file; keeps the tiles whose centre lies in it. `nil` for all.
    ///   - sample: keeps a random part of these; `nil` for all.
    public init(grid: TileGrid, areaFile: String?, sample: SampleFraction? = nil) throws {
        self.init(
            grid: grid, area: try areaFile.map { try AreaOfInterest(path: $0, reference: grid.reference) },
            sample: sample)
    }

    /// The next wanted tile; `nil` after the last.
    public mutating func next() -> TileIndex? {
        nextRun(limit: 1).map { TileIndex(row: $0.row, column: $0.columns.lowerBound) }
    }

    /// The next columns of a row, without a gap and at most `limit`; moves on past them.
    public mutating func nextRun(limit: Int) -> (row: Int, columns: Range<Int>)? {
        while row < grid.rows {
            while column < grid.columns, !isWanted(column) { column += 1 }
            let start = column
            while column < grid.columns, column - start < limit, isWanted(column) { column += 1 }
            if column > start { return (row, start..<column) }
            row += 1
            column = 0
        }
        return nil
    }

    private func isWanted(_ column: Int) -> Bool {
        let tile = TileIndex(row: row, column: column)
        if let sample, !sample.takes(tile) { return false }
        guard let area else { return true }
        return grid.overlap == 1
            ? area.contains(grid.bounds(of: tile).center)
            : grid.cellCenters(of: tile).contains(where: area.contains)
    }
}

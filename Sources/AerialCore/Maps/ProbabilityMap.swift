/// The probabilities that a map's classes were chosen by: one list per cell, in the legend's order; `nil` where no tile
/// was scored.
public struct ProbabilityMap: Sendable, Equatable {
    /// The classes that probabilities stand for.
    public let legend: Legend
    /// Cells from west to east.
    public let columns: Int
    /// Cells from north to south.
    public let rows: Int
    /// `rows * columns` of them, row by row from the north-west.
    public let cells: [[Float]?]

    /// Traps when there are not `rows * columns` cells.
    public init(legend: Legend, columns: Int, rows: Int, cells: [[Float]?]) {
        precondition(cells.count == rows * columns, "one list of probabilities a cell")
        self.legend = legend
        self.columns = columns
        self.rows = rows
        self.cells = cells
    }

    /// The probabilities of groups of classes are sums.
    public func grouped(by grouping: ClassGrouping) -> ProbabilityMap {
        let count = grouping.target.classes.count
        let cells = cells.map { cell in
            cell.map { probabilities -> [Float] in
                var sums = [Float](repeating: 0, count: count)
                for (index, probability) in probabilities.enumerated() {
                    sums[grouping.targetIndexes[index]] += probability
                }
                return sums
            }
        }
        return ProbabilityMap(legend: grouping.target, columns: columns, rows: rows, cells: cells)
    }

    /// Each tile takes the class with the largest product of its own probability and the mean over itself and its eight
    /// neighbours: the neighbourhood is the prior, the tile's own look the evidence, so that a sure tile keeps its class
    /// among others and a doubtful one follows them. The first of equals wins. Cells without data neither count nor change.
    public func smoothed() -> ClassMap {
        var map = ClassMap(legend: legend, columns: columns, rows: rows)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let own = cells[row * columns + column] else { continue }
                let around = neighbourhoodMean(row: row, column: column)
                let scores = zip(own, around).map { $0 * $1 }
                let best = scores.indices.max {
                    scores[$0] < scores[$1] || (scores[$0] == scores[$1] && $0 > $1)
                }
                map[TileIndex(row: row, column: column)] = best.map { UInt8($0) }
            }
        }
        return map
    }

    private func neighbourhoodMean(row: Int, column: Int) -> [Float] {
        var sums = [Float](repeating: 0, count: legend.classes.count)
        for y in max(0, row - 1)...min(rows - 1, row + 1) {
            for x in max(0, column - 1)...min(columns - 1, column + 1) {
                guard let cell = cells[y * columns + x] else { continue }
                for (index, probability) in cell.enumerated() { sums[index] += probability }
            }
        }
        return sums
    }
}

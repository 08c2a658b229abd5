/// The probabilities that a map's classes were chosen by, of the cells whose tile was scored.
public struct ProbabilityMap: Sendable, Equatable {
    /// The classes that probabilities stand for.
    public let legend: Legend
    /// Cells from west to east.
    public let columns: Int
    /// Cells from north to south.
    public let rows: Int
    /// One per class, cell by cell from the north-west, row by row.
    private var values: [Float]
    private var isScored: [Bool]

    /// A map without a scored tile.
    public init(legend: Legend, columns: Int, rows: Int) {
        self.legend = legend
        self.columns = columns
        self.rows = rows
        values = Array(repeating: 0, count: rows * columns * legend.classes.count)
        isScored = Array(repeating: false, count: rows * columns)
    }

    /// The probabilities of a cell, in the legend's order; `nil` where no tile was scored.
    /// - Parameter cell: counted from the north-west, row by row.
    public subscript(cell: Int) -> ArraySlice<Float>? {
        let count = legend.classes.count
        return isScored[cell] ? values[cell * count..<(cell + 1) * count] : nil
    }

    /// Gives a cell its probabilities, in the legend's order. Where one of them is not finite nothing is known of the tile, and the
    /// cell stays as it is.
    public mutating func set(_ probabilities: some Collection<Float>, at cell: Int) {
        let count = legend.classes.count
        precondition(probabilities.count == count, "one probability a class")
        guard probabilities.allSatisfy(\.isFinite) else { return }
        isScored[cell] = true
        for (index, value) in probabilities.enumerated() { values[cell * count + index] = value }
    }

    /// The most probable class of each cell, the first of equals, with its probability in per cent; `nil` where no tile was
    /// scored.
    public var likeliest: (map: ClassMap, confidence: [UInt8?]) {
        var map = ClassMap(legend: legend, columns: columns, rows: rows)
        var confidence = [UInt8?](repeating: nil, count: rows * columns)
        for cell in isScored.indices {
            guard let values = self[cell], let most = values.max(), let best = values.firstIndex(of: most)
            else { continue }
            map.cells[cell] = UInt8(best - values.startIndex)
            confidence[cell] = UInt8((min(1, max(0, most)) * 100).rounded())
        }
        return (map, confidence)
    }

    /// The probabilities of groups of classes are sums.
    public func grouped(by grouping: ClassGrouping) -> ProbabilityMap {
        var grouped = ProbabilityMap(legend: grouping.target, columns: columns, rows: rows)
        for cell in isScored.indices {
            guard let values = self[cell] else { continue }
            var sums = [Float](repeating: 0, count: grouping.target.classes.count)
            for (index, probability) in values.enumerated() {
                sums[grouping.targetIndexes[index]] += probability
            }
            grouped.set(sums, at: cell)
        }
        return grouped
    }

    /// Each tile takes the class with the largest product of its own probability and the mean over itself and its eight
    /// neighbours: the neighbourhood is the prior, the tile's own look the evidence, so that a sure tile keeps its class
    /// among others and a doubtful one follows them. The first of equals wins. Cells without data neither count nor change.
    public func smoothed() -> ClassMap {
        var map = ClassMap(legend: legend, columns: columns, rows: rows)
        var around = [Float](repeating: 0, count: legend.classes.count)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let own = self[row * columns + column] else { continue }
                addNeighbourhood(of: row, column, to: &around)
                var best = (index: 0, score: -Float.infinity)
                for (index, probability) in own.enumerated() where probability * around[index] > best.score {
                    best = (index, probability * around[index])
                }
                map[TileIndex(row: row, column: column)] = UInt8(best.index)
            }
        }
        return map
    }

    private func addNeighbourhood(of row: Int, _ column: Int, to sums: inout [Float]) {
        for index in sums.indices { sums[index] = 0 }
        for y in max(0, row - 1)...min(rows - 1, row + 1) {
            for x in max(0, column - 1)...min(columns - 1, column + 1) {
                guard let cell = self[y * columns + x] else { continue }
                for (index, probability) in cell.enumerated() { sums[index] += probability }
            }
        }
    }
}

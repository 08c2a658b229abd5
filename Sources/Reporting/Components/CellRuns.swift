internal import AerialCore

/// Cells of a grid as one SVG path for each value, so that a map of thousands of tiles stays small: neighbours of
/// one value in a row become one rectangle.
enum CellRuns {
    /// - Parameters:
    ///   - value: of the cell in a row and a column; cells without one are not drawn.
    /// - Returns: the path of each value in units of one cell, the grid's north-west corner at the origin.
    static func paths<Value: Hashable>(
        columns: Int, rows: Int, value: (_ row: Int, _ column: Int) -> Value?
    ) -> [Value: String] {
        var paths: [Value: String] = [:]
        for row in 0..<rows {
            var column = 0
            while column < columns {
                let start = column
                let current = value(row, start)
                repeat { column += 1 } while column < columns && value(row, column) == current
                guard let current else { continue }
                paths[current, default: ""] += "M\(start) \(row)h\(column - start)v1h-\(column - start)z"
            }
        }
        return paths
    }

    /// The same of the cells that are named, whose number alone it takes time for: few may lie far apart.
    static func paths<Value: Hashable>(of values: [TileIndex: Value]) -> [Value: String] {
        var paths: [Value: String] = [:]
        let cells = values.sorted { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }
        var rest = cells[...]
        while let first = rest.first {
            let (row, start) = (first.key.row, first.key.column)
            let run = rest.enumerated().prefix { number, cell in
                cell.key == TileIndex(row: row, column: start + number) && cell.value == first.value
            }
            rest = rest.dropFirst(run.count)
            paths[first.value, default: ""] += "M\(start) \(row)h\(run.count)v1h-\(run.count)z"
        }
        return paths
    }
}

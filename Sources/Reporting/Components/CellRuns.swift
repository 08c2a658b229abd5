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
}

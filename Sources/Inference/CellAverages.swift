internal import Networks

/// What a network holds of each cell of an image, a cell averaged with its neighbours.
///
/// One cell of the last layer is uncertain, and trees have learned from means. Averaging it with those around it, a seventh of the side to
/// each direction and none beyond the image, makes fewer errors than either the cell alone or a wider square.
struct CellAverages {
    /// Numbers of a cell.
    let channels: Int
    /// Cells along a side.
    let side: Int

    private var reach: Int { InferencePlan.reach(ofCells: side) }

    /// - Parameter values: channels, rows, columns.
    /// - Returns: for each cell, row by row, its channels.
    func rows(of values: UnsafeBufferPointer<Float>) -> [[Float]] {
        (0..<side * side).map { cell in
            let (rows, columns) = (near(cell / side), near(cell % side))
            let share = 1 / Float(rows.count * columns.count)
            return (0..<channels).map { channel in
                var sum: Float = 0
                for row in rows {
                    for column in columns { sum += values[(channel * side + row) * side + column] }
                }
                return sum * share
            }
        }
    }

    private func near(_ place: Int) -> Range<Int> { max(0, place - reach)..<min(side, place + reach + 1) }
}

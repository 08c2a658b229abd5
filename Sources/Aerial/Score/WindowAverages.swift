internal import AerialCore
internal import Foundation
internal import Inference
internal import Scoring

/// What overlapping windows say of the cells between their corners: the mean of the probabilities of all windows that hold
/// the cell. Windows come row by row; as many rows of cells are in memory as a window is high.
struct WindowAverages {
    private let overlap: Int
    private let columns: Int
    private let classCount: Int
    /// Numbers of a cell: a sum for each class, then that of the foreignness.
    private let width: Int
    private var rows: [Int: [Cell]] = [:]

    fileprivate struct Cell {
        var sums: [Double] = []
        var windows = 0
        var failure: InferenceOutcome?
    }

    /// - Parameters:
    ///   - windows: that overlap.
    ///   - classCount: of the model.
    init(windows: TileGrid, classCount: Int, tellsForeignness: Bool) {
        overlap = windows.overlap
        columns = windows.columns + windows.overlap - 1
        self.classCount = classCount
        width = classCount + (tellsForeignness ? 1 : 0)
    }

    mutating func add(_ outcome: InferenceOutcome, of window: TileIndex) {
        let values = sums(of: outcome)
        for row in window.row..<window.row + overlap {
            var cells = rows.removeValue(forKey: row) ?? Array(repeating: Cell(), count: columns)
            for column in window.column..<window.column + overlap { cells[column].add(values, outcome) }
            rows[row] = cells
        }
    }

    /// Probabilities of a window, and its foreignness; `nil` for one that was not scored.
    private func sums(of outcome: InferenceOutcome) -> [Double]? {
        guard case .output(let values) = outcome, values.count >= width else { return nil }
        return (softmax(Array(values.prefix(classCount))) + values[classCount..<width]).map(Double.init)
    }

    /// What is known of a cell, in the form of a tile's outcome: logarithms of the mean probabilities, and the mean
    /// foreignness. A cell that no window has scored is what its windows are, rejected if one of them is.
    func outcome(of cell: TileIndex) -> InferenceOutcome {
        guard let cell = rows[cell.row]?[cell.column], cell.windows > 0 else {
            return rows[cell.row]?[cell.column].failure ?? .nodata("no window with imagery holds it")
        }
        let means = cell.sums.map { $0 / Double(cell.windows) }
        return .output(
            means.prefix(classCount).map { Float(log(max($0, 1e-30))) }
                + means.dropFirst(classCount).map { Float($0) })
    }

    mutating func forget(rowsBefore row: Int) {
        for old in rows.keys where old < row { rows[old] = nil }
    }
}

extension WindowAverages.Cell {
    fileprivate mutating func add(_ values: [Double]?, _ outcome: InferenceOutcome) {
        guard let values else {
            if case .rejected = failure { return }
            failure = outcome
            return
        }
        sums = sums.isEmpty ? values : zip(sums, values).map(+)
        windows += 1
    }
}

/// Makes rows of what windows say: those of a row of cells once no further window holds it.
struct WindowRows {
    private let rows: SceneRows
    private var averages: WindowAverages
    private var walk: TileWalk
    private var next: TileIndex?

    /// - Parameters:
    ///   - cells: the places of the rows.
    ///   - walk: over the cells that are wanted.
    init(windows: TileGrid, rows: SceneRows, walk: TileWalk, model: TrainedModel) {
        self.rows = rows
        self.walk = walk
        averages = WindowAverages(
            windows: windows, classCount: model.legend.classes.count, tellsForeignness: model.tellsForeignness
        )
        next = self.walk.next()
    }

    /// - Parameter window: after all those before.
    /// - Returns: the rows that are complete with it.
    mutating func rows(of window: TileIndex, _ outcome: InferenceOutcome) throws -> [TilePrediction] {
        let complete = try complete(before: window.row)
        averages.add(outcome, of: window)
        return complete
    }

    /// The rows of all cells that are left.
    mutating func rest() throws -> [TilePrediction] { try complete(before: .max) }

    private mutating func complete(before row: Int) throws -> [TilePrediction] {
        var complete: [TilePrediction] = []
        while let cell = next, cell.row < row {
            complete.append(try rows.row(of: cell, averages.outcome(of: cell)))
            next = walk.next()
        }
        averages.forget(rowsBefore: row)
        return complete
    }
}

internal import AerialCore
internal import Imagery
internal import Scoring

/// A class map of the cells in tiles: where in each tile the model sees what. Tiles come row by row; one row of them is in
/// memory.
final class DetailMap {
    private let model: TrainedModel
    private let writer: ClassMapWriter
    private let columns: Int
    private let cellsPerSide: Int
    /// A cell's side on the ground.
    let cellMeters: Double

    private var row: Int?
    private var cells: [UInt8?] = []
    private var confidence: [UInt8?] = []

    /// - Parameters:
    ///   - path: where the file ends up.
    ///   - place: where it is written until then.
    ///   - tiles: the tiles' grid; `nil` for images, which have no place on a map.
    init(
        path: String, place: (String) throws -> String, model: TrainedModel, tiles: TileGrid?,
        record: PredictionRecord
    ) throws {
        guard let tiles, let cellsPerSide = model.cellsPerSide else { throw Self.needsScenes(path) }
        guard let grid = tiles.divided(by: cellsPerSide) else {
            throw CommandError(
                "\(path) would have more than \(TileGrid.mostTiles) cells. Score the scenes in several runs.")
        }
        try OutputPlace.check(path)
        (self.model, self.cellsPerSide, cellMeters) = (model, cellsPerSide, grid.tileSideMeters)
        columns = grid.columns
        var metadata = model.provenance
        metadata["AERIAL_DETAIL"] = "\(cellsPerSide) x \(cellsPerSide) cells a tile"
        metadata.merge(record.tags) { $1 }
        writer = try ClassMapWriter(path: place(path), legend: model.legend, grid: grid, metadata: metadata)
    }

    static func needsScenes(_ path: String) -> CommandError {
        CommandError("\(path) would be a map, but images have no places. Give scenes, or leave --detail out.")
    }

    /// - Parameter tile: in a row that is this one's or a later one's.
    func record(_ outcome: InferenceOutcome, of tile: TileIndex) throws {
        if tile.row != row {
            try writeRow()
            begin(tile.row)
        }
        guard let probabilities = model.cells(of: outcome) else { return }
        for (number, cell) in probabilities.enumerated() {
            guard let best = cell.indices.max(by: { cell[$0] < cell[$1] }) else { continue }
            let position =
                number / cellsPerSide * columns + tile.column * cellsPerSide + number % cellsPerSide
            cells[position] = UInt8(best)
            confidence[position] = UInt8((cell[best] * 100).rounded())
        }
    }

    private func begin(_ row: Int) {
        self.row = row
        let count = columns * cellsPerSide
        cells = Array(repeating: nil, count: count)
        confidence = Array(repeating: nil, count: count)
    }

    private func writeRow() throws {
        guard let row else { return }
        try writer.write(cells, confidence: confidence, fromRow: row * cellsPerSide)
    }

    /// Makes the file, beside its place.
    func finish() throws {
        try writeRow()
        try writer.finish()
    }

    /// The file appears under its name.
    func publish() throws { try writer.publish() }
}

internal import AerialCore
internal import Inference
internal import Networks
internal import Reporting
internal import Scoring

/// Where in its tiles a model sees what, for pages.
struct CellSight {
    private let model: TrainedModel
    private let cellsPerSide: Int

    /// - Parameter model: the same that gave the labels, in whatever precision.
    /// - Returns: `nil` for a network that does not tell the cells of a tile apart.
    init?(of model: TrainedModel) throws {
        do {
            self.model = try TrainedModel(
                path: model.path, precision: model.network.options.precision, threads: model.threads,
                outputs: [.logits, .cells])
        } catch ScoringError.noCells { return nil }
        guard let cellsPerSide = self.model.cellsPerSide else { return nil }
        self.cellsPerSide = cellsPerSide
    }

    /// - Parameters:
    ///   - image: a tile as the model is shown it.
    ///   - classIndex: the class that is looked for.
    ///   - margin: how far the picture that it lies over reaches beyond the tile, as a share of the tile's side.
    /// - Throws: ``InferenceError``.
    func veil(over image: TileImage, showing classIndex: Int, margin: Double = 0) throws -> SightVeil? {
        guard let logits = try model.network.makeRequest().runAll([image])[.cells]?.first else { return nil }
        return SightVeil(
            probabilities: model.cells(ofLogits: logits[...]).map { $0[classIndex] },
            cellsPerSide: cellsPerSide, margin: margin)
    }
}

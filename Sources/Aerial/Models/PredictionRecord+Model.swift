internal import AerialCore
internal import Imagery
internal import Networks
internal import Scoring

extension PredictionRecord {
    /// What a run of a model leaves beside its predictions.
    /// - Parameter output: where they go in the end; scenes are named from its folder, and not at all from an object store.
    init(of model: TrainedModel, scenes: [String], cautions: [String], output: String) {
        self.init(
            cautions: cautions,
            scenes: RemotePlace.isRemote(output) ? [] : Self.scenes(scenes, from: output),
            model: Model(of: model), legend: model.legend)
    }
}

extension PredictionRecord.Model {
    init(of model: TrainedModel) {
        self.init(
            name: FileName.of(model.path), accuracy: model.model.metrics["testAccuracy"],
            heldOutTiles: model.model.trainingData.heldOutCounts.values.reduce(0, +))
    }
}

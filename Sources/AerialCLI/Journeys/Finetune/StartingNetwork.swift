internal import Networks
internal import Training

/// The weights that a training begins with.
struct StartingNetwork {
    let weights: NetworkWeights
    /// `nil` from scratch.
    let path: String?
    let checksum: String?
    /// In pixels.
    let inputSide = Backbone.defaultInputSize

    init(plan: FinetunePlan) throws {
        guard !plan.isFromScratch else {
            weights = NetworkWeights(tensors: [:])
            path = nil
            checksum = nil
            return
        }
        let network = try PretrainedNetwork(backbone: plan.backbone, file: plan.weightsFile)
        weights = network.weights
        path = network.path
        checksum = try FileChecksum.sha256(ofFile: network.path)
    }

    func identity(plan: FinetunePlan, sample: FinetuneSample) -> TrainingIdentity {
        TrainingIdentity(
            backbone: plan.backbone, dataset: plan.dataset.fingerprint, classNames: sample.classNames,
            testFraction: plan.testFraction, seed: plan.seed, startingWeights: checksum, recipe: plan.recipe)
    }
}

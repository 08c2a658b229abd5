internal import Networks
internal import Training

/// The weights that a training begins with.
struct StartingNetwork {
    /// `nil` from scratch.
    let network: PretrainedNetwork?
    let checksum: String?
    /// In pixels.
    let inputSide = Backbone.defaultInputSize

    var weights: NetworkWeights { network?.weights ?? NetworkWeights(tensors: [:]) }
    var path: String? { network?.path }

    init(plan: FinetunePlan) throws {
        guard !plan.isFromScratch else {
            network = nil
            checksum = nil
            return
        }
        let network = try PretrainedNetwork(backbone: plan.backbone, file: plan.weightsFile)
        self.network = network
        checksum = try FileChecksum.sha256(ofFile: network.path)
    }

    func identity(plan: FinetunePlan, sample: FinetuneSample) -> TrainingIdentity {
        TrainingIdentity(
            backbone: plan.backbone, dataset: plan.dataset.fingerprint, classNames: sample.classNames,
            testFraction: plan.testFraction, seed: plan.seed, startingWeights: checksum, recipe: plan.recipe)
    }
}

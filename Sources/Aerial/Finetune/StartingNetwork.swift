internal import AerialCore
internal import Networks
internal import Training

/// The weights that a training begins with.
struct StartingNetwork {
    /// `nil` from scratch.
    let network: PretrainedNetwork?
    let checksum: String?
    /// What it is shown.
    let tile: TileSpec

    var weights: NetworkWeights { network?.weights ?? NetworkWeights(tensors: [:]) }
    var path: String? { network?.path }

    init(plan: FinetunePlan) throws {
        tile = plan.dataset.tile
        guard !plan.isFromScratch else {
            network = nil
            checksum = nil
            return
        }
        let network = try PretrainedNetwork(
            backbone: plan.backbone, file: plan.weightsFile, tile: tile, needing: .convolutions)
        try Self.checkFrozenLayers(of: network, plan: plan)
        self.network = network
        checksum = try FileChecksum.sha256(ofFile: network.path)
    }

    /// A layer that is not trained cannot begin fresh.
    private static func checkFrozenLayers(of network: PretrainedNetwork, plan: FinetunePlan) throws {
        let graph = network.graph
        let trained = try plan.recipe.retrain.trainedNodes(of: graph, network: plan.backbone.name)
        let frozen = graph.nodes.indices.filter { !trained.contains($0) }
            .flatMap { graph.parameters(ofNode: $0) }
        guard let absent = frozen.first(where: { network.weights[$0.name] == nil }) else { return }
        throw CommandError(
            "the weights file \(network.path) has no '\(absent.name)', and --retrain "
                + "\(plan.recipe.retrain.rawValue) would leave that layer as fresh as it is. Use --retrain "
                + "fully-connected or all.")
    }

    func identity(plan: FinetunePlan, sample: FinetuneSample) -> TrainingIdentity {
        TrainingIdentity(
            backbone: plan.backbone.name, dataset: plan.dataset.identity, classNames: sample.classNames,
            testFraction: plan.testFraction, seed: plan.seed, startingWeights: checksum, recipe: plan.recipe)
    }
}

internal import AerialCore
internal import Inference
internal import Networks
internal import Scoring

/// What a fine-tuned network knows: its features of some of the images that it learned from and of held-out ones.
struct LearnedFamiliarity {
    let plan: FinetunePlan
    let sample: FinetuneSample
    let observer: any JourneyObserver

    /// Of either side, so many images are looked at.
    private static let imageCount = 512

    /// - Parameters:
    ///   - description: of the model.
    ///   - graph: of its network.
    ///   - weights: as they were learned.
    /// - Returns: `nil` for a handful of images.
    func familiarity(of description: ModelDescription, graph: LayerGraph, weights: NetworkWeights) throws
        -> Familiarity?
    {
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: description.normalization,
            outputs: [.features])
        let network = try CompiledNetwork(
            plan: plan,
            options: InferenceOptions(fastestFor: plan, threads: self.plan.threads, precision: .float32))
        let sides = [sample.training, sample.heldOut].map { images in
            EvenSample.positions(count: Self.imageCount, of: images.count).map { images[$0] }
        }
        let progress = Progress(
            "noting what was learned", unit: "images", total: sides.reduce(0) { $0 + $1.count },
            observer: observer)
        defer { progress.finish() }
        let features = try sides.map {
            try self.features(of: $0, tile: description.tile, network: network) { try progress.advance() }
        }
        return Familiarity(training: features[0], heldOut: features[1], seed: self.plan.seed)
    }

    /// Images that cannot be read are passed over: the training has told of them.
    private func features(
        of images: [Int], tile: TileSpec, network: CompiledNetwork, advance: () throws -> Void
    ) throws -> [[Float]] {
        let inference = ImageInference(
            network: network, tile: tile, batchSize: network.options.batchSize,
            threads: plan.threads, tones: plan.dataset.tones)
        var features: [[Float]] = []
        try inference.run(paths: images.map { plan.dataset.images[$0].path }) { _, outcome in
            if case .output(let values) = outcome { features.append(values) }
            try advance()
        }
        return features
    }
}

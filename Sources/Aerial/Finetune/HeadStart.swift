internal import AerialCore
internal import Classical
internal import Networks
internal import Training

/// A last layer that is a logistic regression on the pretrained network's features of the training images, instead of
/// random numbers.
struct HeadStart {
    let plan: FinetunePlan
    let sample: FinetuneSample
    let observer: any JourneyObserver

    /// The weights with such a last layer; as they are, with a warning, where a class has fewer images than one is fitted to.
    func applied(
        to weights: NetworkWeights, graph: LayerGraph, network: PretrainedNetwork
    ) throws -> NetworkWeights {
        let counts = sample.counts(of: sample.training)
        let rare = sample.classNames.filter { counts[$0, default: 0] < 2 }
        guard rare.isEmpty else {
            observer.warn(
                "the network's last layer begins at random, which takes many more epochs: there \(rare.count == 1 ? "is" : "are") fewer "
                    + "than two training images of \(rare.joined(separator: ", ")). Add images, drop the class with --map-classes, or "
                    + "keep fewer for validation with --validation-fraction.")
            return weights
        }
        var options = LogisticRegression.Options()
        options.threads = plan.threads
        options.seed = plan.seed
        let regression = try LogisticRegression(options: options)
        let seen = Set(sample.training)
        let turns = plan.dataset.images.indices.map { seen.contains($0) ? 1 : 0 }
        let features = try ImageFeatures(
            of: plan.dataset, network: network, turns: turns, threads: plan.threads, observer: observer)
        let table = TransferSample(
            dataset: plan.dataset, sides: turns.map { $0 == 1 ? .train : .test }, features: features
        ).training
        let classifier = try regression.fit(table, classNames: sample.classNames).classifier
        return weights.replacingHead(
            of: graph,
            weight: Tensor(
                shape: [classifier.classCount, classifier.featureCount], values: classifier.weights),
            bias: Tensor(shape: [classifier.classCount], values: classifier.intercepts))
    }
}

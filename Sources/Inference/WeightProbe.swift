public import AerialCore
public import Networks

/// Runs a pretrained network with its own head on one image, to see that weights work.
public struct WeightProbe {
    private let request: InferenceRequest
    /// The side of the images it takes, in pixels.
    public let inputSize: Int

    /// - Parameter path: a weights file of the backbone that holds ImageNet's head.
    /// - Throws: ``WeightsError``, ``PlanError``, ``InferenceError``.
    public init(backbone: Backbone, weightsPath path: String, threads: Int) throws {
        let graph = try backbone.graph()
        let (weights, report) = NetworkWeights.load(try WeightsFile.read(from: path), for: graph)
        guard !report.isBackboneComplete || !report.lacksHead else {
            throw WeightsError.lacksHead(path: path, network: backbone.name)
        }
        try report.check(has: .all, path: path, network: backbone.name)
        let plan = try InferencePlan(graph: graph, weights: weights, normalization: backbone.normalization)
        let options = InferenceOptions(
            batchSize: 1, precision: .float32, streams: 1, threadsPerStream: max(1, threads))
        request = try CompiledNetwork(plan: plan, options: options).makeRequest()
        inputSize = plan.inputSize
    }

    /// One number for each ImageNet class, before softmax.
    public func logits(of image: TileImage) throws -> [Float] {
        try request.run([image])[0]
    }

    /// The most probable ImageNet classes by their number, best first.
    public func bestClasses(of image: TileImage, count: Int = 5) throws -> [(
        classIndex: Int, probability: Float
    )] {
        let probabilities = softmax(try logits(of: image))
        return probabilities.enumerated().map { ($0.offset, $0.element) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(count).map { ($0.0, $0.1) }
    }
}

internal import AerialCore
internal import COpenVINO
public import Networks

/// A plan compiled for this processor. Threads share it; each makes its own ``InferenceRequest``.
///
/// `@unchecked Sendable`: the engine's compiled model does not change, and the C interface makes requests under
/// a lock.
public final class CompiledNetwork: @unchecked Sendable {
    private let handle: OpaquePointer
    /// How it was compiled.
    public let options: InferenceOptions
    /// The side of its input images, in pixels.
    public let inputSize: Int
    /// The bands of its input images.
    public let inputChannels: Int
    /// What a run gives, in the plan's order.
    public let outputs: [NetworkOutput]
    private let outputCounts: [Int]
    /// Cells along a side of an image; `nil` where it gives no ``NetworkOutput/cells``.
    public let cellsPerSide: Int?
    private let forest: DecisionForest?
    private let familiarity: Familiarity?

    /// - Throws: ``InferenceError/engine(task:reason:)``.
    public convenience init(plan: InferencePlan, options: InferenceOptions) throws {
        try self.init(
            plan: plan, options: options, steps: plan.outputs.map(\.step), outputs: plan.outputs.map(\.output)
        )
    }

    /// - Parameters:
    ///   - steps: what a run gives.
    ///   - outputs: the names of the first of them.
    init(plan: InferencePlan, options: InferenceOptions, steps: [Int], outputs: [NetworkOutput]) throws {
        var options = options
        if plan.takesSingleImages { options.batchSize = 1 }
        let graph = try EngineGraph(plan: plan, batchSize: options.batchSize)
        let outputNodes = steps.map { graph.nodes[$0] }
        var settings = Self.settings(options)
        var handle: OpaquePointer?
        try engineCall("compile the network") { error in
            plan.normalization.mean.withUnsafeBufferPointer { mean in
                plan.normalization.standardDeviation.withUnsafeBufferPointer { deviation in
                    settings.mean = mean.baseAddress
                    settings.standard_deviation = deviation.baseAddress
                    return aov_compile(
                        graph.handle, outputNodes, Int32(outputNodes.count), &settings, &handle, error)
                }
            }
        }
        guard let handle else {
            throw InferenceError.engine(task: "compile the network", reason: "no network came back.")
        }
        self.handle = handle
        self.options = options
        inputSize = plan.inputSize
        inputChannels = plan.inputChannels
        self.outputs = outputs
        forest = plan.forest
        familiarity = plan.familiarity
        cellsPerSide = plan.cellsPerSide
        outputCounts = steps.map { plan.steps[$0].shape.elementCount }
    }

    deinit { aov_network_free(handle) }

    /// A request for one thread.
    public func makeRequest() throws -> InferenceRequest {
        var request: OpaquePointer?
        try engineCall("make a request") { aov_request_create(handle, &request, $0) }
        guard let request else {
            throw InferenceError.engine(task: "make a request", reason: "no request came back.")
        }
        return InferenceRequest(
            handle: request, batchSize: options.batchSize, inputSize: inputSize,
            inputChannels: inputChannels, outputs: Array(zip(outputs, outputCounts)), forest: forest,
            familiarity: familiarity, cellsPerSide: cellsPerSide)
    }

    private static func settings(_ options: InferenceOptions) -> aov_options {
        aov_options(
            precision: options.precision == .bfloat16 ? AOV_BFLOAT16 : AOV_FLOAT32,
            threads: Int32(options.streams * options.threadsPerStream), streams: Int32(options.streams),
            mean: nil, standard_deviation: nil)
    }
}

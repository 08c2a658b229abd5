internal import CTorchInterface
public import Networks
internal import TorchRuntime

/// A network with everything that changes while it is trained, executed by libtorch. Not Sendable: one thread trains.
public final class NetworkTrainer {
    /// What a trainer is made with besides its network.
    public struct Options {
        /// The optimizer, its settings, the precision; the rest of the recipe is the loop's.
        public var recipe: Recipe
        /// One per class; empty for all 1.
        public var classWeights: [Float] = []
        /// Threads that libtorch computes on.
        public var threads = 1
        /// The processes that train together; `nil` for this one alone.
        public var group: ProcessGroup?

        /// Without class weights, on one thread, alone.
        public init(recipe: Recipe) {
            self.recipe = recipe
        }
    }

    /// What one step saw.
    public struct StepResult: Sendable, Equatable {
        /// Mean over the batch, before the step.
        public let loss: Double
        /// Images of the batch, over all ranks, whose most probable class was their own before the step.
        public let correctCount: Int
        /// Ranks that were asked to end.
        public let stopCount: Int
        /// Before clipping.
        public let gradientNorm: Double
    }

    /// Whether convolutions compute in bfloat16.
    public let usesBFloat16: Bool
    /// Whether it computes on a CUDA device.
    public let usesCUDA: Bool
    /// Logits per image.
    public let classCount: Int
    /// False where a dense layer looks at a grid of one size.
    public let takesAnySide: Bool
    private let group: ProcessGroup?
    private let torch: TorchLibrary
    private let handle: OpaquePointer
    private let state: [StateEntry]

    /// - Parameter trainedNodes: the graph's nodes whose parameters change.
    /// - Throws: ``TorchError``.
    public init(
        graph: LayerGraph, normalization: PixelNormalization, trainedNodes: Set<Int>, options: Options
    ) throws {
        let torch = try TorchLibrary.load()
        try torch.setThreads(options.threads)
        usesCUDA = torch.hasCUDA
        usesBFloat16 = Self.usesBFloat16(options.recipe.precision, graph: graph, torch: torch)
        classCount = graph.classCount
        takesAnySide = !graph.nodes.contains { $0.layer == .flatten }
        var settings = Self.settings(options.recipe)
        settings.use_bfloat16 = usesBFloat16 ? 1 : 0
        settings.use_cuda = usesCUDA ? 1 : 0
        settings.cuda_device = Int32(options.group?.place.device ?? 0)
        settings.class_count = Int64(options.classWeights.count)
        settings.group = options.group?.handle
        settings.synchronizes_norms = options.recipe.synchronizesNorms ? 1 : 0
        group = options.group
        let flat = FlatNetwork(graph: graph, normalization: normalization, trainedNodes: trainedNodes)
        handle = try options.classWeights.withUnsafeBufferPointer { weights in
            settings.class_weights = weights.isEmpty ? nil : weights.baseAddress
            return try flat.withNetwork { try Self.make($0, settings, torch: torch) }
        }
        self.torch = torch
        state = try StateEntry.all(of: handle, torch: torch)
    }

    deinit { torch.functions.training.destroy(handle) }

    private static func make(
        _ network: UnsafePointer<aerial_network>, _ settings: aerial_training_options, torch: TorchLibrary
    ) throws -> OpaquePointer {
        var settings = settings
        var handle: OpaquePointer?
        try torch.call { torch.functions.training.create(network, &settings, &handle, $0) }
        guard let handle else { throw TorchError.failed(reason: "no trainer was made") }
        return handle
    }

    /// Of its own accord only where it pays: on a CUDA device, and on a processor when no grouped convolutions are to be
    /// differentiated.
    private static func usesBFloat16(
        _ precision: Recipe.Precision, graph: LayerGraph, torch: TorchLibrary
    ) -> Bool {
        switch precision {
        case .fp32: false
        case .bf16: true
        case .auto:
            torch.hasCUDA || (torch.functions.training.has_bfloat16() != 0 && !graph.hasGroupedConvolutions)
        }
    }

    private static func settings(_ recipe: Recipe) -> aerial_training_options {
        var settings = aerial_training_options()
        settings.optimizer = Int32(
            (recipe.optimizer == .adamw ? AERIAL_OPTIMIZER_ADAMW : AERIAL_OPTIMIZER_SGD).rawValue)
        settings.momentum = recipe.momentum
        settings.beta1 = 0.9
        settings.beta2 = 0.999
        settings.epsilon = 1e-8
        settings.weight_decay = recipe.weightDecay
        settings.gradient_norm_limit = recipe.gradientNormLimit
        settings.label_smoothing = recipe.labelSmoothing
        return settings
    }

    /// One step of the optimizer.
    /// - Parameter averageDecay: of the moving average of the weights.
    /// - Parameter seed: of the step's dropout.
    /// - Parameter wantsStop: this rank was asked to end; all learn of it by the result.
    /// - Returns: a loss that is not finite says that nothing was changed.
    public func step(
        _ batch: TrainingBatch, learningRate: Double, averageDecay: Double, seed: UInt64,
        wantsStop: Bool = false
    ) throws -> StepResult {
        var step = aerial_step(
            learning_rate: learningRate, average_decay: averageDecay, seed: seed,
            wants_stop: wantsStop ? 1 : 0)
        var result = aerial_step_result()
        try withBatch(batch) { batch in
            try torch.call { torch.functions.training.step(handle, batch, &step, &result, $0) }
        }
        return StepResult(
            loss: result.loss, correctCount: Int(result.correct_count), stopCount: Int(result.stop_count),
            gradientNorm: result.gradient_norm)
    }

    /// Logits of each image, a row of classes per image, as scoring would compute them.
    public func logits(of batch: TrainingBatch) throws -> [Float] {
        var logits = [Float](repeating: 0, count: batch.count * classCount)
        try withBatch(batch) { batch in
            try torch.call { torch.functions.training.forward(handle, batch, &logits, $0) }
        }
        return logits
    }

    private func withBatch<Result>(
        _ batch: TrainingBatch, _ body: (UnsafePointer<aerial_batch>) throws -> Result
    ) rethrows -> Result {
        try batch.pixels.withUnsafeBufferPointer { pixels in
            try batch.labels.withUnsafeBufferPointer { labels in
                var view = aerial_batch(
                    pixels: pixels.baseAddress, labels: labels.baseAddress, count: Int64(batch.count),
                    side: Int64(batch.side))
                return try body(&view)
            }
        }
    }
}

// MARK: State

extension NetworkTrainer {
    /// Steps taken so far.
    public var stepCount: Int {
        get { Int(torch.functions.training.step_count(handle)) }
        set { torch.functions.training.set_step_count(handle, Int64(newValue)) }
    }

    /// All ranks' state becomes rank 0's; batch norms' running statistics differ between ranks before.
    public func shareState() throws {
        guard group != nil else { return }
        try torch.call { torch.functions.training.share_state(handle, $0) }
    }

    /// What exchanging gradients takes; `nil` for one process, and before some steps were taken.
    public var exchangeTimes: ExchangeTimes? {
        get throws {
            guard group != nil else { return nil }
            var times = aerial_exchange_times()
            try torch.call { torch.functions.training.exchange_times(handle, &times, $0) }
            guard times.backward > 0, times.exchange > 0 else { return nil }
            return ExchangeTimes(
                backwardSeconds: times.backward, exchangeSeconds: times.exchange,
                overlappedSeconds: times.overlapped)
        }
    }

    /// Begins with these weights, which are their own average.
    /// - Throws: ``TrainingError/missingTensor(name:)``.
    public func setWeights(_ weights: NetworkWeights) throws {
        for entry in state where entry.kind == .current || entry.kind == .average {
            try write(entry, weights[entry.name])
        }
    }

    /// The weights as the last step left them, or their moving average (frozen ones are as they were).
    public func weights(averaged: Bool) throws -> NetworkWeights {
        var tensors: [String: Tensor] = [:]
        for entry in state where entry.kind == .current { tensors[entry.name] = try read(entry) }
        if averaged {
            for entry in state where entry.kind == .average { tensors[entry.name] = try read(entry) }
        }
        return NetworkWeights(tensors: tensors)
    }

    /// Everything that training has changed so far, by name; with ``stepCount`` enough to go on from here.
    public func stateTensors() throws -> NetworkWeights {
        var tensors: [String: Tensor] = [:]
        for entry in state { tensors[entry.key] = try read(entry) }
        return NetworkWeights(tensors: tensors)
    }

    /// - Throws: ``TrainingError/missingTensor(name:)``.
    public func restore(_ tensors: (String) -> Tensor?) throws {
        for entry in state { try write(entry, tensors(entry.key)) }
    }

    private func read(_ entry: StateEntry) throws -> Tensor {
        var values = [Float](repeating: 0, count: entry.shape.reduce(1, *))
        try torch.call { torch.functions.training.read_state(handle, entry.position, &values, $0) }
        return Tensor(shape: entry.shape, values: values)
    }

    private func write(_ entry: StateEntry, _ tensor: Tensor?) throws {
        guard let tensor, tensor.shape == entry.shape else {
            throw TrainingError.missingTensor(name: entry.key)
        }
        try torch.call { torch.functions.training.write_state(handle, entry.position, tensor.values, $0) }
    }
}

/// One array of the trainer's state.
private struct StateEntry {
    enum Kind: Int32 {
        case current, average, firstMoment, secondMoment
    }

    let position: Int64
    let name: String
    let kind: Kind
    let shape: [Int]

    /// Its name in a checkpoint: the parameter's own for the weights.
    var key: String {
        switch kind {
        case .current: name
        case .average: "average/\(name)"
        case .firstMoment: "first_moment/\(name)"
        case .secondMoment: "second_moment/\(name)"
        }
    }

    static func all(of handle: OpaquePointer, torch: TorchLibrary) throws -> [StateEntry] {
        let count = torch.functions.training.state_count(handle)
        return try (0..<count).map { position in
            var tensor = aerial_state_tensor()
            try torch.call { torch.functions.training.describe_state(handle, position, &tensor, $0) }
            guard let name = tensor.name, let kind = Kind(rawValue: tensor.kind) else {
                throw TorchError.failed(reason: "the state tensor \(position) is of no known kind")
            }
            let sizes = [tensor.shape.0, tensor.shape.1, tensor.shape.2, tensor.shape.3]
            return StateEntry(
                position: position, name: String(cString: name), kind: kind,
                shape: sizes.prefix(Int(tensor.dimension_count)).map(Int.init))
        }
    }
}

extension LayerGraph {
    fileprivate var hasGroupedConvolutions: Bool {
        nodes.contains {
            if case .convolution(let convolution) = $0.layer { convolution.groups > 1 } else { false }
        }
    }
}

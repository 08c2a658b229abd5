public import AerialCore

extension InferencePlan {
    /// Folds a network and its weights into a plan that gives the named outputs.
    ///
    /// Layers that no output needs are left out, so that a plan for features or with a forest needs no head.
    /// - Parameters:
    ///   - forest: makes logits of features, in the place of the network's head.
    ///   - familiarity: makes foreignness of features; without it that output is left out.
    /// - Throws: ``PlanError``.
    public init(
        graph: LayerGraph, weights: NetworkWeights, normalization: PixelNormalization,
        outputs: [NetworkOutput] = [.logits], forest: DecisionForest? = nil, familiarity: Familiarity? = nil
    ) throws {
        let outputs = outputs.filter { $0 != .foreignness || familiarity != nil }
        guard !outputs.isEmpty else { throw PlanError.noOutputs }
        let cells = graph.cellSource(hasForest: forest != nil)
        let ends = try outputs.map { output in
            guard output == .cells else {
                return (output, graph.node(of: forest == nil ? output : .features))
            }
            guard let cells else { throw PlanError.noCells }
            return (output, cells.node)
        }
        var builder = PlanBuilder(graph: graph, weights: weights, ends: Set(ends.map(\.1)))
        try builder.build()
        let stepsOfOutputs = try ends.map { output, node in
            let step = builder.stepOfNode[node]!
            if output == .cells, cells?.needsHead == true {
                return (output, try builder.appendHead(to: step))
            }
            guard output == .foreignness, let familiarity else { return (output, step) }
            return (output, builder.append(familiarity, to: step))
        }
        guard case .image(let channels, let height, let width) = graph.inputShape, height == width,
            channels == normalization.mean.count, channels == normalization.standardDeviation.count
        else {
            throw PlanError.unsupportedInput(shape: graph.inputShape)
        }
        self.init(
            steps: builder.steps, inputSize: height, inputChannels: channels, normalization: normalization,
            outputs: stepsOfOutputs, forest: forest, familiarity: familiarity)
    }
}

extension LayerGraph {
    func node(of output: NetworkOutput) -> Int {
        switch output {
        case .logits: outputNode
        case .features, .foreignness, .cells: featureNode
        }
    }
}

/// Why a network and weights make no plan.
public enum PlanError: Error, Equatable, CustomStringConvertible {
    case missingParameter(name: String)
    case wrongShape(name: String, expected: [Int], found: [Int])
    case unsupportedInput(shape: LayerShape)
    case noOutputs
    /// The network has no ``CellSource``.
    case noCells

    public var description: String {
        switch self {
        case .missingParameter(let name):
            "the weights lack '\(name)'. Use a weights file that holds it, or ask for features if it is the head's."
        case .wrongShape(let name, let expected, let found):
            "the weights' '\(name)' has the shape \(found) where the network needs \(expected). "
                + "Name the backbone that the weights were made for."
        case .unsupportedInput(let shape):
            "a network with the input \(shape) cannot be scored; it must be a square image, with a mean and a spread for each of its channels."
        case .noOutputs:
            "no output of the network was asked for. Ask for logits or features."
        case .noCells:
            "the network does not say where in an image it sees what. Take one that ends in a mean over places."
        }
    }
}

/// Walks a graph in order and emits steps.
struct PlanBuilder {
    let graph: LayerGraph
    let weights: NetworkWeights
    private let isNeeded: [Bool]
    /// Nodes whose result must stay visible, because several layers or the caller take it.
    private let isShared: [Bool]
    private(set) var steps: [PlanStep] = []
    private(set) var stepOfNode: [Int: Int] = [:]

    /// - Parameter ends: the nodes whose results are asked for.
    init(graph: LayerGraph, weights: NetworkWeights, ends: Set<Int>) {
        self.graph = graph
        self.weights = weights
        var needed = graph.nodes.indices.map(ends.contains)
        for index in graph.nodes.indices.reversed() where needed[index] {
            for input in graph.nodes[index].inputs { needed[input] = true }
        }
        isNeeded = needed
        let counts = graph.consumerCounts
        isShared = graph.nodes.indices.map { counts[$0] > 1 || ends.contains($0) }
    }

    mutating func build() throws {
        for index in graph.nodes.indices where isNeeded[index] { try emit(index) }
    }

    /// The similarities of features to a model's references, then the features.
    /// - Returns: the step.
    mutating func append(_ familiarity: Familiarity, to features: Int) -> Int {
        let width = familiarity.featureCount
        func append(_ operation: PlanOperation, _ inputs: [Int], _ count: Int) -> Int {
            steps.append(
                PlanStep(
                    operation: operation, inputs: inputs, activation: .none, shape: .vector(count: count)))
            return steps.count - 1
        }
        let flat = append(.flatten, [features], width)
        let dense = FoldedDense(
            inputs: width, outputs: familiarity.referenceCount, weights: familiarity.references,
            bias: Array(repeating: 0, count: familiarity.referenceCount))
        let similarities = append(.dense(dense), [flat], familiarity.referenceCount)
        return append(.concatenate, [similarities, flat], familiarity.referenceCount + width)
    }

    /// The dense head as a convolution of one cell.
    /// - Returns: the step, an image of a channel for each class.
    mutating func appendHead(to cells: Int) throws -> Int {
        guard case .image(let channels, let rows, let columns) = steps[cells].shape else { return cells }
        let head = graph.headNode
        let convolution = FoldedConvolution(
            name: "\(graph.headPrefix) of cells", inputChannels: channels, outputChannels: graph.classCount,
            kernelSize: 1, stride: 1, padding: EdgePadding(top: 0, left: 0, bottom: 0, right: 0), dilation: 1,
            groups: 1,
            weights: try values(.weight, of: head), bias: try values(.bias, of: head))
        steps.append(
            PlanStep(
                operation: .convolution(convolution), inputs: [cells], activation: .none,
                shape: .image(channels: graph.classCount, height: rows, width: columns)))
        return steps.count - 1
    }

    private mutating func emit(_ index: Int) throws {
        let node = graph.nodes[index]
        switch node.layer {
        case .input: append(.input, for: index)
        case .convolution(let convolution):
            append(.convolution(try folded(convolution, of: index)), for: index)
        case .batchNormalization(let norm): try emit(norm, at: index)
        case .layerNormalization(let norm):
            let folded = FoldedNormalization(
                epsilon: norm.epsilon, factors: try values(.scale, of: index),
                offsets: try values(.shift, of: index))
            append(.layerNormalization(folded), for: index)
        case .relu: emitActivation(.relu, at: index)
        case .relu6: emitActivation(.relu6, at: index)
        case .sigmoid: emitActivation(.sigmoid, at: index)
        case .hardSigmoid: emitActivation(.hardSigmoid, at: index)
        case .silu: emitActivation(.silu, at: index)
        case .hardSwish: emitActivation(.hardSwish, at: index)
        case .gelu: emitActivation(.gelu, at: index)
        case .dropout: stepOfNode[index] = stepOfNode[node.inputs[0]]
        case .maxPool(let pooling): append(.maxPool(pooling), for: index)
        case .averagePool(let pooling): append(.averagePool(try folded(pooling, of: index)), for: index)
        case .adaptiveAveragePool(let size): append(.adaptiveAveragePool(outputSize: size), for: index)
        case .globalAveragePool: append(.globalAveragePool, for: index)
        case .add: append(.add, for: index)
        case .multiply: append(.multiply, for: index)
        case .concatenate: append(.concatenate, for: index)
        case .channels(let first, let count): append(.channels(first: first, count: count), for: index)
        case .flatten: append(.flatten, for: index)
        case .dense(let inputs, let outputs):
            let dense = FoldedDense(
                inputs: inputs, outputs: outputs, weights: try values(.weight, of: index),
                bias: try values(.bias, of: index))
            append(.dense(dense), for: index)
        case .onnx(let network): append(.onnx(network), for: index)
        }
    }

    private mutating func append(_ operation: PlanOperation, for index: Int) {
        let inputs = graph.nodes[index].inputs.map { stepOfNode[$0]! }
        steps.append(
            PlanStep(operation: operation, inputs: inputs, activation: .none, shape: graph.nodes[index].shape)
        )
        stepOfNode[index] = steps.count - 1
    }

    /// An activation becomes part of the step before it, unless somebody else takes that step's bare result.
    private mutating func emitActivation(_ activation: Activation, at index: Int) {
        let source = graph.nodes[index].inputs[0]
        let step = stepOfNode[source]!
        let isInput = if case .input = steps[step].operation { true } else { false }
        guard !isShared[source], !isInput, steps[step].activation == .none else {
            let shape = graph.nodes[index].shape
            steps.append(PlanStep(operation: .identity, inputs: [step], activation: activation, shape: shape))
            stepOfNode[index] = steps.count - 1
            return
        }
        let fused = steps[step]
        steps[step] = PlanStep(
            operation: fused.operation, inputs: fused.inputs, activation: activation, shape: fused.shape)
        stepOfNode[index] = step
    }
}

// MARK: - Parameters

extension PlanBuilder {
    private func values(_ role: ParameterRole, of index: Int) throws -> [Float] {
        guard let spec = graph.parameters(ofNode: index).first(where: { $0.role == role }) else { return [] }
        guard let tensor = weights[spec.name] else { throw PlanError.missingParameter(name: spec.name) }
        guard tensor.shape == spec.shape else {
            throw PlanError.wrongShape(name: spec.name, expected: spec.shape, found: tensor.shape)
        }
        return tensor.values
    }

    private func folded(_ pooling: AveragePooling, of index: Int) throws -> FoldedAveragePooling {
        guard case .image(_, let height, let width) = graph.nodes[graph.nodes[index].inputs[0]].shape else {
            throw PlanError.unsupportedInput(shape: graph.nodes[index].shape)
        }
        return FoldedAveragePooling(
            kernelSize: pooling.kernelSize, stride: pooling.stride,
            padding: pooling.edges(height: height, width: width), countsPadding: pooling.countsPadding)
    }

    private func folded(_ convolution: Convolution, of index: Int) throws -> FoldedConvolution {
        guard case .image(_, let height, let width) = graph.nodes[graph.nodes[index].inputs[0]].shape else {
            throw PlanError.unsupportedInput(shape: graph.nodes[index].shape)
        }
        let pad = { (size: Int) in
            convolution.padding.pixels(
                size: size, kernelSize: convolution.span, stride: convolution.stride)
        }
        let (rows, columns) = (pad(height), pad(width))
        let bias =
            try convolution.hasBias
            ? values(.bias, of: index) : [Float](repeating: 0, count: convolution.outputChannels)
        return FoldedConvolution(
            name: graph.nodes[index].name, inputChannels: convolution.inputChannels,
            outputChannels: convolution.outputChannels,
            kernelSize: convolution.kernelSize, stride: convolution.stride,
            padding: EdgePadding(
                top: rows.before, left: columns.before, bottom: rows.after, right: columns.after),
            dilation: convolution.dilation, groups: convolution.groups,
            weights: try values(.weight, of: index), bias: bias)
    }

    /// Batch normalisation goes into the convolution before it; alone it is a convolution of one pixel per channel.
    private mutating func emit(_ norm: BatchNormalization, at index: Int) throws {
        let affine = ChannelAffine(
            scale: try values(.scale, of: index), shift: try values(.shift, of: index),
            mean: try values(.runningMean, of: index), variance: try values(.runningVariance, of: index),
            epsilon: norm.epsilon)
        let source = graph.nodes[index].inputs[0]
        let step = stepOfNode[source]!
        if !isShared[source], steps[step].activation == .none,
            case .convolution(let convolution) = steps[step].operation
        {
            steps[step] = PlanStep(
                operation: .convolution(affine.after(convolution)), inputs: steps[step].inputs,
                activation: .none, shape: steps[step].shape)
            stepOfNode[index] = step
        } else {
            append(.convolution(affine.alone(name: graph.nodes[index].name)), for: index)
        }
    }
}

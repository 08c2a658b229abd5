internal import COpenVINO
internal import Foundation
internal import Networks

/// A plan as the engine's own graph: one owner, freed with it.
final class EngineGraph {
    let handle: OpaquePointer
    /// The engine's node for each step of the plan.
    private(set) var nodes: [Int32] = []

    init(plan: InferencePlan, batchSize: Int) throws {
        var handle: OpaquePointer?
        try engineCall("start a graph") {
            aov_graph_create(
                Int32(batchSize), Int32(plan.inputChannels), Int32(plan.inputSize), &handle, $0)
        }
        guard let handle else {
            throw InferenceError.engine(task: "start a graph", reason: "no graph came back.")
        }
        self.handle = handle
        for step in plan.steps { nodes.append(try add(step)) }
    }

    deinit { aov_graph_free(handle) }

    private func add(_ step: PlanStep) throws -> Int32 {
        if case .input = step.operation { return 0 }
        let sources = step.inputs.map { nodes[$0] }
        let activation = step.activation.engineValue
        var node: Int32 = 0
        try engineCall("add a layer") { error in
            switch step.operation {
            case .input: 0
            case .convolution(let convolution):
                add(convolution, to: sources[0], activation, &node, error)
            case .dense(let dense):
                aov_add_dense(
                    handle, sources[0], Int32(dense.inputs), Int32(dense.outputs), dense.weights, dense.bias,
                    activation, &node, error)
            case .layerNormalization(let norm):
                aov_add_layer_normalization(
                    handle, sources[0], Int32(norm.factors.count), norm.factors, norm.offsets, norm.epsilon,
                    activation, &node, error)
            case .maxPool(let pooling):
                add(pooling, to: sources[0], activation, &node, error)
            case .averagePool(let pooling):
                add(pooling, to: sources[0], activation, &node, error)
            case .adaptiveAveragePool(let size):
                aov_add_adaptive_average_pool(handle, sources[0], Int32(size), activation, &node, error)
            case .globalAveragePool:
                aov_add_global_average_pool(handle, sources[0], activation, &node, error)
            case .add: aov_add_sum(handle, sources[0], sources[1], activation, &node, error)
            case .multiply: aov_add_product(handle, sources[0], sources[1], activation, &node, error)
            case .concatenate:
                aov_add_concatenation(handle, sources, Int32(sources.count), activation, &node, error)
            case .channels(let first, let count):
                aov_add_channels(
                    handle, sources[0], Int32(first), Int32(count), activation, &node, error)
            case .flatten: aov_add_flatten(handle, sources[0], activation, &node, error)
            case .quantize(let range):
                aov_add_quantization(handle, sources[0], range.low, range.high, &node, error)
            case .onnx(let network): add(network, to: sources[0], &node, error)
            case .identity: aov_add_activation(handle, sources[0], activation, &node, error)
            }
        }
        return node
    }

    private func add(
        _ convolution: FoldedConvolution, to source: Int32, _ activation: aov_activation,
        _ node: inout Int32, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> Int32 {
        var settings = aov_convolution(
            input_channels: Int32(convolution.inputChannels),
            output_channels: Int32(convolution.outputChannels),
            kernel_size: Int32(convolution.kernelSize), stride: Int32(convolution.stride),
            dilation: Int32(convolution.dilation), groups: Int32(convolution.groups),
            pad_top: Int32(convolution.padding.top),
            pad_left: Int32(convolution.padding.left), pad_bottom: Int32(convolution.padding.bottom),
            pad_right: Int32(convolution.padding.right))
        func append(_ limits: UnsafePointer<Float>?) -> Int32 {
            aov_add_convolution(
                handle, source, &settings, convolution.weights, limits, convolution.bias, activation, &node,
                error)
        }
        guard let limits = convolution.weightLimits else { return append(nil) }
        return limits.withUnsafeBufferPointer { append($0.baseAddress) }
    }

    private func add(
        _ network: ONNXNetwork, to source: Int32, _ node: inout Int32,
        _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> Int32 {
        network.contents.withUnsafeBytes { bytes in
            aov_add_onnx(
                handle, source, bytes.baseAddress, bytes.count, network.layout == .channelsLast ? 1 : 0,
                Int64(network.featureCount), &node, error)
        }
    }

    private func add(
        _ pooling: MaxPooling, to source: Int32, _ activation: aov_activation,
        _ node: inout Int32, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> Int32 {
        var settings = aov_max_pool(
            kernel_size: Int32(pooling.kernelSize), stride: Int32(pooling.stride),
            padding: Int32(pooling.padding), ceil_mode: pooling.ceilMode ? 1 : 0)
        return aov_add_max_pool(handle, source, &settings, activation, &node, error)
    }

    private func add(
        _ pooling: FoldedAveragePooling, to source: Int32, _ activation: aov_activation,
        _ node: inout Int32, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> Int32 {
        let edges = pooling.padding
        var settings = aov_average_pool(
            kernel_size: Int32(pooling.kernelSize), stride: Int32(pooling.stride), pad_top: Int32(edges.top),
            pad_left: Int32(edges.left), pad_bottom: Int32(edges.bottom), pad_right: Int32(edges.right),
            counts_padding: pooling.countsPadding ? 1 : 0)
        return aov_add_average_pool(handle, source, &settings, activation, &node, error)
    }
}

extension Activation {
    fileprivate var engineValue: aov_activation {
        switch self {
        case .none: AOV_NONE
        case .relu: AOV_RELU
        case .relu6: AOV_RELU6
        case .sigmoid: AOV_SIGMOID
        case .hardSigmoid: AOV_HARD_SIGMOID
        case .silu: AOV_SILU
        case .hardSwish: AOV_HARD_SWISH
        case .gelu: AOV_GELU
        }
    }
}

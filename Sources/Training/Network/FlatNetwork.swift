internal import CTorchInterface
internal import Foundation
internal import Networks

/// A layer graph as C structures, with the memory that they point to.
final class FlatNetwork {
    private var names: [UnsafeMutablePointer<CChar>] = []
    private var inputs: [UnsafeMutableBufferPointer<Int32>] = []
    private var layers: [aerial_layer] = []
    private let normalization: PixelNormalization

    init(graph: LayerGraph, normalization: PixelNormalization, trainedNodes: Set<Int>) {
        self.normalization = normalization
        for index in 0...graph.outputNode {
            let node = graph.nodes[index]
            let size = node.inputs.first.map { Self.side(of: graph.nodes[$0].shape) } ?? 0
            var layer = Self.layer(node.layer, inputSide: size)
            layer.is_trained = trainedNodes.contains(index) ? 1 : 0
            // Dropout has no parameters; it acts wherever training does.
            if case .dropout = node.layer { layer.is_trained = 1 }
            place(node, in: &layer)
            layers.append(layer)
        }
    }

    deinit {
        for name in names { free(name) }
        for list in inputs { list.deallocate() }
    }

    func withNetwork<Result>(_ body: (UnsafePointer<aerial_network>) throws -> Result) rethrows -> Result {
        try layers.withUnsafeBufferPointer { layers in
            var network = aerial_network()
            network.layers = layers.baseAddress
            network.layer_count = Int64(layers.count)
            network.channel_count = Int64(normalization.mean.count)
            return try normalization.mean.withUnsafeBufferPointer { mean in
                try normalization.standardDeviation.withUnsafeBufferPointer { deviation in
                    network.mean = mean.baseAddress
                    network.deviation = deviation.baseAddress
                    return try body(&network)
                }
            }
        }
    }

    private func place(_ node: LayerNode, in layer: inout aerial_layer) {
        let list = UnsafeMutableBufferPointer<Int32>.allocate(capacity: max(1, node.inputs.count))
        for (position, input) in node.inputs.enumerated() { list[position] = Int32(input) }
        inputs.append(list)
        layer.inputs = UnsafePointer(list.baseAddress)
        layer.input_count = Int64(node.inputs.count)
        if let name = strdup(node.name) {
            names.append(name)
            layer.name = UnsafePointer(name)
        }
    }

    private static func side(of shape: LayerShape) -> Int {
        if case .image(_, let height, _) = shape { height } else { 0 }
    }

    private static func layer(_ layer: Layer, inputSide: Int) -> aerial_layer {
        switch layer {
        // Whoever trains refuses such a network before.
        case .onnx: kind(AERIAL_LAYER_INPUT)
        case .input: kind(AERIAL_LAYER_INPUT)
        case .convolution(let convolution): flat(convolution, inputSide: inputSide)
        case .batchNormalization(let norm): flat(norm)
        case .relu: kind(AERIAL_LAYER_RELU)
        case .relu6: kind(AERIAL_LAYER_RELU6)
        case .sigmoid: kind(AERIAL_LAYER_SIGMOID)
        case .hardSigmoid: kind(AERIAL_LAYER_HARD_SIGMOID)
        case .silu: kind(AERIAL_LAYER_SILU)
        case .hardSwish: kind(AERIAL_LAYER_HARD_SWISH)
        case .gelu: kind(AERIAL_LAYER_GELU)
        case .layerNormalization(let norm):
            kind(AERIAL_LAYER_LAYER_NORMALIZATION) {
                $0.output_channels = Int64(norm.channels)
                $0.epsilon = norm.epsilon
            }
        case .maxPool(let pooling): flat(pooling)
        case .averagePool(let pooling): flat(pooling)
        case .adaptiveAveragePool(let size):
            kind(AERIAL_LAYER_ADAPTIVE_AVERAGE_POOL) { $0.output_size = Int64(size) }
        case .globalAveragePool: kind(AERIAL_LAYER_GLOBAL_AVERAGE_POOL)
        case .add: kind(AERIAL_LAYER_ADD)
        case .multiply: kind(AERIAL_LAYER_MULTIPLY)
        case .concatenate: kind(AERIAL_LAYER_CONCATENATE)
        case .channels(let first, let count):
            kind(AERIAL_LAYER_CHANNELS) {
                $0.first_channel = Int64(first)
                $0.output_channels = Int64(count)
            }
        case .flatten: kind(AERIAL_LAYER_FLATTEN)
        case .dropout(let probability): kind(AERIAL_LAYER_DROPOUT) { $0.probability = probability }
        case .dense(let inputs, let outputs):
            kind(AERIAL_LAYER_DENSE) {
                $0.input_channels = Int64(inputs)
                $0.output_channels = Int64(outputs)
            }
        }
    }

    private static func flat(_ convolution: Convolution, inputSide: Int) -> aerial_layer {
        let padding = convolution.padding.pixels(
            size: inputSide, kernelSize: convolution.span, stride: convolution.stride)
        return kind(AERIAL_LAYER_CONVOLUTION) {
            $0.input_channels = Int64(convolution.inputChannels)
            $0.output_channels = Int64(convolution.outputChannels)
            $0.kernel_size = Int64(convolution.kernelSize)
            $0.stride = Int64(convolution.stride)
            $0.dilation = Int64(convolution.dilation)
            $0.padding_before = Int64(padding.before)
            $0.padding_after = Int64(padding.after)
            $0.groups = Int64(convolution.groups)
            $0.has_bias = convolution.hasBias ? 1 : 0
        }
    }

    private static func flat(_ norm: BatchNormalization) -> aerial_layer {
        kind(AERIAL_LAYER_BATCH_NORMALIZATION) {
            $0.output_channels = Int64(norm.channels)
            $0.epsilon = norm.epsilon
            $0.momentum = norm.momentum
        }
    }

    private static func flat(_ pooling: MaxPooling) -> aerial_layer {
        kind(AERIAL_LAYER_MAX_POOL) {
            $0.kernel_size = Int64(pooling.kernelSize)
            $0.stride = Int64(pooling.stride)
            $0.padding_before = Int64(pooling.padding)
            $0.padding_after = Int64(pooling.padding)
            $0.ceil_mode = pooling.ceilMode ? 1 : 0
        }
    }

    private static func flat(_ pooling: AveragePooling) -> aerial_layer {
        kind(AERIAL_LAYER_AVERAGE_POOL) {
            $0.kernel_size = Int64(pooling.kernelSize)
            $0.stride = Int64(pooling.stride)
            $0.padding_before = Int64(pooling.padding)
            $0.padding_after = Int64(pooling.padding)
            $0.ceil_mode = pooling.ceilMode ? 1 : 0
            $0.counts_padding = pooling.countsPadding ? 1 : 0
        }
    }

    private static func kind(
        _ kind: aerial_layer_kind, _ fill: (inout aerial_layer) -> Void = { _ in }
    ) -> aerial_layer {
        var layer = aerial_layer()
        layer.kind = Int32(kind.rawValue)
        fill(&layer)
        return layer
    }
}

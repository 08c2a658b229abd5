/// EfficientNet-lite: EfficientNet (Tan and Le, 2019) without squeeze-and-excitation and with ReLU6, stem and head
/// unscaled. Parameter names are those of the PyTorch files converted from TensorFlow's, whose padding is SAME.
struct EfficientNetLite: NetworkDesign {
    let widthFactor: Double
    let depthFactor: Double
    let dropout: Double

    static let lite0 = EfficientNetLite(widthFactor: 1.0, depthFactor: 1.0, dropout: 0.2)
    static let lite1 = EfficientNetLite(widthFactor: 1.0, depthFactor: 1.1, dropout: 0.2)
    static let lite2 = EfficientNetLite(widthFactor: 1.1, depthFactor: 1.2, dropout: 0.3)

    private struct Stage {
        let repeats: Int
        let kernelSize: Int
        let stride: Int
        let expansion: Int
        let channels: Int
    }

    private static let stages = [
        Stage(repeats: 1, kernelSize: 3, stride: 1, expansion: 1, channels: 16),
        Stage(repeats: 2, kernelSize: 3, stride: 2, expansion: 6, channels: 24),
        Stage(repeats: 2, kernelSize: 5, stride: 2, expansion: 6, channels: 40),
        Stage(repeats: 3, kernelSize: 3, stride: 2, expansion: 6, channels: 80),
        Stage(repeats: 3, kernelSize: 5, stride: 1, expansion: 6, channels: 112),
        Stage(repeats: 4, kernelSize: 5, stride: 2, expansion: 6, channels: 192),
        Stage(repeats: 1, kernelSize: 3, stride: 1, expansion: 6, channels: 320),
    ]

    private static let norm = (epsilon: 1e-3, momentum: 0.01)

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let stem = Convolution(
            inputChannels: inputChannels, outputChannels: 32, kernelSize: 3, stride: 2, padding: .same)
        var node = try builder.normalizedConvolution(
            builder.input, stem, name: "_conv_stem", normName: "_bn0", norm: Self.norm, activation: .relu6)
        var blockIndex = 0
        for (index, stage) in Self.stages.enumerated() {
            for repetition in 0..<repeats(of: stage, at: index) {
                node = try appendBlock(
                    to: &builder, node, stage: stage, stride: repetition == 0 ? stage.stride : 1,
                    name: "_blocks.\(blockIndex)")
                blockIndex += 1
            }
        }
        let end = Convolution(inputChannels: builder.channels(of: node), outputChannels: 1280, kernelSize: 1)
        node = try builder.normalizedConvolution(
            node, end, name: "_conv_head", normName: "_bn1", norm: Self.norm, activation: .relu6)
        return try builder.pooledClassifier(node, classCount: classCount, dropout: dropout, name: "_fc")
    }

    /// Expand, filter each channel, project; with a shortcut where the shape stays.
    private func appendBlock(
        to builder: inout LayerGraphBuilder, _ source: Int, stage: Stage, stride: Int, name: String
    ) throws -> Int {
        let inputs = builder.channels(of: source)
        let outputs = scaledChannels(stage.channels)
        let hidden = inputs * stage.expansion
        var node = source
        if stage.expansion != 1 {
            node = try builder.normalizedConvolution(
                node, Convolution(inputChannels: inputs, outputChannels: hidden, kernelSize: 1),
                name: "\(name)._expand_conv", normName: "\(name)._bn0", norm: Self.norm, activation: .relu6)
        }
        let depthwise = Convolution(
            inputChannels: hidden, outputChannels: hidden, kernelSize: stage.kernelSize, stride: stride,
            padding: .same, groups: hidden)
        node = try builder.normalizedConvolution(
            node, depthwise, name: "\(name)._depthwise_conv", normName: "\(name)._bn1", norm: Self.norm,
            activation: .relu6)
        node = try builder.normalizedConvolution(
            node, Convolution(inputChannels: hidden, outputChannels: outputs, kernelSize: 1),
            name: "\(name)._project_conv", normName: "\(name)._bn2", norm: Self.norm, activation: nil)
        return stride == 1 && inputs == outputs ? try builder.append(.add, node, source) : node
    }

    /// The first and the last stage are not deepened.
    private func repeats(of stage: Stage, at index: Int) -> Int {
        let isFixed = index == 0 || index == Self.stages.count - 1
        return isFixed ? stage.repeats : Int((depthFactor * Double(stage.repeats)).rounded(.up))
    }

    /// The nearest multiple of 8 that is not more than a tenth too small.
    private func scaledChannels(_ channels: Int) -> Int {
        let scaled = Double(channels) * widthFactor
        let rounded = max(8, Int(scaled + 4) / 8 * 8)
        return Double(rounded) < 0.9 * scaled ? rounded + 8 : rounded
    }
}

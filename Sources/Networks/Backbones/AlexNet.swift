extension Backbone {
    /// AlexNet (Krizhevsky, 2014).
    public static let alexNet = Backbone(
        "alexnet", featureCount: 4096, design: AlexNet(),
        pretrained: .lpipsConvolutions(
            of: "alexnet", file: "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
            summary: "AlexNet, ImageNet, without dense layers"))
}

/// AlexNet (Krizhevsky, 2014, "One weird trick for parallelizing convolutional neural networks") as torchvision builds
/// it, with its parameter names.
struct AlexNet: NetworkDesign {
    /// As the JAX library Flax numbers the convolutions; dense layers have no counterpart.
    private static let flaxNaming = LayerNaming(
        prefixes: Dictionary(
            uniqueKeysWithValues: [0, 3, 6, 8, 10].enumerated().map {
                ("features.\($1)", "AlexNet_0.Conv_\($0)")
            }),
        endings: ["weight": "kernel"], hasChannelsLast: true)

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let pool = Layer.maxPool(MaxPooling(kernelSize: 3, stride: 2))
        var node = try builder.append(
            .convolution(
                Convolution(
                    inputChannels: inputChannels, outputChannels: 64, kernelSize: 11, stride: 4,
                    padding: .symmetric(2),
                    hasBias: true)), name: "features.0", builder.input)
        node = try builder.append(pool, try builder.append(.relu, node))
        node = try builder.biasedConvolution(node, channels: 192, kernelSize: 5, name: "features.3")
        node = try builder.append(pool, node)
        for (channels, position) in [(384, 6), (256, 8), (256, 10)] {
            node = try builder.biasedConvolution(
                node, channels: channels, kernelSize: 3, name: "features.\(position)")
        }
        node = try builder.append(pool, node)
        node = try builder.append(.adaptiveAveragePool(outputSize: 6), node)
        node = try builder.append(.flatten, node)
        for (inputs, position) in [(256 * 6 * 6, 1), (4096, 4)] {
            node = try builder.append(.dropout(probability: 0.5), node)
            node = try builder.append(
                .dense(inputs: inputs, outputs: 4096), name: "classifier.\(position)", node)
            node = try builder.append(.relu, node)
        }
        let head = try builder.append(.dense(inputs: 4096, outputs: classCount), name: "classifier.6", node)
        return builder.graph(
            features: node, head: head, output: head, otherNamings: [Self.flaxNaming])
    }
}

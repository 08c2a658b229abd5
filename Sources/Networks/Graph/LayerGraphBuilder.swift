/// Puts layers one after another, infers their shapes and refuses what does not fit.
public struct LayerGraphBuilder {
    private var nodes: [LayerNode]

    /// - Parameters:
    ///   - inputChannels: the image's bands.
    ///   - inputSize: the image's width and height in pixels.
    public init(inputChannels: Int, inputSize: Int) {
        let shape = LayerShape.image(channels: inputChannels, height: inputSize, width: inputSize)
        nodes = [LayerNode(layer: .input, inputs: [], name: "", shape: shape)]
    }

    /// The position of the input image.
    public var input: Int { 0 }

    /// Appends a layer and gives its position.
    /// - Parameter name: the prefix of its parameters' names.
    /// - Throws: ``GraphError/inputDoesNotFit(layer:name:inputs:)``.
    public mutating func append(_ layer: Layer, name: String = "", _ inputs: Int...) throws -> Int {
        try append(layer, name: name, inputs: inputs)
    }

    /// - Parameter inputs: positions of earlier layers.
    mutating func append(_ layer: Layer, name: String, inputs: [Int]) throws -> Int {
        let shapes = inputs.map { nodes[$0].shape }
        guard let shape = layer.outputShape(of: shapes) else {
            throw GraphError.inputDoesNotFit(layer: "\(layer)", name: name, inputs: shapes)
        }
        nodes.append(LayerNode(layer: layer, inputs: inputs, name: name, shape: shape))
        return nodes.count - 1
    }

    /// Of the layer that was appended last.
    var lastShape: LayerShape? { nodes.last?.shape }

    func layer(of node: Int) -> Layer { nodes[node].layer }
    func inputs(of node: Int) -> [Int] { nodes[node].inputs }

    /// The channels of an image-shaped node, the length of a vector.
    public func channels(of node: Int) -> Int {
        nodes[node].shape.channels
    }

    /// The network of all layers so far.
    /// - Parameters:
    ///   - features: the position of the pooled output before the head.
    ///   - head: the position of the layer that turns features into classes.
    ///   - output: the position of the logits.
    public func graph(
        features: Int, head: Int, output: Int, otherNamings: [LayerNaming] = []
    ) -> LayerGraph {
        LayerGraph(
            nodes: nodes, featureNode: features, headNode: head, outputNode: output,
            otherNamings: otherNamings)
    }
}

extension LayerGraphBuilder {
    /// A convolution without bias, its batch normalisation, and an activation if one is given.
    mutating func normalizedConvolution(
        _ source: Int, _ convolution: Convolution, name: String, normName: String,
        norm: (epsilon: Double, momentum: Double) = (1e-5, 0.1), activation: Layer?
    ) throws -> Int {
        var node = try append(.convolution(convolution), name: name, source)
        let normalization = BatchNormalization(
            channels: convolution.outputChannels, epsilon: norm.epsilon, momentum: norm.momentum)
        node = try append(.batchNormalization(normalization), name: normName, node)
        guard let activation else { return node }
        return try append(activation, node)
    }

    /// Mean of each channel, dropout, one dense layer: the usual end of a classifier.
    mutating func pooledClassifier(
        _ source: Int, classCount: Int, dropout: Double?, name: String, otherNamings: [LayerNaming] = []
    ) throws -> LayerGraph {
        let features = try append(.globalAveragePool, source)
        var node = features
        if let dropout { node = try append(.dropout(probability: dropout), node) }
        let head = try append(.dense(inputs: channels(of: features), outputs: classCount), name: name, node)
        return graph(features: features, head: head, output: head, otherNamings: otherNamings)
    }
}

/// What does not fit in a network's description.
public enum GraphError: Error, Equatable, CustomStringConvertible {
    case inputDoesNotFit(layer: String, name: String, inputs: [LayerShape])
    /// A network that was made for images of one size and number of bands.
    case otherImages(expected: Int, bands: Int, size: Int, foundBands: Int)

    public var description: String {
        switch self {
        case .inputDoesNotFit(let layer, let name, let inputs):
            "the layer \(name.isEmpty ? layer : "\(name) (\(layer))") does not take an input of "
                + inputs.map(\.description).joined(separator: " and ")
                + ". A larger image helps if the network shrinks this one to nothing."
        case .otherImages(let expected, let bands, let size, let foundBands):
            "the network takes images of \(expected) pixels and \(bands) bands, and the tiles have \(size) pixels and "
                + "\(foundBands) bands. Make tiles for it: aerial prepare --tile-pixels \(expected), with --bands for its bands; finer tiles it takes "
                + "with --tile-pixels \(expected) in 'transfer'."
        }
    }
}

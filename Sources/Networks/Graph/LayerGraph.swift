/// One layer in its place.
public struct LayerNode: Hashable, Sendable {
    /// What the node computes.
    public let layer: Layer
    /// Positions of the nodes whose outputs it takes; always before its own.
    public let inputs: [Int]
    /// The prefix of its parameters' names; empty where it has none.
    public let name: String
    /// Of its output, for one image.
    public let shape: LayerShape
}

/// A network as a value: its layers in an order in which they can be computed, their shapes, and the names under
/// which PyTorch keeps their parameters. Every engine (training, scoring, export) reads this one description.
public struct LayerGraph: Hashable, Sendable {
    /// Node 0 is the input.
    public let nodes: [LayerNode]
    /// The pooled output before the head.
    public let featureNode: Int
    /// The layer that turns features into classes, and that is replaced when the network learns other classes.
    public let headNode: Int
    /// One number a class, before softmax.
    public let outputNode: Int
    /// Other conventions under which files keep the same layers.
    public let otherNamings: [LayerNaming]

    /// Of the image that the network takes.
    public var inputShape: LayerShape { nodes[0].shape }
    /// Numbers in the features of one image.
    public var featureCount: Int { nodes[featureNode].shape.elementCount }
    /// Logits for one image.
    public var classCount: Int { nodes[outputNode].shape.elementCount }
    /// The prefix of the head's parameters, `_fc` say.
    public var headPrefix: String { nodes[headNode].name }

    /// All parameters, in the order of the layers.
    public var parameters: [ParameterSpec] {
        nodes.indices.flatMap { nodes[$0].parameters(isHead: $0 == headNode) }
    }

    /// The head is one dense layer on the features: a linear classifier can take its place.
    public var hasLinearHead: Bool {
        guard case .dense = nodes[headNode].layer else { return false }
        return headNode == outputNode
    }

    /// The same network with a linear head for so many classes: its own, or one dense layer on the features where it
    /// ends otherwise.
    public func withLinearHead(classCount: Int) -> LayerGraph {
        let dense = LayerNode(
            layer: .dense(inputs: featureCount, outputs: classCount),
            inputs: hasLinearHead ? nodes[headNode].inputs : [featureNode], name: headPrefix,
            shape: .vector(count: classCount))
        guard !hasLinearHead else {
            return LayerGraph(
                nodes: nodes[..<headNode] + [dense] + nodes[(headNode + 1)...], featureNode: featureNode,
                headNode: headNode, outputNode: outputNode, otherNamings: otherNamings)
        }
        return LayerGraph(
            nodes: nodes[...featureNode] + [dense], featureNode: featureNode, headNode: featureNode + 1,
            outputNode: featureNode + 1, otherNamings: otherNamings)
    }

    /// Positions of the dense layers: what `--retrain fully-connected` trains.
    public var denseNodes: [Int] {
        nodes.indices.filter { if case .dense = nodes[$0].layer { true } else { false } }
    }

    /// The parameters of one node, in PyTorch's order.
    public func parameters(ofNode index: Int) -> [ParameterSpec] {
        nodes[index].parameters(isHead: index == headNode)
    }

    /// How many nodes take each node's output.
    var consumerCounts: [Int] {
        var counts = [Int](repeating: 0, count: nodes.count)
        for input in nodes.flatMap(\.inputs) { counts[input] += 1 }
        return counts
    }
}

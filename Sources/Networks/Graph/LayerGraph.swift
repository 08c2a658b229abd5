/// One layer in its place.
public struct LayerNode: Hashable, Sendable {
    public let layer: Layer
    /// Positions of the nodes whose outputs it takes; always before its own.
    public let inputs: [Int]
    /// The prefix of its parameters' names; empty where it has none.
    public let name: String
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
    /// Other names under which files keep the same layers.
    public let otherNamings: [LayerNaming]

    public var inputShape: LayerShape { nodes[0].shape }
    public var featureCount: Int { nodes[featureNode].shape.elementCount }
    public var classCount: Int { nodes[outputNode].shape.elementCount }
    /// The prefix of the head's parameters, `_fc` say.
    public var headPrefix: String { nodes[headNode].name }

    /// All parameters, in the order of the layers.
    public var parameters: [ParameterSpec] {
        nodes.indices.flatMap { nodes[$0].parameters(isHead: $0 == headNode) }
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

/// Another convention for a graph's parameter names.
public struct LayerNaming: Hashable, Sendable {
    /// The other prefix of each node that has parameters, by the graph's own prefix.
    public let prefixes: [String: String]

    public init(prefixes: [String: String]) {
        self.prefixes = prefixes
    }

    /// The other name of a parameter; the same where the convention does not differ.
    public func name(of parameter: String) -> String {
        guard let dot = parameter.lastIndex(of: ".") else { return parameter }
        let prefix = String(parameter[..<dot])
        return (prefixes[prefix] ?? prefix) + parameter[dot...]
    }
}

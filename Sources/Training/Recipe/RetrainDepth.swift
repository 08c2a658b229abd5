public import Networks

/// How much of a pretrained network is trained. The rest is frozen: no gradients, running statistics kept.
public enum RetrainDepth: String, CaseIterable, Codable, Sendable {
    /// The layer that turns features into classes.
    case lastOnly = "last-only"
    /// All dense layers, in networks that end in several.
    case fullyConnected = "fully-connected"
    /// The whole network.
    case all

    /// The nodes whose parameters are trained.
    /// - Throws: ``TrainingError/noDenseLayers(network:)``.
    public func trainedNodes(of graph: LayerGraph, network: String) throws -> Set<Int> {
        switch self {
        case .lastOnly: return [graph.headNode]
        case .all: return Set(graph.nodes.indices)
        case .fullyConnected:
            guard graph.denseNodes.count > 1 else { throw TrainingError.noDenseLayers(network: network) }
            return Set(graph.denseNodes)
        }
    }
}

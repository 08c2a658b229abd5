package import Networks

/// A backbone with its weights.
package struct PretrainedNetwork {
    package let backbone: Backbone
    package let graph: LayerGraph
    package let weights: NetworkWeights
    package let path: String

    /// - Parameter file: a user's own weights; otherwise those that were pulled or imported.
    /// - Parameter part: what must be there.
    package init(backbone: Backbone, file: String?, needing part: NetworkPart) throws {
        guard let path = file ?? WeightsStore().weightsPath(for: backbone) else {
            let remedy =
                WeightsCatalog.pinned(named: backbone.name) != nil
                ? "Get them with 'aerial weights pull \(backbone.name)'."
                : "No package is known to hold them; import a file with 'aerial weights import FILE --backbone "
                    + "\(backbone.name)'."
            throw CommandError(
                "there are no weights for \(backbone.name) in \(WeightsStore().weightsDirectory). \(remedy)")
        }
        self.backbone = backbone
        self.path = path
        graph = try backbone.graph()
        weights = try NetworkWeights.read(from: path, for: backbone, graph: graph, needing: part)
    }
}

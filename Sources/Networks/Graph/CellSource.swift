/// The last place in a network where an image still has places: cells, whose mean becomes the features or the logits.
public struct CellSource: Hashable, Sendable {
    /// The node that holds the cells.
    let node: Int
    /// Cells along a side of the image.
    public let cellsPerSide: Int
    /// The dense head makes logits of a cell; without it the cells hold what is asked for.
    let needsHead: Bool
}

extension LayerGraph {
    /// Where cells are found whose mean the classifier takes: what it makes of one of them says what that part of the image
    /// shows (class activation mapping, Zhou et al. 2016). `nil` for a network that has none: dense layers that take each
    /// place for itself, or an ONNX file, into which nobody looks.
    /// - Parameter hasForest: trees take the place of the head, and the cells hold features.
    public func cellSource(hasForest: Bool) -> CellSource? {
        if hasForest { return cells(pooledBy: featureNode, needsHead: false) }
        if let logits = cells(pooledBy: outputNode, needsHead: false) { return logits }
        guard hasLinearHead, sourceOfHead == featureNode else { return nil }
        return cells(pooledBy: featureNode, needsHead: true)
    }

    private func cells(pooledBy pool: Int, needsHead: Bool) -> CellSource? {
        guard case .globalAveragePool = nodes[pool].layer else { return nil }
        let node = nodes[pool].inputs[0]
        guard case .image(_, let rows, let columns) = nodes[node].shape, rows == columns, rows > 1 else {
            return nil
        }
        return CellSource(node: node, cellsPerSide: rows, needsHead: needsHead)
    }

    /// What the head takes, dropout left out.
    private var sourceOfHead: Int {
        var source = nodes[headNode].inputs[0]
        while case .dropout = nodes[source].layer { source = nodes[source].inputs[0] }
        return source
    }
}

internal import AerialCore
internal import ONNXSchema

extension DecisionForest {
    /// The attributes of ONNX's TreeEnsembleRegressor that give the sums of the trees' leaves for each class.
    var treeAttributes: [Onnx_AttributeProto] {
        var table = TreeTable()
        for tree in layout.roots.indices { table.append(tree: tree, of: self) }
        return [
            .integer("n_targets", classCount), .text("aggregate_function", "SUM"),
            .text("post_transform", "NONE"), .floats("base_values", start.map { Float($0) }),
            .integers("nodes_treeids", table.trees), .integers("nodes_nodeids", table.nodes),
            .integers("nodes_featureids", table.features), .texts("nodes_modes", table.modes),
            .floats("nodes_values", table.thresholds), .integers("nodes_truenodeids", table.lefts),
            .integers("nodes_falsenodeids", table.rights), .integers("target_treeids", table.targetTrees),
            .integers("target_nodeids", table.targetNodes), .integers("target_ids", table.targets),
            .floats("target_weights", table.weights),
        ]
    }
}

/// The columns in which ONNX keeps trees.
private struct TreeTable {
    var trees: [Int] = []
    var nodes: [Int] = []
    var features: [Int] = []
    var modes: [String] = []
    var thresholds: [Float] = []
    var lefts: [Int] = []
    var rights: [Int] = []
    var targetTrees: [Int] = []
    var targetNodes: [Int] = []
    var targets: [Int] = []
    var weights: [Float] = []

    mutating func append(tree: Int, of forest: DecisionForest) {
        let layout = forest.layout
        let start = Int(layout.roots[tree])
        let end = tree + 1 < layout.roots.count ? Int(layout.roots[tree + 1]) : layout.nodes.count
        for index in start..<end {
            let node = layout.nodes[index]
            let isLeaf = node.feature < 0
            trees.append(tree)
            nodes.append(index - start)
            features.append(isLeaf ? 0 : Int(node.feature))
            modes.append(isLeaf ? "LEAF" : "BRANCH_LEQ")
            thresholds.append(isLeaf ? 0 : node.threshold)
            lefts.append(isLeaf ? 0 : Int(node.left) - start)
            rights.append(isLeaf ? 0 : Int(node.right) - start)
            if isLeaf { appendLeaf(index - start, at: Int(node.left), tree: tree, of: forest) }
        }
    }

    /// Of a leaf without any share the first zero is written: a leaf says something.
    private mutating func appendLeaf(_ node: Int, at first: Int, tree: Int, of forest: DecisionForest) {
        let own = Int(forest.layout.treeClasses[tree])
        let values =
            own >= 0
            ? [(own, forest.layout.leafValues[first])]
            : (0..<forest.classCount).map { ($0, forest.layout.leafValues[first + $0]) }
        let kept = values.filter { $0.1 != 0 }
        for (target, value) in kept.isEmpty ? Array(values.prefix(1)) : kept {
            targetTrees.append(tree)
            targetNodes.append(node)
            targets.append(target)
            weights.append(Float(value))
        }
    }
}

internal import Aerial
internal import AerialCore
internal import SparkConnect

/// MLlib's random forest out of the table that its saved model holds: a row per node.
struct MLlibForest {
    /// What is read of each node, of the file format's own names.
    static func query(modelPath: String) -> String {
        """
        SELECT treeID, nodeData.id AS id, nodeData.leftChild AS leftChild, nodeData.rightChild AS rightChild, \
        nodeData.split.featureIndex AS feature, nodeData.split.numCategories AS categories, \
        nodeData.split.leftCategoriesOrThreshold AS threshold, nodeData.impurityStats AS statistics \
        FROM parquet.\(SQLText.name(modelPath + "/data"))
        """
    }

    private struct Node {
        let left: Int
        let right: Int
        let feature: Int
        let categories: Int
        let threshold: [Double]
        /// Rows of each class that came here in training.
        let counts: [Double]
    }

    /// By tree and by the node's own number.
    private var trees: [Int: [Int: Node]] = [:]

    init(_ table: ResultTable) throws {
        func whole(_ name: String) throws -> [Int] {
            try table.integers(name).map { value in
                guard let value, let number = Int(exactly: value) else { throw Self.damaged }
                return number
            }
        }
        let (tree, id) = (try whole("treeID"), try whole("id"))
        let (left, right) = (try whole("leftChild"), try whole("rightChild"))
        let (feature, categories) = (try whole("feature"), try whole("categories"))
        let (threshold, statistics) = (try table.lists("threshold"), try table.lists("statistics"))
        for row in 0..<table.rowCount {
            let node = Node(
                left: left[row], right: right[row], feature: feature[row], categories: categories[row],
                threshold: threshold[row] ?? [], counts: statistics[row] ?? [])
            guard trees[tree[row], default: [:]].updateValue(node, forKey: id[row]) == nil else {
                throw Self.damaged
            }
        }
    }

    /// The forest, its trees in MLlib's order, so that sums are the same to the last digit.
    func forest(classCount: Int, featureCount: Int) throws -> DecisionForest {
        let trees = try trees.sorted { $0.key < $1.key }.map { _, nodes in
            // The root is the node that none leads to, and the first in MLlib's order.
            guard let root = nodes.keys.min() else { throw Self.damaged }
            return try DecisionTree(root: root) { id in
                guard let node = nodes[id] else { throw Self.damaged }
                return try Self.foreign(node, classCount: classCount)
            }
        }
        return try DecisionForest(
            trees: trees, classCount: classCount, featureCount: featureCount, aggregation: .meanShares)
    }

    private static func foreign(_ node: Node, classCount: Int) throws -> DecisionTree.ForeignNode {
        guard node.left >= 0 else {
            let total = node.counts.reduce(0, +)
            guard node.counts.count == classCount, total > 0 else { throw damaged }
            return .leaf(node.counts.map { $0 / total })
        }
        // -1 is MLlib's mark of a feature that is a number.
        guard node.categories == -1, let threshold = node.threshold.first else { throw damaged }
        return .split(
            feature: node.feature, threshold: DecisionTree.threshold(upTo: threshold), left: node.left,
            right: node.right)
    }

    private static var damaged: CommandError {
        CommandError(
            "the trees of MLlib's saved model are not in the form that Spark 4 writes. Is the server of another version?"
        )
    }
}

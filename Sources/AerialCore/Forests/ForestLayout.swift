/// The trees of a forest as flat tables: small, quick to walk, and what a file holds.
public struct ForestLayout: Sendable, Equatable {
    /// Sixteen bytes, four to a cache line.
    public struct Node: Sendable, Equatable {
        /// Values up to it go left.
        public let threshold: Float
        /// -1 for a leaf.
        public let feature: Int32
        /// Position of the left node; of a leaf, that of its first value.
        public let left: Int32
        /// Position of the right node; of a leaf 0.
        public let right: Int32

        /// - Parameters:
        ///   - feature: -1 for a leaf.
        ///   - threshold: values up to it go left.
        public init(feature: Int32, threshold: Float, left: Int32, right: Int32) {
            self.feature = feature
            self.threshold = threshold
            self.left = left
            self.right = right
        }
    }

    /// Tree after tree; children come after their parents.
    public let nodes: [Node]
    /// Each tree's first node; rising, the first one 0.
    public let roots: [Int32]
    /// The class that a tree speaks of, -1 for trees whose leaves have a value for each.
    public let treeClasses: [Int32]
    /// The values of the leaves.
    public let leafValues: [Double]

    /// Takes what a file holds as it is; ``DecisionForest`` checks it.
    public init(nodes: [Node], roots: [Int32], treeClasses: [Int32], leafValues: [Double]) {
        self.nodes = nodes
        self.roots = roots
        self.treeClasses = treeClasses
        self.leafValues = leafValues
    }

    /// A layout that is still to be checked, unless a library made its trees from rows of as many features.
    public init(_ trees: [DecisionTree], classCount: Int) {
        var nodes: [Node] = []
        var roots: [Int32] = []
        var values: [Double] = []
        for tree in trees {
            let root = nodes.count
            roots.append(Int32(root))
            for node in tree.nodes {
                switch node {
                case .split(let feature, let threshold, let left, let right):
                    nodes.append(
                        Node(
                            feature: feature == -1 ? Self.noFeature : Int32(clamping: feature),
                            threshold: threshold, left: Self.position(left, after: root),
                            right: Self.position(right, after: root)))
                case .leaf(let leaf):
                    // A leaf of another size than its tree's is found by the check.
                    let isComplete = leaf.count == (tree.classIndex == nil ? classCount : 1)
                    nodes.append(
                        Node(feature: -1, threshold: 0, left: isComplete ? Int32(values.count) : -1, right: 0)
                    )
                    values += leaf
                }
            }
        }
        self.init(
            nodes: nodes, roots: roots, treeClasses: trees.map { Int32(clamping: $0.classIndex ?? -1) },
            leafValues: values)
    }

    /// A question about feature -1 must not pass for a leaf; the check finds it.
    private static let noFeature = Int32.min

    /// The position in the table of a tree's node; one that no table can have, where numbers end before.
    private static func position(_ node: Int, after root: Int) -> Int32 {
        let (sum, isTooLarge) = root.addingReportingOverflow(node)
        return isTooLarge ? .max : Int32(clamping: sum)
    }

    /// Whether every walk ends at a leaf with finite values, whatever the features: children come after their parents.
    func check(classCount: Int, featureCount: Int, leafValues range: ClosedRange<Double>) throws {
        guard !roots.isEmpty, roots.count == treeClasses.count, nodes.count <= Int(Int32.max) else {
            throw ForestDefect.noTrees
        }
        for tree in roots.indices {
            let end = tree + 1 < roots.count ? Int(roots[tree + 1]) : nodes.count
            let start = Int(roots[tree])
            guard start < end, end <= nodes.count, tree > 0 || start == 0 else {
                throw ForestDefect.badTreeBounds(tree: tree)
            }
            let classIndex = Int(treeClasses[tree])
            guard (-1..<classCount).contains(classIndex) else {
                throw ForestDefect.noSuchClass(tree: tree, classIndex: classIndex)
            }
            let width = classIndex < 0 ? classCount : 1
            for index in start..<end {
                try check(
                    node: index, before: end, width: width, featureCount: featureCount, leafValues: range)
            }
        }
    }

    private func check(
        node index: Int, before end: Int, width: Int, featureCount: Int, leafValues range: ClosedRange<Double>
    ) throws {
        let node = nodes[index]
        if node.feature == -1 {
            let first = Int(node.left)
            guard first >= 0, first + width <= leafValues.count,
                leafValues[first..<first + width].allSatisfy(range.contains)
            else { throw ForestDefect.badLeaf(node: index) }
            return
        }
        guard (0..<featureCount).contains(Int(node.feature)) else {
            let feature = node.feature == Self.noFeature ? -1 : Int(node.feature)
            throw ForestDefect.noSuchFeature(node: index, feature: feature)
        }
        guard !node.threshold.isNaN else { throw ForestDefect.badThreshold(node: index) }
        guard [node.left, node.right].allSatisfy({ (index + 1..<end).contains(Int($0)) }) else {
            throw ForestDefect.badChildren(node: index)
        }
    }

    /// Where the leaf's values begin that a row comes to in one tree. The layout must have been checked.
    /// - Parameter features: as many finite numbers as the forest asks for.
    public func leaf(ofTree tree: Int, features: UnsafeBufferPointer<Float>) -> Int {
        nodes.withUnsafeBufferPointer { nodes in
            var node = nodes[Int(roots[tree])]
            while node.feature >= 0 {
                node = nodes[Int(features[Int(node.feature)] <= node.threshold ? node.left : node.right)]
            }
            return Int(node.left)
        }
    }

    /// Walks every tree and adds what its leaf holds.
    func addLeaves(of features: UnsafeBufferPointer<Float>, to sums: inout [Double]) {
        for tree in roots.indices {
            let leaf = leaf(ofTree: tree, features: features)
            let classIndex = Int(treeClasses[tree])
            if classIndex >= 0 {
                sums[classIndex] += leafValues[leaf]
            } else {
                for index in sums.indices { sums[index] += leafValues[leaf + index] }
            }
        }
    }
}

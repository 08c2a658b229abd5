/// Why decision trees make no forest.
public enum ForestDefect: Error, Equatable, CustomStringConvertible {
    case noTrees
    case wrongClassCount(Int)
    case wrongFeatureCount(Int)
    /// Not one finite number per class to begin with.
    case wrongStart
    /// A node that is met twice on the way down.
    case cycle
    /// A root that is not among the nodes, or not after the root before it.
    case badTreeBounds(tree: Int)
    /// A tree of a class that the forest does not tell apart.
    case noSuchClass(tree: Int, classIndex: Int)
    case noSuchFeature(node: Int, feature: Int)
    case badThreshold(node: Int)
    /// Children that are not later nodes of the same tree.
    case badChildren(node: Int)
    /// A leaf whose values are missing, not finite or out of range.
    case badLeaf(node: Int)

    public var description: String {
        switch self {
        case .noTrees: "it holds no trees"
        case .wrongClassCount(let count): "it tells \(count) classes apart, and 2 to 255 are possible"
        case .wrongFeatureCount(let count):
            "it asks for rows of \(count) features, and 0 or more are possible"
        case .wrongStart: "it does not start with one finite number a class"
        case .cycle: "a tree leads back to a node above"
        case .badTreeBounds(let tree): "tree \(tree + 1) does not lie within the nodes"
        case .noSuchClass(let tree, let index): "tree \(tree + 1) speaks of class \(index), which is none"
        case .noSuchFeature(let node, let feature): "node \(node) asks for feature \(feature), which is none"
        case .badThreshold(let node): "the threshold of node \(node) is not a number"
        case .badChildren(let node): "node \(node) does not lead to later nodes of its tree"
        case .badLeaf(let node): "the leaf \(node) has no finite value for each class"
        }
    }
}

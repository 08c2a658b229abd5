/// A tree of decisions on feature vectors, from whichever library it comes.
public struct DecisionTree: Sendable, Equatable {
    /// A question or an answer.
    public enum Node: Sendable, Equatable {
        /// Values up to the threshold, itself included, go to `left`, all others to `right`: positions of later nodes.
        case split(feature: Int, threshold: Float, left: Int, right: Int)
        /// One value per class, or one alone in a tree that speaks of one class.
        case leaf([Double])
    }

    /// The first one is the root.
    public let nodes: [Node]
    /// The class that the leaves' one value speaks of; `nil` for leaves with a value for each.
    public let classIndex: Int?

    /// - Parameter nodes: the root first, children after their parents.
    public init(nodes: [Node], classIndex: Int? = nil) {
        self.nodes = nodes
        self.classIndex = classIndex
    }
}

extension DecisionTree {
    /// What a library says of one of its nodes; children are named by the library's own numbers.
    public enum ForeignNode {
        case split(feature: Int, threshold: Float, left: Int, right: Int)
        case leaf([Double])
    }

    /// Copies a library's tree from its root downwards, so that children come after their parents.
    /// - Parameters:
    ///   - root: the library's number of the root.
    ///   - node: a node by its number.
    /// - Throws: ``ForestDefect/cycle`` when a node is met twice, and what `node` throws.
    public init(
        root: Int, classIndex: Int? = nil, node: (Int) throws -> ForeignNode
    ) throws {
        var nodes: [Node] = []
        var seen: Set<Int> = [root]
        var waiting = [root]
        // Breadth first: a node's position is its place in the queue.
        while nodes.count < waiting.count {
            switch try node(waiting[nodes.count]) {
            case .leaf(let values): nodes.append(.leaf(values))
            case .split(let feature, let threshold, let left, let right):
                guard seen.insert(left).inserted, seen.insert(right).inserted else {
                    throw ForestDefect.cycle
                }
                nodes.append(
                    .split(
                        feature: feature, threshold: threshold, left: waiting.count, right: waiting.count + 1)
                )
                waiting += [left, right]
            }
        }
        self.init(nodes: nodes, classIndex: classIndex)
    }
}

extension DecisionTree {
    /// The threshold up to which exactly those numbers go that are less than `limit`.
    public static func threshold(below limit: Float) -> Float { limit.nextDown }

    /// The threshold up to which exactly those numbers of 32 bits go that do not exceed `limit`.
    public static func threshold(upTo limit: Double) -> Float {
        let nearest = Float(limit)
        return Double(nearest) > limit ? nearest.nextDown : nearest
    }
}

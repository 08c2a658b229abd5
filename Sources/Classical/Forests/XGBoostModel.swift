public import AerialCore
internal import Foundation

/// The trees of a model in XGBoost's own JSON.
public struct XGBoostModel: Sendable {
    private let content: Content

    /// - Throws: ``ClassicalError/xgboost(reason:)`` for what is no such model.
    public init(json: UnsafeRawBufferPointer) throws {
        do {
            content = try JSONDecoder().decode(Content.self, from: Data(json))
        } catch {
            throw ClassicalError.xgboost(reason: "its model is in a form that is not known")
        }
    }

    /// Over all classes and rounds.
    public var treeCount: Int { content.learner.booster.model.trees.count }

    /// One of the trees. XGBoost sends what is less than its threshold to the left.
    public func tree(_ index: Int, classIndex: Int) throws -> DecisionTree {
        let tree = content.learner.booster.model.trees[index]
        let count = tree.leftChildren.count
        guard tree.rightChildren.count == count, tree.splitIndices.count == count,
            tree.splitConditions.count == count
        else { throw ClassicalError.xgboost(reason: "its tree lists nodes of different numbers") }
        return try DecisionTree(root: 0, classIndex: classIndex) { node in
            guard (0..<count).contains(node) else {
                throw ClassicalError.xgboost(reason: "its tree leads to a node that is not there")
            }
            let condition = tree.splitConditions[node]
            // A node without children keeps its value where others keep their threshold.
            guard tree.leftChildren[node] >= 0 else { return .leaf([Double(condition)]) }
            return .split(
                feature: tree.splitIndices[node], threshold: DecisionTree.threshold(below: condition),
                left: tree.leftChildren[node], right: tree.rightChildren[node])
        }
    }

    /// A model with the objective `multi:softprob` as a forest of our own.
    public func softmaxForest() throws -> DecisionForest {
        let parameters = content.learner.parameters
        guard let classCount = Int(parameters.classCount), let featureCount = Int(parameters.featureCount),
            let start = Double(parameters.baseScore)
        else { throw ClassicalError.xgboost(reason: "its model does not say what it tells apart") }
        let model = content.learner.booster.model
        let trees = try model.trees.indices.map { index in
            try tree(index, classIndex: index < model.treeInfo.count ? model.treeInfo[index] : -1)
        }
        return try DecisionForest(
            trees: trees, classCount: classCount, featureCount: featureCount, aggregation: .summedLogits,
            start: Array(repeating: start, count: max(0, classCount)))
    }

    private struct Content: Decodable, Sendable {
        let learner: Learner
    }

    private struct Learner: Decodable, Sendable {
        let booster: Booster
        let parameters: Parameters

        enum CodingKeys: String, CodingKey {
            case booster = "gradient_booster"
            case parameters = "learner_model_param"
        }
    }

    private struct Parameters: Decodable, Sendable {
        let baseScore: String
        let classCount: String
        let featureCount: String

        enum CodingKeys: String, CodingKey {
            case baseScore = "base_score"
            case classCount = "num_class"
            case featureCount = "num_feature"
        }
    }

    private struct Booster: Decodable, Sendable {
        let model: Trees
    }

    private struct Trees: Decodable, Sendable {
        let trees: [Tree]
        let treeInfo: [Int]

        enum CodingKeys: String, CodingKey {
            case trees
            case treeInfo = "tree_info"
        }
    }

    private struct Tree: Decodable, Sendable {
        let leftChildren: [Int]
        let rightChildren: [Int]
        let splitIndices: [Int]
        let splitConditions: [Float]

        enum CodingKeys: String, CodingKey {
            case leftChildren = "left_children"
            case rightChildren = "right_children"
            case splitIndices = "split_indices"
            case splitConditions = "split_conditions"
        }
    }
}

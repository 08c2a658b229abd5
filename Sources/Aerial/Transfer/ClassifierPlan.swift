public import Classical

/// A classifier to train, with its own settings.
public enum ClassifierPlan: Sendable {
    /// - Parameter penalty: `nil` to choose one.
    case logisticRegression(penalty: Double?)
    /// - Parameter treeCount: a class.
    case randomForest(treeCount: Int, TreeOptions)
    /// - Parameter roundCount: at most.
    case gradientBoosting(roundCount: Int, learningRate: Double, TreeOptions)

    /// For people.
    public var name: String {
        switch self {
        case .logisticRegression: "logistic regression"
        case .randomForest: "random forest"
        case .gradientBoosting: "gradient boosting"
        }
    }

    /// - Throws: ``CommandError`` for a setting that nothing can be trained with.
    func check() throws {
        switch self {
        case .logisticRegression(let penalty):
            if let penalty, !(penalty > 0 && penalty.isFinite) {
                throw CommandError("a penalty of \(penalty) is none: it is above 0 and finite.")
            }
        case .randomForest(let treeCount, let options):
            try PlanValue.check(treeCount, "the number of trees", in: Self.treeCounts)
            try Self.check(options)
        case .gradientBoosting(let roundCount, let learningRate, let options):
            try PlanValue.check(roundCount, "the number of trees", in: Self.treeCounts)
            try PlanValue.check(learningRate, "the learning rate", above: 0, to: 1)
            try Self.check(options)
        }
    }

    private static let treeCounts = 1...10_000

    private static func check(_ options: TreeOptions) throws {
        try PlanValue.check(options.depth, "the depth of a tree", in: 1...20)
        try PlanValue.check(options.rowShare, "the share of the rows", above: 0, to: 1)
        try PlanValue.check(options.featureShare, "the share of the features", above: 0, to: 1)
    }
}

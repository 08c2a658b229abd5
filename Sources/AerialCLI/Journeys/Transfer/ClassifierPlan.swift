internal import Classical

/// A classifier to train, with its own settings.
enum ClassifierPlan {
    /// - Parameter penalty: `nil` to choose one.
    case logisticRegression(penalty: Double?)
    /// - Parameter treeCount: a class.
    case randomForest(treeCount: Int, TreeOptions)
    /// - Parameter roundCount: at most.
    case gradientBoosting(roundCount: Int, learningRate: Double, TreeOptions)

    var name: String {
        switch self {
        case .logisticRegression: "logistic regression"
        case .randomForest: "random forest"
        case .gradientBoosting: "gradient boosting"
        }
    }
}

extension ClassifierArgument {
    /// - Parameter forest: what is left out takes its classifier's default.
    func plan(penalty: Double?, forest: ForestArguments) -> ClassifierPlan {
        switch self {
        case .logisticRegression: return .logisticRegression(penalty: penalty)
        case .randomForest:
            return .randomForest(
                treeCount: forest.trees ?? RandomForest.Options().treeCount,
                forest.trees(RandomForest.Options.defaultTrees))
        case .gradientBoosting:
            let defaults = GradientBoosting.Options()
            return .gradientBoosting(
                roundCount: forest.trees ?? defaults.roundCount,
                learningRate: forest.learningRate ?? defaults.learningRate,
                forest.trees(GradientBoosting.Options.defaultTrees))
        }
    }
}

internal import Aerial
internal import ArgumentParser
internal import Classical

/// `--classifier`.
enum ClassifierArgument: String, ExpressibleByArgument, CaseIterable {
    case logisticRegression = "logistic-regression"
    case randomForest = "random-forest"
    case gradientBoosting = "gradient-boosting"
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

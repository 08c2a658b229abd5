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
}

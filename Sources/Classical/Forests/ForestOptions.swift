public import AerialCore

/// How trees are grown.
public struct TreeOptions: Sendable, Equatable {
    /// Questions from the root to a leaf, at most.
    public var depth: Int
    /// The share of the rows that each tree learns from, drawn for it without replacement.
    public var rowShare: Double
    /// The share of the features that each level of a tree chooses among, drawn for it.
    public var featureShare: Double

    /// - Parameters:
    ///   - depth: questions from the root to a leaf, at most.
    ///   - rowShare: above 0 and up to 1; so too `featureShare`.
    public init(depth: Int, rowShare: Double, featureShare: Double) {
        self.depth = depth
        self.rowShare = rowShare
        self.featureShare = featureShare
    }

    /// XGBoost's names for them. Splits are sought exactly: with few features per level that is quicker than histograms of
    /// all of them.
    var settings: [String: String] {
        [
            "tree_method": "exact", "max_depth": String(depth), "subsample": String(rowShare),
            "colsample_bylevel": String(featureShare),
        ]
    }
}

/// How a forest did on a validation part.
public struct ForestTrial: Sendable, Equatable {
    /// Per class.
    public let treeCount: Int
    /// Mean negative log-likelihood, natural logarithm.
    public let validationLoss: Double
    /// The share of the validation part that is right, 0...1.
    public let validationAccuracy: Double
}

/// A forest that was trained, with how it did on the way.
public struct ForestFit: Sendable {
    /// Trained on the rows that judged, too.
    public let forest: DecisionForest
    /// Per class.
    public let treeCount: Int
    /// Empty when nothing was judged.
    public let trials: [ForestTrial]
    /// How the kept number of trees did on the validation part.
    public let chosen: ForestTrial?
}

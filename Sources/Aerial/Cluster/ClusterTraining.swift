package import AerialCore

/// A classifier that a cluster trains by its own library, MLlib.
public struct ClusterTraining: Sendable {
    /// Those that a model's folder can hold.
    public enum Classifier: Sendable {
        /// Multinomial logistic regression.
        case logisticRegression
        /// A random forest.
        case randomForest
    }

    /// Where it is trained.
    public var cluster: ComputeCluster
    /// What is trained.
    public var classifier: Classifier
    /// `name=value` each, by MLlib's own names.
    public var parameters: [String]

    /// Makes one; parameters that are not given are those of the 2017 scenario.
    public init(cluster: ComputeCluster, classifier: Classifier, parameters: [String] = []) {
        self.cluster = cluster
        self.classifier = classifier
        self.parameters = parameters
    }
}

/// A training that is asked of a cluster.
package struct ClusterTrainingRequest: Sendable {
    package let settings: ClusterTraining
    package let dataset: ImageDataset
    package let network: PretrainedNetwork
    /// Of each image.
    package let sides: [DatasetSide]
    /// By how many right angles each image is seen.
    package let turns: [Int]
    package let seed: UInt64
}

/// What a cluster gives back for a training.
package struct ClusterTrainingOutcome: Sendable {
    package let features: ImageFeatures
    package let classifier: TrainedClassifier
    package let judgement: ClusterJudgement

    package init(features: ImageFeatures, classifier: TrainedClassifier, judgement: ClusterJudgement) {
        self.features = features
        self.classifier = classifier
        self.judgement = judgement
    }
}

/// How MLlib judged its model, and how far the model folder says the same.
public struct ClusterJudgement: Sendable, Equatable {
    /// By MLlib's own evaluator, on the held-out images; `nil` when there are none.
    public let accuracy: Double?
    /// How many images were held out.
    public let heldOut: Int
    /// Held-out images of which MLlib and the model folder name the same class.
    public let agreeing: Int
    /// Where MLlib's own form of the model lies.
    public let modelPath: String

    package init(accuracy: Double?, heldOut: Int, agreeing: Int, modelPath: String) {
        self.accuracy = accuracy
        self.heldOut = heldOut
        self.agreeing = agreeing
        self.modelPath = modelPath
    }

    /// One in a thousand may differ, or one at all: a tie in the last digit.
    package var isFaithful: Bool { heldOut - agreeing <= max(1, heldOut / 1000) }
}

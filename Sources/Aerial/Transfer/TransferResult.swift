public import AerialCore
public import Reporting

/// What a training came to.
public struct TransferResult: ReportedOutcome {
    /// On the held-out images.
    public let summary: EvaluationSummary
    package let classifier: TrainedClassifier
    package let sample: TransferSample
    /// How many images could not be read.
    public let rejected: Int
    /// What MLlib said of itself, where it trained.
    public internal(set) var clusterJudgement: ClusterJudgement?
    /// How the held-out images were kept apart.
    public let split: String
    /// How long it took.
    public let seconds: Double

    /// What its JSON holds.
    public var figures: TransferFigures {
        TransferFigures(
            accuracy: summary.accuracy, heldOut: sample.heldOutImages.count,
            train: sample.trainingImages.count,
            rejected: rejected, classifier: classifier.name,
            penalty: classifier.options["penalty"].flatMap(Double.init),
            trees: classifier.options["trees"].flatMap(Int.init), seconds: seconds, split: split,
            mllibAccuracy: clusterJudgement?.accuracy, mllibAgreeing: clusterJudgement?.agreeing,
            mllibModel: clusterJudgement?.modelPath)
    }
}

/// The figures of a training.
public struct TransferFigures: Codable, Sendable {
    /// On the held-out images; `null` where none could be read.
    @NullWhenNil public var accuracy: Double?
    /// Held-out images.
    public let heldOut: Int
    /// Images that the classifier learned from.
    public let train: Int
    /// Images that could not be read.
    public let rejected: Int
    /// The classifier's name.
    public let classifier: String
    /// The chosen penalty, of a regression.
    public let penalty: Double?
    /// How many trees, of a forest.
    public let trees: Int?
    /// How long it took.
    public let seconds: Double
    /// How the held-out images were kept apart.
    public let split: String
    /// What MLlib found on the same held-out images, where it trained.
    public let mllibAccuracy: Double?
    /// On how many of them its label is this program's.
    public let mllibAgreeing: Int?
    /// Where its model lies on the cluster's storage.
    public let mllibModel: String?
}

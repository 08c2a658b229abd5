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
    /// Whether bands beside red, green and blue helped; `nil` where that was not compared.
    public internal(set) var bandGain: BandGain?
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
            temperature: classifier.temperature, accuracyOfColors: bandGain?.accuracy.otherAccuracy,
            bandGain: bandGain?.accuracy.difference, bandGainLow: bandGain?.accuracy.interval.lowerBound,
            bandGainHigh: bandGain?.accuracy.interval.upperBound,
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
    /// What logits are divided by so that probabilities hold, where that was asked for.
    public let temperature: Double?
    /// Of a classifier of red, green and blue alone, on the same held-out images, where further bands were compared.
    public let accuracyOfColors: Double?
    /// By how much the further bands raise the accuracy.
    public let bandGain: Double?
    /// The lower end of its 95 % interval.
    public let bandGainLow: Double?
    /// The upper end.
    public let bandGainHigh: Double?
    /// What MLlib found on the same held-out images, where it trained.
    public let mllibAccuracy: Double?
    /// On how many of them its label is this program's.
    public let mllibAgreeing: Int?
    /// Where its model lies on the cluster's storage.
    public let mllibModel: String?
}

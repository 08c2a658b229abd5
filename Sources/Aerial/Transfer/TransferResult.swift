public import AerialCore

/// What a training came to.
public struct TransferResult: Encodable, Sendable {
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

    private enum CodingKeys: String, CodingKey {
        case accuracyOfColors, bandGain, bandGainLow, bandGainHigh
        case temperature, accuracy, heldOut, train, rejected, classifier, penalty, trees, seconds, split
        case mllibAccuracy, mllibAgreeing, mllibModel
    }

    /// One flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(summary.accuracy, forKey: .accuracy)
        try container.encode(sample.heldOutImages.count, forKey: .heldOut)
        try container.encode(sample.trainingImages.count, forKey: .train)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(classifier.name, forKey: .classifier)
        try container.encodeIfPresent(classifier.options["penalty"].flatMap(Double.init), forKey: .penalty)
        try container.encodeIfPresent(classifier.options["trees"].flatMap(Int.init), forKey: .trees)
        if let pair = bandGain?.accuracy {
            try container.encode(pair.otherAccuracy, forKey: .accuracyOfColors)
            try container.encode(pair.difference, forKey: .bandGain)
            try container.encode(pair.interval.lowerBound, forKey: .bandGainLow)
            try container.encode(pair.interval.upperBound, forKey: .bandGainHigh)
        }
        try container.encodeIfPresent(classifier.temperature, forKey: .temperature)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(split, forKey: .split)
        try container.encodeIfPresent(clusterJudgement?.accuracy, forKey: .mllibAccuracy)
        try container.encodeIfPresent(clusterJudgement?.agreeing, forKey: .mllibAgreeing)
        try container.encodeIfPresent(clusterJudgement?.modelPath, forKey: .mllibModel)
    }
}

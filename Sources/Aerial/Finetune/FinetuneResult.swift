public import AerialCore
public import Training

/// What a training came to.
public struct FinetuneOutcome: Sendable {
    /// On the held-out images.
    public let summary: EvaluationSummary
    /// One record an epoch.
    public let history: [EpochRecord]
    /// Counted from 1; `nil` without a validation part.
    public let bestEpoch: Int?
    /// Images that could not be read, with the reason.
    public let rejections: [String]
    /// By which the network's logits are divided; `nil` where none was fitted.
    public let temperature: Double?
    /// Products were computed in 16 bits.
    public let usesBFloat16: Bool
    /// Between several processes.
    public let exchange: ExchangeTimes?
    /// Reading and varying images alone, where that was asked for.
    public let loaderImagesPerSecond: Double?
    /// How long it took.
    public let seconds: Double
}

/// A trained network.
public struct FinetuneResult: Encodable, Sendable {
    let plan: FinetunePlan
    package let sample: FinetuneSample
    /// What the training came to.
    public let outcome: FinetuneOutcome

    /// How the held-out images were kept apart.
    public var split: String { plan.split.description }

    private enum CodingKeys: String, CodingKey {
        case accuracy, heldOut, train, validation, rejected, epochs, bestEpoch, history, precision, seconds,
            split, temperature, exchange, loaderImagesPerSecond
    }

    /// One flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(outcome.summary.accuracy, forKey: .accuracy)
        try container.encode(sample.heldOut.count, forKey: .heldOut)
        try container.encode(sample.training.count, forKey: .train)
        try container.encode(sample.validation.count, forKey: .validation)
        try container.encode(outcome.rejections.count, forKey: .rejected)
        try container.encode(outcome.history.count, forKey: .epochs)
        try container.encode(outcome.bestEpoch, forKey: .bestEpoch)
        try container.encode(outcome.history, forKey: .history)
        try container.encode(outcome.usesBFloat16 ? "bf16" : "fp32", forKey: .precision)
        try container.encode(outcome.seconds, forKey: .seconds)
        try container.encode(plan.split.description, forKey: .split)
        try container.encodeIfPresent(outcome.temperature, forKey: .temperature)
        try container.encodeIfPresent(outcome.exchange, forKey: .exchange)
        try container.encodeIfPresent(outcome.loaderImagesPerSecond, forKey: .loaderImagesPerSecond)
    }
}

public import AerialCore
internal import Networks
public import Reporting
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
    /// What the network said of its validation part, where that calibrated it.
    let judgements: TrainingJudgements?
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
public struct FinetuneResult: ReportedOutcome {
    let plan: FinetunePlan
    package let sample: FinetuneSample
    /// What the training came to.
    public let outcome: FinetuneOutcome

    /// How the held-out images were kept apart.
    public var split: String { plan.split.description }

    /// What its JSON holds.
    public var figures: FinetuneFigures {
        FinetuneFigures(
            accuracy: outcome.summary.accuracy, heldOut: sample.heldOut.count, train: sample.training.count,
            validation: sample.validation.count, rejected: outcome.rejections.count,
            epochs: outcome.history.count, bestEpoch: outcome.bestEpoch, history: outcome.history,
            precision: outcome.usesBFloat16 ? "bf16" : "fp32", seconds: outcome.seconds, split: split,
            temperature: outcome.temperature,
            exchange: outcome.exchange, loaderImagesPerSecond: outcome.loaderImagesPerSecond)
    }
}

/// The figures of a training.
public struct FinetuneFigures: Codable, Sendable {
    /// On the held-out images; `null` where none could be read.
    @NullWhenNil public var accuracy: Double?
    /// Held-out images.
    public let heldOut: Int
    /// Images that weights were fitted to.
    public let train: Int
    /// Images that the epoch was chosen by.
    public let validation: Int
    /// Images that could not be read.
    public let rejected: Int
    /// Epochs that were run.
    public let epochs: Int
    /// Counted from 1; `null` without a validation part.
    @NullWhenNil public var bestEpoch: Int?
    /// One record an epoch.
    public let history: [EpochRecord]
    /// What products were computed in: `fp32` or `bf16`.
    public let precision: String
    /// How long it took.
    public let seconds: Double
    /// How the held-out images were kept apart.
    public let split: String
    /// What logits are divided by so that probabilities hold, where that was asked for.
    public let temperature: Double?
    /// Between several processes.
    public let exchange: ExchangeTimes?
    /// Reading and varying images alone, where that was asked for.
    public let loaderImagesPerSecond: Double?
}

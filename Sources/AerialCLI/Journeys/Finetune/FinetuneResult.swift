internal import AerialCore
internal import Foundation
internal import Reporting
internal import Training

/// What a training came to.
struct FinetuneOutcome {
    let summary: EvaluationSummary
    let history: [EpochRecord]
    /// Counted from 1; `nil` without a validation part.
    let bestEpoch: Int?
    let rejections: [String]
    let usesBFloat16: Bool
    /// Between several processes.
    let exchange: ExchangeTimes?
    /// Reading and varying images alone, where that was asked for.
    let loaderImagesPerSecond: Double?
    let seconds: Double
}

/// What `finetune` tells.
struct FinetuneResult: Encodable {
    let plan: FinetunePlan
    let sample: FinetuneSample
    let outcome: FinetuneOutcome

    private enum CodingKeys: String, CodingKey {
        case accuracy, heldOut, train, validation, rejected, epochs, bestEpoch, history, precision, seconds,
            split, exchange, loaderImagesPerSecond
    }

    func encode(to encoder: any Encoder) throws {
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
        try container.encodeIfPresent(outcome.exchange, forKey: .exchange)
        try container.encodeIfPresent(outcome.loaderImagesPerSecond, forKey: .loaderImagesPerSecond)
    }

    var text: String {
        let summary = outcome.summary
        let accuracy =
            summary.accuracy.map { String(format: "%.2f %%", 100 * $0) } ?? "unknown, nothing was held out"
        let interval = summary.confusion.accuracyInterval.map {
            String(format: " (95 %% interval %.1f to %.1f %%)", 100 * $0.lowerBound, 100 * $0.upperBound)
        }
        let best = outcome.bestEpoch.map { "; the weights are those of epoch \($0)" }
        return
            ([
                TextTable.classes(of: summary.confusion).rendered(), "",
                "Trained \(outcome.history.count) epochs on \(sample.training.count) images in "
                    + "\(Duration.readable(seconds: outcome.seconds))\(best ?? ""). Accuracy on \(summary.evaluatedCount) "
                    + "held-out images: \(accuracy)\(interval ?? "")",
                "Held out: \(plan.split.description)",
            ] + notes).joined(separator: "\n")
    }

    private var notes: [String] {
        let exchange = outcome.exchange.map { times in
            String(
                format: "Gradients of a step: %.0f ms backward, %.0f ms exchanged, %.0f %% of that meanwhile",
                1000 * times.backwardSeconds, 1000 * times.exchangeSeconds, 100 * times.overlappedShare)
        }
        let loader = outcome.loaderImagesPerSecond.map {
            String(format: "Reading and varying alone: %.0f images/s", $0)
        }
        return [exchange, loader].compactMap { $0 }
    }
}

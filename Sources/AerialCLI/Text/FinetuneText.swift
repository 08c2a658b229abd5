internal import Aerial
internal import AerialCore
internal import Foundation
internal import Reporting
internal import Training

extension FinetuneResult {
    /// Tables for stdout.
    var text: String {
        let summary = outcome.summary
        let accuracy =
            summary.accuracy.map { NumberText.percent($0, decimals: 2) } ?? "unknown, nothing was held out"
        let interval = summary.confusion.accuracyInterval.map {
            " (95 % interval \(NumberText.percentRange($0)))"
        }
        let best = outcome.bestEpoch.map { "; the weights are those of epoch \($0)" }
        return
            ([
                TextTable.classes(of: summary.confusion).rendered(), "",
                "Trained \(outcome.history.count) \(outcome.history.count == 1 ? "epoch" : "epochs") on \(sample.training.count) images in "
                    + "\(Duration.readable(seconds: outcome.seconds))\(best ?? ""). Accuracy on \(summary.evaluatedCount) "
                    + "held-out images: \(accuracy)\(interval ?? "")",
                "Held out: \(split)",
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

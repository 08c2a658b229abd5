internal import Aerial
internal import AerialCore
internal import Foundation
internal import Reporting

extension TransferResult {
    /// Tables for stdout.
    var text: String {
        let trials = classifier.trials.map { $0.trials.isEmpty ? [] : [$0.table(), ""] } ?? []
        let accuracy =
            summary.accuracy.map { String(format: "%.2f %%", 100 * $0) } ?? "unknown, nothing was held out"
        let interval = summary.confusion.accuracyInterval.map {
            String(format: " (95 %% interval %.1f to %.1f %%)", 100 * $0.lowerBound, 100 * $0.upperBound)
        }
        let lines =
            [
                "Trained on \(sample.trainingImages.count) images in \(Duration.readable(seconds: seconds)). "
                    + "Accuracy on \(summary.evaluatedCount) held-out images: \(accuracy)\(interval ?? "")",
                "Held out: \(split)",
            ] + (bandGain.map { [$0.text] } ?? []) + (clusterJudgement.map { [$0.text] } ?? [])
        return (trials + [TextTable.classes(of: summary.confusion).rendered(), ""] + lines).joined(
            separator: "\n")
    }
}

extension ClusterJudgement {
    fileprivate var text: String {
        let accuracy = accuracy.map { String(format: "%.2f %%", 100 * $0) } ?? "unknown, nothing was held out"
        return
            "MLlib's own judgement: \(accuracy); the model folder names its class for \(agreeing) of \(heldOut) "
            + "held-out images. MLlib's model: \(modelPath)"
    }
}

internal import Aerial
internal import AerialCore
internal import Foundation
internal import Reporting

extension TransferResult {
    /// Tables for stdout.
    var text: String {
        let trials = classifier.trials.map { $0.trials.isEmpty ? [] : [$0.table(), ""] } ?? []
        let accuracy =
            summary.accuracy.map { NumberText.percent($0, decimals: 2) } ?? "unknown, nothing was held out"
        let interval = summary.confusion.accuracyInterval.map {
            " (95 % interval \(NumberText.percentRange($0)))"
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
        let accuracy = accuracy.map { NumberText.percent($0, decimals: 2) } ?? "unknown, nothing was held out"
        return
            "MLlib's own judgement: \(accuracy); the model folder names its class for \(agreeing) of \(heldOut) "
            + "held-out images. MLlib's model: \(modelPath)"
    }
}

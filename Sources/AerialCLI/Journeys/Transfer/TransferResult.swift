internal import AerialCore
internal import Foundation
internal import Reporting

/// What `transfer` tells.
struct TransferResult: Encodable {
    let summary: EvaluationSummary
    let classifier: TrainedClassifier
    let sample: TransferSample
    let rejected: Int
    /// What MLlib said of itself, where it trained.
    var mllib: MLlibJudgement?
    let split: String
    let seconds: Double

    private enum CodingKeys: String, CodingKey {
        case accuracy, heldOut, train, rejected, classifier, penalty, trees, seconds, split
        case mllibAccuracy, mllibAgreeing, mllibModel
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(summary.accuracy, forKey: .accuracy)
        try container.encode(sample.heldOutImages.count, forKey: .heldOut)
        try container.encode(sample.trainingImages.count, forKey: .train)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(classifier.name, forKey: .classifier)
        try container.encodeIfPresent(classifier.options["penalty"].flatMap(Double.init), forKey: .penalty)
        try container.encodeIfPresent(classifier.options["trees"].flatMap(Int.init), forKey: .trees)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(split, forKey: .split)
        try container.encodeIfPresent(mllib?.accuracy, forKey: .mllibAccuracy)
        try container.encodeIfPresent(mllib?.agreeing, forKey: .mllibAgreeing)
        try container.encodeIfPresent(mllib?.modelPath, forKey: .mllibModel)
    }

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
            ] + (mllib.map { [$0.text] } ?? [])
        return (trials + [TextTable.classes(of: summary.confusion).rendered(), ""] + lines).joined(
            separator: "\n")
    }
}

extension MLlibJudgement {
    fileprivate var text: String {
        let accuracy = accuracy.map { String(format: "%.2f %%", 100 * $0) } ?? "unknown, nothing was held out"
        return
            "MLlib's own judgement: \(accuracy); the model folder names its class for \(agreeing) of \(heldOut) "
            + "held-out images. MLlib's model: \(modelPath)"
    }
}

internal import AerialCore
internal import Classical
internal import Foundation
internal import Reporting

/// What `transfer` tells.
struct TransferResult: Encodable {
    let summary: EvaluationSummary
    let fit: LogisticRegression.Fit
    let sample: TransferSample
    let rejected: Int
    let split: String
    let seconds: Double

    private enum CodingKeys: String, CodingKey {
        case accuracy, heldOut, train, rejected, penalty, seconds, split
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(summary.accuracy, forKey: .accuracy)
        try container.encode(sample.heldOutImages.count, forKey: .heldOut)
        try container.encode(sample.trainingImages.count, forKey: .train)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(fit.penalty, forKey: .penalty)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(split, forKey: .split)
    }

    var text: String {
        let trials = fit.trials.map { trial in
            [
                String(format: "%.4g", trial.penalty), String(format: "%.4f", trial.validationLoss),
                String(format: "%.2f", 100 * trial.validationAccuracy),
                trial.penalty == fit.penalty ? "chosen" : "",
            ]
        }
        let chosen =
            trials.isEmpty
            ? []
            : [
                TextTable(
                    columns: [
                        .number("L2 penalty"), .number("Validation loss"), .number("Accuracy %"), .text(""),
                    ],
                    rows: trials
                ).rendered(), "",
            ]
        let accuracy =
            summary.accuracy.map { String(format: "%.2f %%", 100 * $0) } ?? "unknown, nothing was held out"
        let interval = summary.confusion.accuracyInterval.map {
            String(format: " (95 %% interval %.1f to %.1f %%)", 100 * $0.lowerBound, 100 * $0.upperBound)
        }
        let lines = [
            "Trained on \(sample.trainingImages.count) images in \(Duration.readable(seconds: seconds)). "
                + "Accuracy on \(summary.evaluatedCount) held-out images: \(accuracy)\(interval ?? "")",
            "Held out: \(split)",
        ]
        return (chosen + [TextTable.classes(of: summary.confusion).rendered(), ""] + lines).joined(
            separator: "\n")
    }
}

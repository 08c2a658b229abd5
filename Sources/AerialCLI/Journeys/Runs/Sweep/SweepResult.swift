internal import AerialCore
internal import Foundation
internal import Networks
internal import Reporting

/// What a sweep found.
struct SweepResult: Encodable {
    let trials: [Sweep.Trial]
    let best: Sweep.Trial
    let standard: Sweep.Trial
    /// Held-out accuracies, which no choice has seen; `nil` where nothing was held out.
    let bestAccuracy: Double?
    let standardAccuracy: Double?

    private enum CodingKeys: String, CodingKey {
        case trials, recalled, bestBackbone, bestPenalty, bestValidationLoss, standardValidationLoss,
            bestAccuracy,
            standardAccuracy
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(trials.count, forKey: .trials)
        try container.encode(trials.count(where: \.isRecalled), forKey: .recalled)
        try container.encode(best.setting.backbone.name, forKey: .bestBackbone)
        try container.encode(best.setting.penaltyText, forKey: .bestPenalty)
        try container.encode(best.score.loss, forKey: .bestValidationLoss)
        try container.encode(standard.score.loss, forKey: .standardValidationLoss)
        try container.encode(bestAccuracy, forKey: .bestAccuracy)
        try container.encode(standardAccuracy, forKey: .standardAccuracy)
    }

    var text: String {
        let rows = trials.sorted { ($1.share, $0.score.loss) < ($0.share, $1.score.loss) }.map { trial in
            [
                trial.setting.backbone.name, trial.setting.turnsText, trial.setting.penaltyText,
                NumberText.percent(trial.share),
                NumberText.fixed(trial.score.loss, decimals: 4),
                NumberText.percent(trial.score.accuracy, decimals: 2),
                trial == best ? "best" : trial == standard ? "default" : "",
            ]
        }
        let table = TextTable(
            columns: [
                .text("Network"), .number("Turns"), .number("L2 penalty"), .number("Images"),
                .number("Validation loss"),
                .number("Accuracy"), .text(""),
            ], rows: rows)
        return table.rendered() + "\n\n" + verdict
    }

    private var verdict: String {
        guard best.setting != standard.setting else { return "No setting is better than the default." }
        return
            "The best by validation loss: \(best.setting.backbone.name), turns \(best.setting.turnsText), penalty \(best.setting.penaltyText). On the "
            + "held-out images it gets \(NumberText.percent(bestAccuracy, decimals: 2)) right, the default "
            + "\(NumberText.percent(standardAccuracy, decimals: 2))."
    }
}

internal import Aerial
internal import AerialCore
internal import Foundation
internal import Reporting

/// What a sweep found.
struct SweepResult {
    let plan: SweepPlan
    /// The last round's first, each round's best first, failed ones at the end.
    let trials: [TriedSetting]
    let best: TriedSetting
    let standard: TriedSetting
    /// The folder of the best setting's model.
    let model: String

    var failed: Int { trials.count { $0.score == nil } }

    var text: String {
        let names = Set(trials.flatMap(\.setting.values.keys)).sorted()
        let efforts = Set(plan.rounds.flatMap(\.values.keys)).sorted()
        let table = TextTable(
            columns: (names + efforts).map { .number($0) } + [
                .number("Validation loss"), .number("Validation accuracy"), .number("Seconds"), .text("Run"),
                .text(""),
            ],
            rows: trials.map { tried in
                (names + efforts).map { tried.setting.with(tried.round).values[$0] ?? "-" } + [
                    NumberText.fixed(tried.score?.loss, decimals: 4),
                    NumberText.percent(tried.score?.accuracy, decimals: 2),
                    NumberText.fixed(tried.seconds, decimals: 1), tried.runID, mark(tried),
                ]
            })
        return table.rendered() + "\n\n" + verdict
    }

    private func mark(_ tried: TriedSetting) -> String {
        if tried.score == nil { return "failed" }
        return tried == best ? "best" : tried == standard ? "default" : ""
    }

    /// Held-out tiles tell whether the choice means anything.
    private var verdict: String {
        guard best != standard else {
            return "No setting is better than the default by \(plan.ranking.rawValue)."
        }
        let lines = [
            "The best by \(plan.ranking.rawValue): \(best.setting.text). On the held-out tiles, which had no part in the choice:",
            "  \(best.setting.text): \(Self.heldOut(best))", "  the default: \(Self.heldOut(standard))",
        ]
        return (lines + [comparison].compactMap { $0 }).joined(separator: "\n")
    }

    private static func interval(_ tried: TriedSetting) -> ClosedRange<Double>? {
        guard let accuracy = tried.accuracy, let count = tried.evaluated, count > 0 else { return nil }
        return WilsonInterval.of(share: accuracy, count: count)
    }

    private static func heldOut(_ tried: TriedSetting) -> String {
        guard let interval = interval(tried), let count = tried.evaluated else { return "none were held out" }
        return "\(NumberText.percent(tried.accuracy, decimals: 2)) of \(count) right (95 % interval "
            + "\(NumberText.percentRange(interval)))"
    }

    private var comparison: String? {
        guard let first = best.accuracy, let second = standard.accuracy,
            let interval = Self.interval(standard)
        else {
            return nil
        }
        if interval.contains(first) { return "The difference is within what chance does." }
        return first > second ? "That is more than chance does." : "There, the default is better: keep it."
    }
}

extension SweepResult: Encodable {
    private struct Trial: Encodable {
        let run: String
        let setting: [String: String]
        let validationLoss: Double?
        let validationAccuracy: Double?
        let accuracy: Double?
        let seconds: Double?
        let recalled: Bool
        let error: String?

        init(_ tried: TriedSetting) {
            run = tried.runID
            setting = tried.setting.with(tried.round).values
            validationLoss = tried.score?.loss
            validationAccuracy = tried.score?.accuracy
            accuracy = tried.accuracy
            seconds = tried.seconds
            recalled = tried.isRecalled
            error = tried.error
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name, command, dataset, rankedBy, model, trials, best
        case standard = "default"
        case recalled, failed
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(plan.name, forKey: .name)
        try container.encode(plan.command.rawValue, forKey: .command)
        try container.encode(plan.dataset, forKey: .dataset)
        try container.encode(plan.ranking.rawValue, forKey: .rankedBy)
        try container.encode(model, forKey: .model)
        try container.encode(trials.map(Trial.init), forKey: .trials)
        try container.encode(Trial(best), forKey: .best)
        try container.encode(Trial(standard), forKey: .standard)
        try container.encode(trials.count(where: \.isRecalled), forKey: .recalled)
        try container.encode(failed, forKey: .failed)
    }

    /// The content of `sweep.json`.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}

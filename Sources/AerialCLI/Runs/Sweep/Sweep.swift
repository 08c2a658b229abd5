internal import Aerial
internal import Foundation
internal import Reporting

/// Tries the settings of a plan, fewer and fewer with more and more effort where it says so, and keeps the best model.
struct Sweep {
    let plan: SweepPlan
    let folder: SweepFolder
    let trials: SweepTrials
    let console: Console

    /// The share of a round's settings that goes on to the next is one in so many: Jamieson and Talwalkar,
    /// "Non-stochastic Best Arm Identification", AISTATS 2016.
    private static let halvingFactor = 3

    func run() throws -> SweepResult {
        try folder.prepare()
        let last = plan.rounds[plan.rounds.count - 1]
        let standard = try trials.tried(.standard, round: last)
        guard standard.score != nil else {
            throw CommandError(
                "the default setting failed, so there is nothing to compare with: \(standard.error ?? "it gave no score.")"
            )
        }
        tell(standard)
        // What an earlier run of the sweep found has a say in which model is kept from the start.
        let earlier = plan.settings.compactMap { trials.recalled($0, round: last) }
        var all = [standard]
        var settings = plan.settings
        for round in plan.rounds {
            let first = all.count
            for setting in settings {
                let tried = try trials.tried(setting, round: round)
                tell(tried)
                all.append(tried)
                try folder.removeModels(except: best(of: all + earlier, in: last)?.fileName)
            }
            let tried = Array(all[first...])
            settings = ranked(tried).prefix(max(1, tried.count / Self.halvingFactor)).map(\.setting)
        }
        return try finish(all, standard: standard, last: last)
    }

    private func finish(_ all: [TriedSetting], standard: TriedSetting, last: SweepSetting) throws
        -> SweepResult
    {
        let best = best(of: all, in: last) ?? standard
        if !folder.holdsModel(best.fileName, checksum: best.modelChecksum) {
            _ = try trials.run(best.setting, round: last)
        }
        let result = SweepResult(
            plan: plan,
            trials: ranked(all.filter { $0.round == last }) + ranked(all.filter { $0.round != last })
                + all.filter { $0.score == nil },
            best: best, standard: standard, model: folder.model)
        try folder.publish(best.fileName, summary: try result.json)
        return result
    }

    /// Of those that got the effort of the last round; equal ones in the order in which they were tried.
    private func best(of tried: [TriedSetting], in last: SweepSetting) -> TriedSetting? {
        ranked(tried.filter { $0.round == last }).first
    }

    /// The best first; those that failed are left out.
    private func ranked(_ tried: [TriedSetting]) -> [TriedSetting] {
        let scored = tried.enumerated().compactMap { position, tried in
            tried.score.map { (position: position, score: $0, tried: tried) }
        }
        return scored.sorted { first, second in
            if first.score.isBetter(than: second.score, by: plan.ranking) { return true }
            if second.score.isBetter(than: first.score, by: plan.ranking) { return false }
            return first.position < second.position
        }.map(\.tried)
    }

    private func tell(_ tried: TriedSetting) {
        let name = ([tried.setting.text] + tried.round.values.map { "\($0.key) \($0.value)" }).joined(
            separator: ", ")
        guard let score = tried.score else {
            return console.warn("\(name) failed: \(tried.error ?? "it gave no score")")
        }
        console.say(
            "\(name): validation loss \(NumberText.fixed(score.loss, decimals: 4)), accuracy "
                + NumberText.percent(score.accuracy, decimals: 2)
                + (tried.isRecalled ? " (from the history)" : ""))
    }
}

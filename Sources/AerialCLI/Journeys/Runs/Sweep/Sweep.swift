internal import AerialCore
internal import Foundation
internal import Networks
internal import RunHistory

/// Tries settings and records each trial, so that a sweep that was stopped goes on where it was.
struct Sweep {
    struct Trial: Equatable {
        let setting: SweepSetting
        let share: Double
        let score: SweepScore
        /// Found in the history, not run again.
        let isRecalled: Bool
    }

    let plan: SweepPlan
    let dataset: ImageDataset
    let bench: SweepBench
    let historyPath: String?
    let console: Console

    /// Shares of the training images that successive halving gives to fewer and fewer settings, the best third of each
    /// round: Jamieson and Talwalkar, "Non-stochastic Best Arm Identification", AISTATS 2016, with a factor of 3.
    static let halvingShares = [1.0 / 9, 1.0 / 3, 1]
    static let halvingFactor = 3

    /// All trials in the order of the plan; those with share 1 compete.
    func run() throws -> [Trial] {
        let known = try recalled()
        var trials = [try trial(.standard, share: 1, known: known)]
        var settings = plan.settings.filter { $0 != .standard }
        let shares = plan.method == .halving ? Self.halvingShares : [1]
        for share in shares {
            let round = try settings.map { try trial($0, share: share, known: known) }
            trials += round
            let best = round.sorted { $0.score.loss < $1.score.loss }
            settings = best.prefix(max(1, best.count / Self.halvingFactor)).map(\.setting)
        }
        return trials
    }

    private func trial(_ setting: SweepSetting, share: Double, known: [[String: String]: SweepScore]) throws
        -> Trial
    {
        let parameters = parameters(of: setting, share: share)
        if let score = known[parameters] {
            return Trial(setting: setting, share: share, score: score, isRecalled: true)
        }
        let description = RunDescription(
            command: "sweep", parameters: parameters, commandLine: CommandLine.arguments,
            folder: FileManager.default.currentDirectoryPath, environment: RunEnvironment.facts(),
            sweep: plan.name)
        let recorder = RunRecorder(path: historyPath, description: description) { [console] in
            console.warn($0)
        }
        do {
            let score = try bench.score(setting, share: share)
            recorder.metrics(["validationLoss": score.loss, "validationAccuracy": score.accuracy])
            recorder.finish(error: nil)
            console.say(
                "\(setting.backbone.name), turns \(setting.turnsText), penalty \(setting.penaltyText), \(Int(100 * share)) % of the images: "
                    + String(
                        format: "validation loss %.4f, accuracy %.2f %%", score.loss, 100 * score.accuracy))
            return Trial(setting: setting, share: share, score: score, isRecalled: false)
        } catch {
            recorder.finish(error: "\(error)")
            throw error
        }
    }

    /// Two trials with the same parameters have the same score.
    private func parameters(of setting: SweepSetting, share: Double) -> [String: String] {
        [
            "backbone": setting.backbone.name, "turns": setting.turnsText,
            "penalty": setting.penalty.map { "\($0)" } ?? "chosen",
            "share": "\(share)", "seed": "\(plan.seed)", "test-fraction": "\(plan.testFraction)",
            "dataset": dataset.path, "dataset-fingerprint": dataset.fingerprint,
        ]
    }

    /// The finished trials of earlier runs of this sweep.
    private func recalled() throws -> [[String: String]: SweepScore] {
        guard let historyPath, FileManager.default.fileExists(atPath: historyPath) else { return [:] }
        let runs = try RunHistory(path: historyPath).runs(
            matching: RunFilter(command: "sweep", status: .finished, sweep: plan.name))
        let scores = runs.compactMap { run -> ([String: String], SweepScore)? in
            guard let loss = run.metrics["validationLoss"], let accuracy = run.metrics["validationAccuracy"]
            else {
                return nil
            }
            return (run.parameters, SweepScore(loss: loss, accuracy: accuracy))
        }
        return Dictionary(scores, uniquingKeysWith: { first, _ in first })
    }
}

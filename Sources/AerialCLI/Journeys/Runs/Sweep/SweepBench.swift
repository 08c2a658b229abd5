internal import AerialCore
internal import Classical
internal import Foundation
internal import Networks

/// How a setting did on the validation part of the training images.
struct SweepScore: Equatable {
    /// Mean negative log-likelihood, natural logarithm: what settings are ranked by.
    let loss: Double
    let accuracy: Double
}

/// Tries settings; a network's features are computed once and kept.
final class SweepBench {
    private let plan: SweepPlan
    private let dataset: ImageDataset
    private let threads: Int
    private let console: Console
    private var samples: [SweepSetting: TransferSample] = [:]

    init(plan: SweepPlan, dataset: ImageDataset, threads: Int, console: Console) {
        self.plan = plan
        self.dataset = dataset
        self.threads = threads
        self.console = console
    }

    /// - Parameter share: of the training images, what is learned from.
    func score(_ setting: SweepSetting, share: Double) throws -> SweepScore {
        let sample = try sample(for: setting)
        let trials = try regression(setting).trials(
            sample.training, classNames: sample.legendNames, trainingShare: share)
        let best = trials.min { $0.validationLoss < $1.validationLoss }!  // one a penalty, and there is one
        return SweepScore(loss: best.validationLoss, accuracy: best.validationAccuracy)
    }

    /// The figures on the held-out images, which no choice has seen.
    func heldOutSummary(of setting: SweepSetting) throws -> EvaluationSummary {
        let sample = try sample(for: setting)
        let fit = try regression(setting).fit(sample.training, classNames: sample.legendNames)
        return try sample.evaluate(fit.classifier)
    }

    func transferPlan(for setting: SweepSetting, out: String) -> TransferPlan {
        TransferPlan(
            dataset: dataset, out: out, backbone: setting.backbone, weightsFile: nil,
            testFraction: plan.testFraction,
            penalty: setting.penalty, turns: setting.turns, featuresFile: nil, seed: plan.seed,
            threads: threads)
    }

    private func sample(for setting: SweepSetting) throws -> TransferSample {
        let key = SweepSetting(backbone: setting.backbone, turns: setting.turns, penalty: nil)
        if let sample = samples[key] { return sample }
        console.say("features of \(setting.backbone.name)")
        let network = try PretrainedNetwork(backbone: setting.backbone, file: nil, needing: .features)
        let plan = transferPlan(for: setting, out: "")
        let features = try ImageFeatures(
            of: dataset, network: network, turns: plan.turns(for: plan.sides), threads: threads,
            console: console)
        let sample = TransferSample(dataset: dataset, sides: plan.sides, features: features)
        samples[key] = sample
        return sample
    }

    private func regression(_ setting: SweepSetting) throws -> LogisticRegression {
        var options = LogisticRegression.Options()
        if let penalty = setting.penalty { options.penalties = [penalty] }
        options.threads = threads
        options.seed = plan.seed
        return try LogisticRegression(options: options)
    }
}

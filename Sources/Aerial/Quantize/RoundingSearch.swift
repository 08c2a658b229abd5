internal import AerialCore
internal import Inference
package import Networks

/// One way to bring a network to 8 bits, and how far it is from the network in 32.
package struct RoundingTrial: Sendable {
    package let rule: RangeRule
    package let correctsBias: Bool
    /// Convolutions left in floating point.
    package let kept: Set<String>
    let quantization: Quantization
    /// On the selection tiles.
    package let divergence: Double
    package let flips: Double
}

/// Tries the ways to round on training tiles that no range was measured on, and takes the one that stays nearest to
/// the network in 32 bits.
struct RoundingSearch {
    let plan: InferencePlan
    let statistics: [Int: ActivationStatistics]
    let weightBits: Quantization.WeightBits
    let selection: [DatasetImage]
    let tile: TileSpec
    /// Of the selection tiles, in 32 bits.
    let reference: TileJudgement
    /// The model's, for pictures of more than 8 bits.
    let tones: ToneRange?
    let threads: Int
    /// The share of labels that may change.
    let maxFlips: Double

    /// All trials, and the position of the best.
    func run(progress: (RoundingTrial) -> Void) throws -> (trials: [RoundingTrial], best: Int) {
        var trials: [RoundingTrial] = []
        func attempt(_ rule: RangeRule, _ correctsBias: Bool, keeping kept: Set<String>) throws {
            let trial = try trial(rule, correctsBias, keeping: kept)
            trials.append(trial)
            progress(trial)
        }
        for rule in RangeRule.allCases {
            for correctsBias in [false, true] { try attempt(rule, correctsBias, keeping: []) }
        }
        var best = Self.best(of: trials)
        // The layers that rounding hurts most stay in floating point, as long as that helps.
        for count in [1, 4, 12] where trials[best].flips > maxFlips / 2 {
            try attempt(trials[best].rule, trials[best].correctsBias, keeping: mostSensitive(count))
            best = Self.best(of: trials)
        }
        return (trials, best)
    }

    private static func best(of trials: [RoundingTrial]) -> Int {
        trials.indices.min { trials[$0].divergence < trials[$1].divergence } ?? 0
    }

    private func trial(
        _ rule: RangeRule, _ correctsBias: Bool, keeping kept: Set<String>
    ) throws -> RoundingTrial {
        let quantization = Quantization(
            of: plan, statistics: statistics, rule: rule, correctsBias: correctsBias, weightBits: weightBits,
            keeping: kept)
        let quantized = plan.quantized(by: quantization)
        let network = try CompiledNetwork(
            plan: quantized,
            options: InferenceOptions(fastestFor: quantized, threads: threads, precision: .int8))
        let judgement = try TileJudgement(
            of: selection, tile: tile, network: network, tones: tones, threads: threads)
        return RoundingTrial(
            rule: rule, correctsBias: correctsBias, kept: kept, quantization: quantization,
            divergence: reference.divergence(of: judgement), flips: reference.flips(to: judgement))
    }

    /// The first convolution, then those whose weights rounding changes most, relative to the weights.
    private func mostSensitive(_ count: Int) -> Set<String> {
        let convolutions = plan.steps.compactMap { step -> FoldedConvolution? in
            if case .convolution(let convolution) = step.operation { convolution } else { nil }
        }
        let order = convolutions.dropFirst().sorted {
            $0.roundingNoise(weightBits) > $1.roundingNoise(weightBits)
        }
        return Set((convolutions.prefix(1) + order).prefix(count).map(\.name))
    }
}

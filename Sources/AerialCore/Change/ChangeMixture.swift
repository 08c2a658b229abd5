internal import Foundation

/// Weighs, for each plot, what may have become of it, and learns from all plots what each of that looks like, in turns:
/// expectation-maximisation (Dempster, Laird and Rubin 1977).
///
/// The hypotheses: it is what it was; it became the target class; a little of the target was built in it; it shows the
/// edge of what became of a neighbour; something else became of it. Two kinds of evidence are weighed together and learned
/// apart: how far the features moved, and what the model's classes say. The likelihoods are complete, so searches
/// from different starts can be compared.
struct ChangeMixture {
    /// That a plot became the target class, one per plot.
    private(set) var changed: [Double]
    /// The same by what is seen alone, where a mark says otherwise.
    private(set) var seenChanged: [Double]
    /// That it became something else.
    private(set) var changedOtherwise: [Double]
    /// The logarithm of the likelihood of all plots.
    private(set) var logLikelihood = -Double.infinity

    private let setting: Setting
    private var movement: FeatureMovement
    private var movements: [Double]
    private var elsewhere: NormalDistribution
    private var unchanged: [Double]
    /// How often each share of ``NewGroundLook/changedShares`` was seen.
    private var shares = [Double](repeating: 0, count: NewGroundLook.changedShares.count)
    private var share: Double
    private var otherShare = 0.02

    /// What does not change while it learns.
    struct Setting {
        let movement: FeatureMovement
        let evidence: LabelEvidence
        let neighbours: PlotNeighbours
        /// What a person said of a plot; `nil` where nobody did.
        let marks: [Bool?]
        let seed: UInt64
    }

    private static let rounds = 30
    /// In every third of so many first rounds the dates are aligned anew.
    private static let alignmentRounds = 15
    /// For each plot that changed, so many others had a little built in them, a house say.
    private static let touchedForChanged = 0.5
    /// Beside a plot that changed, so many show only its edge for each one that changed too.
    private static let edgesForChanged = 3.0
    private static let largestShare = 0.6

    /// - Parameter start: a first guess of each plot's probability.
    init(_ setting: Setting, start: [Double]) throws {
        self.setting = setting
        changed = start
        seenChanged = start
        changedOtherwise = start.map { _ in 0 }
        unchanged = start.map { 1 - $0 }
        movement = setting.movement
        movements = []
        elsewhere = NormalDistribution(mean: 0, spread: 1)
        share = max(start.reduce(0, +), 1) / Double(max(1, start.count))
        keepMarks()
        for round in 0..<Self.rounds {
            if round % 3 == 0, round < Self.alignmentRounds { try align() }
            step()
        }
    }

    private mutating func align() throws {
        movement.align(weights: unchanged)
        movements = try movement.logDistances()
        let evidence = setting.evidence
        let targets = zip(evidence.wasOther, unchanged).map { $0 < 0.5 ? (1 - $0) * $1 : 0 }
        let hasTargets = targets.reduce(0, +) > 8
        elsewhere = try movement.elsewhere(
            sources: evidence.wasOther, destinations: hasTargets ? targets : targets.map { _ in 1 },
            seed: setting.seed)
    }

    /// Learns what the hypotheses look like, then weighs them.
    private mutating func step() {
        let evidence = setting.evidence
        let still = UnchangedLook(movements: movements, evidence: evidence, weights: unchanged)
        var new = NewGroundLook(evidence: evidence, unchanged: unchanged, elsewhere: elsewhere)
        new.learn(movements: movements, probabilities: changed, shares: shares)
        let looks = PlotLooks(unchanged: still, new: new)
        let priors = setting.neighbours.priors(share: share, probabilities: changed)
        let surest = setting.neighbours.surest(changed)
        var next = Sums(count: changed.count)
        for plot in changed.indices {
            let likelihoods = looks.likelihoods(
                movement: movements[plot], before: evidence.before[plot], after: evidence.after[plot],
                classIndex: evidence.classes[plot])
            let prior = Prior(
                changed: priors[plot], touched: Self.touchedForChanged * share,
                edge: Self.edgesForChanged * priors[plot] * surest[plot], otherwise: otherShare,
                wasOther: evidence.wasOther[plot])
            next.add(likelihoods, prior, shareWeights: new.shareWeights, plot: plot)
        }
        take(next)
    }

    private mutating func take(_ next: Sums) {
        changed = next.changed
        seenChanged = next.changed
        changedOtherwise = next.changedOtherwise
        unchanged = next.unchanged
        shares = next.shares
        logLikelihood = next.logLikelihood
        keepMarks()
        let count = Double(changed.count)
        otherShare = min(0.2, (changedOtherwise.reduce(0, +) + 0.5) / (count + 25))
        let possible = setting.evidence.wasOther.reduce(0, +)
        share = min(Self.largestShare, (changed.reduce(0, +) + 0.3) / (possible + 10))
    }

    private mutating func keepMarks() {
        for (plot, mark) in setting.marks.enumerated() {
            guard let mark else { continue }
            if mark {
                (changed[plot], changedOtherwise[plot], unchanged[plot]) = (1, 0, 0)
            } else {
                changed[plot] = 0
            }
        }
    }

    /// What a round of weighing gives.
    private struct Sums {
        var changed: [Double]
        var changedOtherwise: [Double]
        var unchanged: [Double]
        var shares = [Double](repeating: 0, count: NewGroundLook.changedShares.count)
        var logLikelihood = 0.0

        init(count: Int) {
            changed = Array(repeating: 0, count: count)
            changedOtherwise = changed
            unchanged = changed
        }

        mutating func add(
            _ likelihoods: PlotLooks.Likelihoods, _ prior: Prior, shareWeights: [Double], plot: Int
        ) {
            let byShare = zip(shareWeights, likelihoods.changed).map { $0 * $1 }
            let anyShare = byShare.reduce(0, +)
            let became = prior.wasOther * prior.changed * anyShare
            let partly = prior.wasOther * (prior.touched + prior.edge) * likelihoods.touched
            let still =
                prior.wasOther * prior.unchanged * likelihoods.unchangedOther
                + (1 - prior.wasOther) * (1 - prior.otherwise) * likelihoods.unchangedTarget
            let otherwise =
                prior.otherwise
                * (prior.wasOther * likelihoods.movedOther + (1 - prior.wasOther) * likelihoods.movedTarget)
            let all = became + partly + still + otherwise + .leastNormalMagnitude
            changed[plot] = became / all
            unchanged[plot] = still / all
            changedOtherwise[plot] = otherwise / all
            logLikelihood += log(all) + likelihoods.logScale
            guard anyShare > 0 else { return }
            for index in shares.indices { shares[index] += changed[plot] * byShare[index] / anyShare }
        }
    }

    /// How likely each hypothesis is before a plot is looked at.
    private struct Prior {
        let changed: Double
        let touched: Double
        let edge: Double
        let otherwise: Double
        let wasOther: Double

        var unchanged: Double { max(0.05, 1 - changed - touched - otherwise) }
    }
}

internal import Foundation

/// Weighs, for each plot, whether it still is what a map says, and learns from all plots what that looks like, in turns:
/// expectation-maximisation (Dempster, Laird and Rubin 1977).
///
/// What is seen of a plot is the model's log odds of the target class. Where nothing changed they follow the share of the
/// plot that the map gives to the target class, and its class where that share is nothing: this is how often the model agrees with
/// the map. A contradicted plot looks like the target class where the map gave it to another, and like other ground where
/// the map gave it to the target class.
struct LabelMixture {
    /// That a plot is not what the map says, one per plot.
    private(set) var contradicted: [Double]
    private var target = NormalDistribution(mean: 2, spread: 2)
    private var other = NormalDistribution(mean: -4, spread: 2)

    private let odds: [Double]
    private let labels: [Int]
    private let shares: [Double]
    private let isTarget: [Bool]
    private let groups: [[Int]]

    private static let rounds = 40
    /// Plots are alike when their shares of the target class lie between two of these.
    private static let shareLimits = [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999]
    private static let leastSpread = 0.4
    private static let priorCount = 2.0
    private static let groupPriorCount = 10.0

    init(_ plots: [LabelledPlot], classCount: Int, target index: Int) {
        let raw = plots.map(\.after.logOdds)
        odds = raw.map(LabelEvidence.scaling(raw))
        labels = plots.map(\.label)
        shares = plots.map(\.targetShare)
        isTarget = plots.map { $0.label == index }
        contradicted = zip(odds, isTarget).map { 0.5 / (1 + exp($1 ? $0 : -$0)) }
        groups = Self.groups(shares)
        for _ in 0..<Self.rounds where !plots.isEmpty { step() }
    }

    /// The distance of the target class's log odds from those of other ground, by the larger spread.
    var separation: Double { (target.mean - other.mean) / max(target.spread, other.spread) }

    private static func groups(_ shares: [Double]) -> [[Int]] {
        var groups = [[Int]](repeating: [], count: shareLimits.count + 1)
        for (plot, share) in shares.enumerated() {
            groups[shareLimits.firstIndex { share < $0 } ?? shareLimits.count].append(plot)
        }
        return groups
    }

    private mutating func step() {
        learn()
        let unchanged = unchangedLooks()
        let priors = [false, true].map(prior)
        for plot in odds.indices {
            let value = odds[plot]
            let contrary = (isTarget[plot] ? other : target).logTailedDensity(value)
            let look = unchanged[plot]
            let own = look.logTailedDensity(value)
            // What lies farther from the contrary class than usual does not speak for it.
            let isBeyond = isTarget[plot] ? value > look.mean : value < look.mean
            let prior = priors[isTarget[plot] ? 1 : 0]
            let logOdds = log(prior) - log(1 - prior) + contrary - (isBeyond ? max(own, contrary) : own)
            contradicted[plot] = 1 / (1 + exp(-logOdds))
        }
    }

    /// What ground of the target class, and other ground, looks like.
    private mutating func learn() {
        var (targets, others) = (WeightedMoments(), WeightedMoments())
        for plot in odds.indices {
            let still = 1 - contradicted[plot]
            if isTarget[plot] {
                if shares[plot] > 0.7 { targets.add(odds[plot], weight: still) }
            } else {
                targets.add(odds[plot], weight: 0.5 * contradicted[plot])
                if shares[plot] < 0.1 { others.add(odds[plot], weight: still) }
            }
        }
        target = Self.drawn(targets, to: NormalDistribution(mean: 2, spread: 2), Self.priorCount)
        other = Self.drawn(others, to: NormalDistribution(mean: -4, spread: 2), Self.priorCount)
    }

    /// Of each plot, what it looks like if it still is what the map says.
    private func unchangedLooks() -> [NormalDistribution] {
        var looks = [NormalDistribution](repeating: other, count: odds.count)
        for (number, group) in groups.enumerated() where !group.isEmpty {
            let share = group.reduce(0) { $0 + shares[$1] } / Double(group.count)
            let variance =
                (1 - share) * other.spread * other.spread + share * target.spread * target.spread
            let between = NormalDistribution(
                mean: other.mean + share * (target.mean - other.mean), spread: variance.squareRoot())
            let common = look(of: group, drawnTo: between)
            // Without any of the target class, classes differ: bare ground looks more like it than woods do.
            let parts = number == 0 ? Dictionary(grouping: group) { labels[$0] } : [0: group]
            for part in parts.values {
                let own = number == 0 ? look(of: part, drawnTo: common) : common
                for plot in part { looks[plot] = own }
            }
        }
        return looks
    }

    private func look(of plots: [Int], drawnTo prior: NormalDistribution) -> NormalDistribution {
        var moments = WeightedMoments()
        for plot in plots { moments.add(odds[plot], weight: 1 - contradicted[plot]) }
        return Self.drawn(moments, to: prior, Self.groupPriorCount)
    }

    private static func drawn(
        _ moments: WeightedMoments, to prior: NormalDistribution, _ count: Double
    ) -> NormalDistribution {
        let drawn = moments.drawn(to: prior, count: count)
        return NormalDistribution(mean: drawn.mean, spread: max(leastSpread, drawn.spread))
    }

    /// The share of plots that are contradicted, among those that the map gives to the target class or the others.
    private func prior(ofTarget wanted: Bool) -> Double {
        let plots = odds.indices.filter { isTarget[$0] == wanted }
        return (plots.reduce(0) { $0 + contradicted[$1] } + 0.3) / (Double(plots.count) + 10)
    }
}

internal import Foundation

/// Weighs, for each plot, whether it still is what a map says, and learns from all plots what that looks like, in turns:
/// expectation-maximisation (Dempster, Laird and Rubin 1977).
///
/// What is seen of a plot is the model's log odds of the target class. Where nothing changed they follow the share of the
/// plot that the map gives to the target class, and its class where that share is nothing: this is how often the model agrees with
/// the map. A contradicted plot looks like other ground where the map gave it to the target class; where the map gave it to
/// another, it looks like the target class, or part of it does: developments are seldom whole plots. What the model itself calls
/// the target class says little of what other ground looks like: where half a place has changed, it would be taken for usual.
struct LabelMixture {
    /// That a plot is not what the map says, one per plot.
    private(set) var contradicted: [Double]
    private var target = NormalDistribution(mean: 2, spread: 2)
    private var other = NormalDistribution(mean: -4, spread: 2)

    private let odds: [Double]
    private let labels: [Int]
    private let shares: [Double]
    private let isTarget: [Bool]
    /// How far a plot tells what unchanged ground of its label looks like, 0 to 1, as far as the model's own class says.
    private let says: [Double]
    private let groups: [[Int]]

    private static let rounds = 40
    /// Plots are alike when their shares of the target class lie between two of these.
    private static let shareLimits = [0.001, leastMixed, 0.3, 0.5, 0.7, 0.9, 0.999]
    /// With a smaller share of the target class a plot is taken for one of its label.
    private static let leastMixed = 0.1
    private static let leastSpread = 0.4
    private static let priorCount = 2.0
    private static let groupPriorCount = 10.0

    init(_ plots: [LabelledPlot], classCount: Int, target index: Int) {
        let raw = plots.map(\.after.logOdds)
        odds = raw.map(LabelEvidence.scaling(raw))
        labels = plots.map(\.label)
        shares = plots.map(\.targetShare)
        isTarget = plots.map { $0.label == index }
        says = zip(odds, isTarget).map { $1 ? 1 : 1 / (1 + exp($0)) }
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
        let partly = PartlyChangedLook(target: target, other: other)
        for plot in odds.indices {
            let value = odds[plot]
            let contrary =
                isTarget[plot] ? other.logTailedDensity(value) : partly.logDensity(value)
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
                if shares[plot] < Self.leastMixed { others.add(odds[plot], weight: still * says[plot]) }
            }
        }
        target = Self.drawn(targets, to: NormalDistribution(mean: 2, spread: 2), Self.priorCount)
        other = Self.drawn(others, to: NormalDistribution(mean: -4, spread: 2), Self.priorCount)
    }

    /// Of each plot, what it looks like if it still is what the map says.
    private func unchangedLooks() -> [NormalDistribution] {
        var looks = [NormalDistribution](repeating: other, count: odds.count)
        for group in groups where !group.isEmpty {
            let share = group.reduce(0) { $0 + shares[$1] } / Double(group.count)
            let variance =
                (1 - share) * other.spread * other.spread + share * target.spread * target.spread
            let between = NormalDistribution(
                mean: other.mean + share * (target.mean - other.mean), spread: variance.squareRoot())
            let common = look(of: group, drawnTo: between)
            guard share < Self.leastMixed else {
                for plot in group { looks[plot] = common }
                continue
            }
            // Without much of the target class, classes differ: bare ground looks more like it than woods do.
            for part in Dictionary(grouping: group, by: { labels[$0] }).values {
                let own = look(of: part, drawnTo: common)
                for plot in part { looks[plot] = own }
            }
        }
        return looks
    }

    private func look(of plots: [Int], drawnTo prior: NormalDistribution) -> NormalDistribution {
        var moments = WeightedMoments()
        for plot in plots { moments.add(odds[plot], weight: (1 - contradicted[plot]) * says[plot]) }
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

/// What a plot looks like that was other ground and now is of the target class, wholly or for a part.
private struct PartlyChangedLook {
    let target: NormalDistribution
    /// Log odds of plots of which a part has changed: as likely everywhere from the middle between both classes, and at least from
    /// where the model would call it the target class, to the target class's own.
    let least, most: Double

    private static let partlyShare = 0.5
    private static let edgeSpread = 0.5

    init(target: NormalDistribution, other: NormalDistribution) {
        self.target = target
        least = max(0, (target.mean + other.mean) / 2)
        most = max(least, target.mean + target.spread)
    }

    /// Of log odds; in the units of ``NormalDistribution/logTailedDensity(_:)``.
    func logDensity(_ value: Double) -> Double {
        let root = (2 * Double.pi).squareRoot()
        let distance = max(0, least - value, value - most) / Self.edgeSpread
        let partly = exp(-distance * distance / 2) * root / (most - least + Self.edgeSpread * root)
        let wholly = exp(target.logTailedDensity(value))
        return log(Self.partlyShare * partly + (1 - Self.partlyShare) * wholly)
    }
}

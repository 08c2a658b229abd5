internal import Foundation

/// What plots look like of which a share became the target class.
///
/// The target's look at the second date is that of the plots that had it before already, and how far such a plot moved
/// is how far other places lie: both are known where nothing changed at all, so a change needs no example. A share of
/// new ground moves features and odds by that share of the way.
struct NewGroundLook {
    /// The target's log odds at the second date where it covers a plot.
    private(set) var odds: NormalDistribution
    /// Of the logarithm of the features' distance of a plot that changed as a whole.
    private(set) var movement: NormalDistribution
    /// How often each of ``changedShares`` occurs.
    private(set) var shareWeights = Self.shareWeightsPrior
    /// Log odds at the first date of plots that had the target class.
    private let formerOdds: Double

    /// As features go, a fifth of the ground moves them half of the way, for a network's cells see far beyond
    /// themselves: less than two thirds of the way is a house or the edge of what was built next door.
    static let changedShares = [0.7, 0.8, 0.9, 1]
    static let touchedShares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    private static let shareWeightsPrior = [0.1, 0.15, 0.25, 0.5]
    private static let shareWeightsCount = 4.0
    /// So many plots that changed by a first guess weigh as much as what other places tell.
    private static let elsewhereCount = 30.0
    private static let oddsCount = 5.0
    private static let oddsSpread = 2.0
    private static let leastOddsSpread = 0.3

    /// - Parameter elsewhere: how far other places are.
    init(evidence: LabelEvidence, unchanged weights: [Double], elsewhere: NormalDistribution) {
        var others = WeightedMoments()
        var before = WeightedMoments()
        var after = WeightedMoments()
        for plot in weights.indices {
            others.add(evidence.before[plot], weight: (weights[plot] + 1e-9) * evidence.wasOther[plot])
            let weight = evidence.wasOther[plot] < 0.5 ? weights[plot] * (1 - evidence.wasOther[plot]) : 0
            before.add(evidence.before[plot], weight: weight)
            after.add(evidence.after[plot], weight: weight)
        }
        // Where no plot has the target class, it is as far on the other side as the others are on theirs.
        let mirrored = NormalDistribution(mean: max(1.5, -others.mean), spread: Self.oddsSpread)
        formerOdds = before.drawn(to: mirrored, count: 2).mean
        let usual = NormalDistribution(mean: formerOdds, spread: Self.oddsSpread)
        odds = after.drawn(to: usual, count: Self.oddsCount)
        odds.spread = (odds.spread * odds.spread + Self.leastOddsSpread * Self.leastOddsSpread).squareRoot()
        movement = elsewhere
    }

    /// Draws the movement of changed plots and their shares from how far other places are to what the plots show that
    /// probably changed.
    mutating func learn(movements: [Double], probabilities: [Double], shares: [Double]) {
        var moved = WeightedMoments()
        for (value, probability) in zip(movements, probabilities) { moved.add(value, weight: probability) }
        movement = moved.drawn(to: movement, count: Self.elsewhereCount)
        let total = shares.reduce(0, +) + Self.shareWeightsCount
        shareWeights = zip(shares, Self.shareWeightsPrior).map { ($0 + Self.shareWeightsCount * $1) / total }
    }

    /// The target's log odds at the second date of a plot that had it before.
    func odds(before: Double, persistence: Double) -> NormalDistribution {
        NormalDistribution(mean: odds.mean + persistence * (before - formerOdds), spread: odds.spread)
    }

    /// How far a plot moves of which a share is new.
    func movement(share: Double, unchanged: NormalDistribution) -> NormalDistribution {
        let rest = 1 - share
        let square =
            share * share * exp(2 * movement.mean) + rest * rest * exp(2 * unchanged.mean)
        return NormalDistribution(
            mean: 0.5 * log(square), spread: hypot(share * movement.spread, rest * unchanged.spread))
    }

    /// The target's log odds of a plot of which a share is new.
    func odds(share: Double, unchanged: NormalDistribution) -> NormalDistribution {
        let rest = 1 - share
        return NormalDistribution(
            mean: rest * unchanged.mean + share * odds.mean,
            spread: hypot(share * odds.spread, rest * unchanged.spread))
    }
}

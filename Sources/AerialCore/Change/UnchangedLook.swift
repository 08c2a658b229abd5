internal import Foundation

/// What plots that did not change look like at the second date, by their class at the first: how far their features moved,
/// and the target's log odds among those that were not of the target class. Few plots of a class lean on all plots.
struct UnchangedLook {
    /// Of the logarithm of the features' distance, one per class.
    private(set) var movements: [NormalDistribution]
    /// Of the target's log odds at the second date, one per class; their means are for plots with `formerOdds` before.
    private var odds: [NormalDistribution]
    /// Mean log odds at the first date, one per class.
    private var formerOdds: [Double]
    /// How much of a plot's own log odds at the first date comes back at the second, 0 to 1.
    private(set) var persistence: Double

    /// A class's own movement counts as much as that of all plots when it has so many plots.
    private static let movementPooling = 20.0
    private static let oddsPooling = 10.0
    /// So many plots of the usual spread are added to those of a place, so that in a small one plots that changed do not
    /// pass for a wide spread of unchanged ones.
    private static let movementPriorCount = 10.0
    private static let usualMovementSpread = 0.12
    private static let oddsPrior = 1.5
    private static let priorCount = 2.0
    private static let leastMovementSpread = 0.03
    private static let leastOddsSpread = 0.3

    /// - Parameters:
    ///   - movements: of the plots.
    ///   - weights: how surely each plot did not change.
    init(movements values: [Double], evidence: LabelEvidence, weights: [Double]) {
        let classes = evidence.classes
        movements = Self.movements(values, classes, evidence.classCount, weights)
        let others = zip(weights, evidence.wasOther).map { ($0 + 1e-9) * $1 }
        let after = Self.pooledMeans(evidence.after, classes, evidence.classCount, others)
        let former = Self.pooledMeans(evidence.before, classes, evidence.classCount, others)
        var products = 0.5 * Self.priorCount
        var squares = Self.priorCount
        for plot in classes.indices {
            let own = evidence.before[plot] - former[classes[plot]]
            products += others[plot] * own * (evidence.after[plot] - after[classes[plot]])
            squares += others[plot] * own * own
        }
        let persistence = min(1, max(0, products / squares))
        self.persistence = persistence
        formerOdds = former
        let rests = classes.indices.map { plot in
            evidence.after[plot] - after[classes[plot]]
                - persistence * (evidence.before[plot] - former[classes[plot]])
        }
        odds = zip(after, Self.oddsSpreads(rests, classes, evidence.classCount, others)).map {
            NormalDistribution(mean: $0, spread: $1)
        }
    }

    /// The target's log odds at the second date that a plot should have if it is still of another class.
    func odds(classIndex: Int, before: Double) -> NormalDistribution {
        NormalDistribution(
            mean: odds[classIndex].mean + persistence * (before - formerOdds[classIndex]),
            spread: odds[classIndex].spread)
    }

    private static func movements(
        _ values: [Double], _ classes: [Int], _ classCount: Int, _ weights: [Double]
    ) -> [NormalDistribution] {
        let (all, own) = moments(values, classes, classCount, weights.map { $0 + 1e-9 })
        let usual = usualMovementSpread * usualMovementSpread
        let variance =
            (all.weight * all.variance + movementPriorCount * usual) / (all.weight + movementPriorCount)
        return own.map { moments in
            let share = moments.weight < 1 ? 0 : moments.weight / (moments.weight + movementPooling)
            let pooled = share * moments.variance + (1 - share) * variance
            return NormalDistribution(
                mean: share * moments.mean + (1 - share) * all.mean,
                spread: (pooled + leastMovementSpread * leastMovementSpread).squareRoot())
        }
    }

    private static func pooledMeans(
        _ values: [Double], _ classes: [Int], _ classCount: Int, _ weights: [Double]
    ) -> [Double] {
        let (all, own) = moments(values, classes, classCount, weights)
        return own.map { moments in
            let share = moments.weight / (moments.weight + oddsPooling)
            return share * moments.mean + (1 - share) * all.mean
        }
    }

    private static func oddsSpreads(
        _ rests: [Double], _ classes: [Int], _ classCount: Int, _ weights: [Double]
    ) -> [Double] {
        let (all, own) = moments(rests.map { $0 * $0 }, classes, classCount, weights)
        let variance =
            (all.weight * all.mean + priorCount * oddsPrior * oddsPrior) / (all.weight + priorCount)
        return own.map { moments in
            let share = moments.weight / (moments.weight + oddsPooling)
            let pooled = share * moments.mean + (1 - share) * variance
            return (pooled + leastOddsSpread * leastOddsSpread).squareRoot()
        }
    }

    private static func moments(
        _ values: [Double], _ classes: [Int], _ classCount: Int, _ weights: [Double]
    ) -> (all: WeightedMoments, own: [WeightedMoments]) {
        var all = WeightedMoments()
        var own = Array(repeating: WeightedMoments(), count: classCount)
        for plot in values.indices {
            all.add(values[plot], weight: weights[plot])
            own[classes[plot]].add(values[plot], weight: weights[plot])
        }
        return (all, own)
    }
}

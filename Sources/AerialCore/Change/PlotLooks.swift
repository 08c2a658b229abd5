internal import Foundation

/// How well each hypothesis of what became of a plot explains what is seen of it.
struct PlotLooks {
    private let unchanged: UnchangedLook
    private let new: NewGroundLook
    /// How far a plot moves of which a share is new: one per share, for each class at the first date.
    private let changedMovements: [[NormalDistribution]]
    private let touchedMovements: [[NormalDistribution]]
    private let otherwise: NormalDistribution

    init(unchanged: UnchangedLook, new: NewGroundLook) {
        self.unchanged = unchanged
        self.new = new
        changedMovements = unchanged.movements.map { still in
            NewGroundLook.changedShares.map { new.movement(share: $0, unchanged: still) }
        }
        touchedMovements = unchanged.movements.map { still in
            NewGroundLook.touchedShares.map { new.movement(share: $0, unchanged: still) }
        }
        otherwise = NormalDistribution(mean: new.movement.mean, spread: hypot(new.movement.spread, 0.1))
    }

    /// Densities, all divided by the largest of them.
    struct Likelihoods {
        /// Became the target class, one for each of ``NewGroundLook/changedShares``.
        var changed: [Double]
        /// A little of the target was built.
        var touched: Double
        /// Is what it was: another class, the target class.
        var unchangedOther: Double
        var unchangedTarget: Double
        /// Became something else, which looks like other ground, like other ground of the target class.
        var movedOther: Double
        var movedTarget: Double
        /// The logarithm of the largest.
        var logScale: Double
    }

    /// - Parameters:
    ///   - movement: the logarithm of the features' distance.
    ///   - before: the target's log odds at the two dates.
    func likelihoods(movement: Double, before: Double, after: Double, classIndex: Int) -> Likelihoods {
        let stillOdds = unchanged.odds(classIndex: classIndex, before: before)
        let stillMovement = unchanged.movements[classIndex].logDensity(movement)
        let otherMovement = otherwise.logDensity(movement)
        let changed = Self.logDensities(
            NewGroundLook.changedShares, changedMovements[classIndex], movement, after, new, stillOdds)
        let touched = Self.logDensities(
            NewGroundLook.touchedShares, touchedMovements[classIndex], movement, after, new, stillOdds)
        let targetOdds = new.odds(before: before, persistence: unchanged.persistence)
        let others = [
            stillMovement + stillOdds.logDensity(after), stillMovement + targetOdds.logDensity(after),
            otherMovement + stillOdds.logTailedDensity(after),
            otherMovement + new.odds.logTailedDensity(after),
        ]
        let largest = (changed + touched + others).max() ?? 0
        let shares = Double(touched.count)
        return Likelihoods(
            changed: changed.map { exp($0 - largest) },
            touched: touched.reduce(0) { $0 + exp($1 - largest) } / shares,
            unchangedOther: exp(others[0] - largest), unchangedTarget: exp(others[1] - largest),
            movedOther: exp(others[2] - largest), movedTarget: exp(others[3] - largest), logScale: largest)
    }

    private static func logDensities(
        _ shares: [Double], _ movements: [NormalDistribution], _ movement: Double, _ after: Double,
        _ new: NewGroundLook, _ stillOdds: NormalDistribution
    ) -> [Double] {
        shares.indices.map { index in
            movements[index].logDensity(movement)
                + new.odds(share: shares[index], unchanged: stillOdds).logDensity(after)
        }
    }
}

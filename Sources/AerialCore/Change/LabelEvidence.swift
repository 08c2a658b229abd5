internal import Foundation

/// What the model's own classes say of each plot, as log odds of the target class.
struct LabelEvidence {
    /// Of the plots, the likeliest class at the first date.
    let classes: [Int]
    let classCount: Int
    /// Log odds of the target class at the two dates, scaled and held within ``limit``.
    let before: [Double]
    let after: [Double]
    /// The probability that a plot was not of the target class at the first date, by the model alone.
    let wasOther: [Double]

    /// Beyond odds of 400 to 1 a network's certainty says little.
    static let limit = 6.0
    /// A classifier of a few labels is held back by its penalty, and its odds are too even: they are scaled up until
    /// their root mean square at the first date is that of a usual one.
    private static let leastSpread = 2.0

    init(_ pairs: [PlotPair], classCount: Int) {
        classes = pairs.map(\.before.predictedClass)
        self.classCount = classCount
        let odds = pairs.map(\.before.logOdds)
        let scaled = Self.scaling(odds)
        before = odds.map(scaled)
        after = pairs.map { scaled($0.after.logOdds) }
        wasOther = before.map { 1 / (1 + exp($0)) }
    }

    /// How log odds are scaled and held within ``limit``, by those of plots where nothing need have changed.
    static func scaling(_ odds: [Double]) -> (Double) -> Double {
        let square = odds.reduce(0) { $0 + $1 * $1 } / Double(max(1, odds.count))
        let scale = max(1, leastSpread / max(1e-3, square.squareRoot()))
        return { min(limit, max(-limit, scale * $0)) }
    }
}

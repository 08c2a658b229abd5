internal import Foundation

/// A normal distribution.
struct NormalDistribution: Equatable {
    var mean: Double
    var spread: Double

    init(mean: Double, spread: Double) {
        self.mean = mean
        self.spread = spread
    }

    /// Fitted to values that all count alike; of nothing the mean is 0.
    init(of values: [Double], leastSpread: Double) {
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        self.init(mean: mean, spread: max(leastSpread, variance.squareRoot()))
    }

    /// The logarithm of the density, without the constant that all normal distributions share.
    func logDensity(_ value: Double) -> Double {
        let distance = (value - mean) / spread
        return -0.5 * distance * distance - log(spread)
    }

    /// Student's t with five degrees of freedom in place of the normal, up to the same constant: what is unusual still has a
    /// place.
    func logTailedDensity(_ value: Double) -> Double {
        let distance = (value - mean) / spread
        return -0.051 - 3 * log(1 + distance * distance / 5) - log(spread)
    }
}

/// Sums of weighted values, from which mean and variance follow.
struct WeightedMoments {
    private(set) var weight = 0.0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double, weight: Double) {
        self.weight += weight
        sum += weight * value
        squares += weight * value * value
    }

    /// 0 of nothing.
    var mean: Double { weight > 0 ? sum / weight : 0 }
    var variance: Double { weight > 0 ? max(0, squares / weight - mean * mean) : 0 }

    /// Drawn to a prior that counts as much as `count` values. The mean is the common one. So is the spread, but for the prior's
    /// part: its own spread goes in as it is, however far its mean lies. A prior that is far off thus widens what was seen less
    /// than `count` values of it would.
    func drawn(to prior: NormalDistribution, count: Double) -> NormalDistribution {
        let mean = (sum + count * prior.mean) / (weight + count)
        let about = weight * (variance + (self.mean - mean) * (self.mean - mean))
        let variance = (about + count * prior.spread * prior.spread) / (weight + count)
        return NormalDistribution(mean: mean, spread: variance.squareRoot())
    }
}

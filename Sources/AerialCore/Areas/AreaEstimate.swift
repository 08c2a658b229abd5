/// A figure with its standard error.
public struct EstimatedFigure: Sendable, Equatable, Codable {
    /// A share of 0 to 1, or hectares.
    public let value: Double
    /// In the value's unit.
    public let standardError: Double
    /// What the figure cannot leave: 0 to 1 for a share, 0 to the whole for an area.
    public let limits: ClosedRange<Double>

    /// - Parameter limits: what the figure cannot leave, in its unit.
    public init(value: Double, standardError: Double, limits: ClosedRange<Double> = 0...1) {
        self.value = value
        self.standardError = standardError
        self.limits = limits
    }

    /// Half of the 95 % interval: 1.96 standard errors.
    public var margin: Double { 1.96 * standardError }

    /// The 95 % interval, as far as the figure can go: all of ``limits`` where the standard error is not known, that is no number
    /// of 0 or more.
    public var interval: ClosedRange<Double> {
        guard value.isFinite, margin >= 0 else { return limits }
        return (value - margin...value + margin).clamped(to: limits)
    }
}

/// Areas and accuracies from a stratified random sample, corrected for the map's errors.
///
/// After Olofsson, Foody, Herold, Stehman, Woodcock and Wulder, "Good practices for estimating area and assessing
/// accuracy of land change", Remote Sensing of Environment 148 (2014), equations 4 to 11. Strata are the map's classes.
public struct AreaEstimate: Sendable, Equatable {
    /// What the sample says of one class.
    public struct Row: Sendable, Equatable {
        /// The class's name, of the map or of the reference alone.
        public let className: String
        /// What the map gives the class, in hectares: its counted area, 0 for classes that only the reference has.
        public let mappedHectares: Double
        /// Tiles of the map class in the sample; 0 for classes that only the reference has.
        public let sampled: Int
        /// All tiles that the map gives the class are in the sample: of this map nothing more can be learned of it.
        public let isAllSampled: Bool
        /// The error-adjusted area, in hectares.
        public let hectares: EstimatedFigure
        /// The share of the whole area.
        public let share: EstimatedFigure
        /// `nil` for classes that the map does not have.
        public let usersAccuracy: EstimatedFigure?
        /// `nil` when no tile of the sample has this reference.
        public let producersAccuracy: EstimatedFigure?
    }

    /// The map's classes in the strata's order, then those that only the reference has.
    public let rows: [Row]
    /// The share of the whole area that the map has right.
    public let overallAccuracy: EstimatedFigure
    /// Of all strata.
    public let totalHectares: Double
    /// What the estimate was made from.
    public let sample: StratifiedSample

    /// - Parameter sample: begins with the strata's classes, in their order.
    /// - Throws: ``AreaError`` when the sample does not allow the estimate.
    public init(strata: [AreaStratum], sample: StratifiedSample) throws(AreaError) {
        try Self.check(strata, sample: sample)
        let calculation = AreaCalculation(strata: strata, sample: sample)
        let total = calculation.totalHectares
        rows = sample.classNames.indices.map { index in
            let share = calculation.share(of: index)
            return Row(
                className: sample.classNames[index],
                mappedHectares: index < strata.count ? strata[index].hectares : 0,
                sampled: sample.size(ofStratum: index),
                isAllSampled: index < strata.count && strata[index].tiles == sample.size(ofStratum: index),
                hectares: EstimatedFigure(
                    value: share.value * total, standardError: share.standardError * total, limits: 0...total),
                share: share, usersAccuracy: calculation.usersAccuracy(of: index),
                producersAccuracy: calculation.producersAccuracy(of: index))
        }
        overallAccuracy = calculation.overallAccuracy
        totalHectares = total
        self.sample = sample
    }

    /// What can be squared and summed up without leaving the range of numbers; the Earth has 51 thousand million.
    private static let hectares = 1e-50...1e50

    private static func check(_ strata: [AreaStratum], sample: StratifiedSample) throws(AreaError) {
        guard !strata.isEmpty else { throw .noStrata }
        var names: Set<String> = []
        for (index, stratum) in strata.enumerated() {
            guard names.insert(stratum.className).inserted else {
                throw .repeatedStratum(name: stratum.className)
            }
            guard hectares.contains(stratum.hectares) else {
                throw .stratumWithoutArea(name: stratum.className, hectares: stratum.hectares)
            }
            let count = sample.size(ofStratum: index)
            guard count >= 2 else { throw .thinStratum(name: stratum.className, count: count) }
        }
    }
}

/// The sums behind an estimate. Rows `i` are strata, columns `j` references, as in the paper.
private struct AreaCalculation {
    let totalHectares: Double
    /// W_i: each stratum's share of the area.
    private let weights: [Double]
    private let hectares: [Double]
    private let sizes: [Double]
    private let counts: [[Int]]

    init(strata: [AreaStratum], sample: StratifiedSample) {
        let total = strata.reduce(0) { $0 + $1.hectares }
        totalHectares = total
        hectares = strata.map(\.hectares)
        weights = strata.map { $0.hectares / total }
        sizes = strata.indices.map { Double(sample.size(ofStratum: $0)) }
        counts = sample.counts
    }

    /// n_ij / n_i.
    private func rate(_ stratum: Int, _ reference: Int) -> Double {
        Double(counts[stratum][reference]) / sizes[stratum]
    }

    /// Equations 9 and 10: the sum of p_ij = W_i n_ij / n_i over strata, and its standard error.
    func share(of reference: Int) -> EstimatedFigure {
        var sum = 0.0
        var variance = 0.0
        for (stratum, weight) in weights.enumerated() {
            let proportion = weight * rate(stratum, reference)
            sum += proportion
            variance += (weight * proportion - proportion * proportion) / (sizes[stratum] - 1)
        }
        return EstimatedFigure(value: sum, standardError: variance.squareRoot())
    }

    /// U_i = n_ii / n_i and equation 6.
    func usersAccuracy(of index: Int) -> EstimatedFigure? {
        guard weights.indices.contains(index) else { return nil }
        let users = rate(index, index)
        return EstimatedFigure(
            value: users, standardError: (users * (1 - users) / (sizes[index] - 1)).squareRoot())
    }

    /// P_j = p_jj / p_.j and equation 7.
    func producersAccuracy(of reference: Int) -> EstimatedFigure? {
        let total = hectares.indices.reduce(0.0) { $0 + hectares[$1] * rate($1, reference) }
        guard total > 0 else { return nil }
        guard hectares.indices.contains(reference) else { return EstimatedFigure(value: 0, standardError: 0) }
        let users = rate(reference, reference)
        let producers = hectares[reference] * users / total
        let own = hectares[reference] * (1 - producers)
        var sum = own * own * users * (1 - users) / (sizes[reference] - 1)
        for stratum in hectares.indices where stratum != reference {
            let missed = rate(stratum, reference)
            let part = producers * hectares[stratum]
            sum += part * part * missed * (1 - missed) / (sizes[stratum] - 1)
        }
        return EstimatedFigure(value: producers, standardError: sum.squareRoot() / total)
    }

    /// O = sum of p_jj and equation 5.
    var overallAccuracy: EstimatedFigure {
        var sum = 0.0
        var variance = 0.0
        for (stratum, weight) in weights.enumerated() {
            let users = rate(stratum, stratum)
            sum += weight * users
            variance += weight * weight * users * (1 - users) / (sizes[stratum] - 1)
        }
        return EstimatedFigure(value: sum, standardError: variance.squareRoot())
    }
}

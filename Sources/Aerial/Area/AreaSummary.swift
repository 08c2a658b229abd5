package import AerialCore

/// An estimate of areas from a labelled sample.
public struct AreaResult: ReportedOutcome {
    /// What its JSON holds.
    public let figures: AreaSummary
    package let estimate: AreaEstimate

    init(_ estimate: AreaEstimate) {
        self.estimate = estimate
        figures = AreaSummary(estimate)
    }
}

/// Areas and accuracies; figures carry their standard error and 95 % interval.
public struct AreaSummary: Codable, Sendable {
    /// An estimate with its error.
    public struct Figure: Codable, Sendable {
        /// The estimate.
        public let value: Double
        /// Its standard error, in the same unit.
        public let standardError: Double
        /// The lower end of the 95 % interval.
        public let low: Double
        /// The upper end.
        public let high: Double

        init(_ figure: EstimatedFigure) {
            value = figure.value
            standardError = figure.standardError
            low = figure.interval.lowerBound
            high = figure.interval.upperBound
        }
    }

    /// What the sample says of a class.
    public struct Class: Codable, Sendable {
        /// The class.
        public let className: String
        /// Its ground on the map.
        public let mappedHectares: Double
        /// Sampled tiles that the map gives this class.
        public let sampled: Int
        /// Its ground, adjusted for the map's errors.
        public let hectares: Figure
        /// The share of the map's tiles of this class that are of it.
        public let usersAccuracy: Figure?
        /// The share of the class that the map shows as such.
        public let producersAccuracy: Figure?

        private enum CodingKeys: String, CodingKey {
            case className = "class"
            case mappedHectares, sampled, hectares, usersAccuracy, producersAccuracy
        }
    }

    /// By class.
    public let classes: [Class]
    /// The share of the map that is right.
    public let overallAccuracy: Figure
    /// How many tiles were labelled.
    public let sampled: Int
    /// Of all strata.
    public let totalHectares: Double

    init(_ estimate: AreaEstimate) {
        classes = estimate.rows.map {
            Class(
                className: $0.className, mappedHectares: $0.mappedHectares, sampled: $0.sampled,
                hectares: Figure($0.hectares), usersAccuracy: $0.usersAccuracy.map(Figure.init),
                producersAccuracy: $0.producersAccuracy.map(Figure.init))
        }
        overallAccuracy = Figure(estimate.overallAccuracy)
        sampled = estimate.sample.total
        totalHectares = estimate.totalHectares
    }
}

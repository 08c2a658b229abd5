internal import AerialCore

/// What `area estimate --json` tells; figures carry their standard error and 95 % interval.
struct AreaSummary: Encodable {
    struct Figure: Encodable {
        let value: Double
        let standardError: Double
        let low: Double
        let high: Double

        init(_ figure: EstimatedFigure) {
            value = figure.value
            standardError = figure.standardError
            low = figure.interval.lowerBound
            high = figure.interval.upperBound
        }
    }

    struct Class: Encodable {
        let className: String
        let mappedHectares: Double
        let sampled: Int
        let hectares: Figure
        let usersAccuracy: Figure?
        let producersAccuracy: Figure?

        private enum CodingKeys: String, CodingKey {
            case className = "class"
            case mappedHectares, sampled, hectares, usersAccuracy, producersAccuracy
        }
    }

    let classes: [Class]
    let overallAccuracy: Figure
    let sampled: Int
    let totalHectares: Double

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

/// What is gained by leaving uncertain tiles to a person: the accuracy of the tiles at or above a confidence
/// against the share of tiles that this keeps.
///
/// One minus the accuracy is the selective risk of Geifman and El-Yaniv, "Selective Classification for Deep
/// Neural Networks", NIPS 2017.
public struct CoverageCurve: Sendable, Equatable {
    /// What is kept at one confidence, and how good that is.
    public struct Point: Sendable, Equatable {
        /// The tiles with at least this confidence are kept.
        public let leastConfidence: Double
        /// The share of tiles that are kept, above 0 and up to 1.
        public let coverage: Double
        /// The share of the kept tiles that are right.
        public let accuracy: Double
    }

    /// By rising coverage, one per distinct confidence, so that equal tiles are kept or left together.
    /// Empty without tiles; the last has coverage 1 and the accuracy of all.
    public let points: [Point]

    /// - Parameter outcomes: in any order; those whose confidence is not finite are left out.
    public init(of outcomes: [ScoredOutcome]) {
        let surest = outcomes.filter(\.confidence.isFinite).sorted { $0.confidence > $1.confidence }
        var points: [Point] = []
        var hits = 0
        for (index, outcome) in surest.enumerated() {
            hits += outcome.isCorrect ? 1 : 0
            let kept = index + 1
            if kept < surest.count, surest[kept].confidence == outcome.confidence { continue }
            points.append(
                Point(
                    leastConfidence: outcome.confidence, coverage: Double(kept) / Double(surest.count),
                    accuracy: Double(hits) / Double(kept)))
        }
        self.points = points
    }

    /// What keeping the tiles with at least `confidence` gives; `nil` when none has it.
    public func point(atLeast confidence: Double) -> Point? {
        points.last { $0.leastConfidence >= confidence }
    }

    /// At most `limit` of the points, spread evenly over coverage and ending with the last.
    public func thinned(to limit: Int) -> [Point] {
        guard points.count > limit, limit > 0 else { return points }
        var kept: [Point] = []
        var next = 1
        for point in points where point.coverage * Double(limit) >= Double(next) {
            kept.append(point)
            next = Int(point.coverage * Double(limit)) + 1
        }
        return kept
    }
}

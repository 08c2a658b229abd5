/// From which confidence on a cheap model's word is taken, so that tiles of which it is less sure go to a dearer one: chosen on
/// tiles that neither has learned from, for a promise of how much accuracy is lost at most.
///
/// The loss at a threshold is bounded from above, one-sided 95 %, by the adjusted Wald interval for paired shares (Bonett and Price,
/// "Adjusted Wald confidence interval for a difference of binomial proportions based on paired data", 2012). Thresholds are
/// tried from the safest down and the first that does not keep the promise ends the search, so that trying many of them costs no
/// confidence (fixed-sequence testing; Angelopoulos et al., "Learn then Test", 2021).
public struct CascadeThreshold: Sendable, Equatable {
    /// What both models made of a tile.
    public struct Outcome: Sendable, Equatable {
        /// The cheap model's, 0 to 1.
        public let confidence: Float
        /// The cheap model's class is the reference's.
        public let isRight: Bool
        /// The dear model's is.
        public let isRightByOther: Bool

        /// What both models made of a tile.
        public init(confidence: Float, isRight: Bool, isRightByOther: Bool) {
            self.confidence = confidence
            self.isRight = isRight
            self.isRightByOther = isRightByOther
        }
    }

    /// The least confidence, 0 to 1, with which the cheap model's word is taken.
    public let confidence: Float
    /// The tiles that it was chosen on.
    public let tileCount: Int
    /// The share of these that go to the dear model, 0 to 1.
    public let passedShare: Double
    /// The accuracy that these lose, 0 to 1; below 0 where they gain.
    public let loss: Double

    /// The standard normal distribution's 95th percentile.
    private static let deviations = 1.645

    /// `nil` where no threshold keeps the promise on these tiles: there are too few, or the cheap model errs even where it is sure.
    /// - Parameters:
    ///   - outcomes: those whose confidence is not a number go to the dear model.
    ///   - maxLoss: of accuracy, 0 to 1.
    public init?(choosingOn outcomes: [Outcome], maxLoss: Double) {
        let sorted = outcomes.filter { !$0.confidence.isNaN }.sorted { $0.confidence > $1.confidence }
        var (gained, lost) = (0, 0)
        var chosen: (taken: Int, gained: Int, lost: Int)?
        for (position, outcome) in sorted.enumerated() {
            if outcome.isRight, !outcome.isRightByOther { gained += 1 }
            if outcome.isRightByOther, !outcome.isRight { lost += 1 }
            // Tiles of one confidence go the same way.
            let next = position + 1
            if next < sorted.count, sorted[next].confidence == outcome.confidence { continue }
            guard Self.upperBound(gained: gained, lost: lost, of: outcomes.count) <= maxLoss else { break }
            chosen = (next, gained, lost)
        }
        guard let chosen else { return nil }
        confidence = sorted[chosen.taken - 1].confidence
        tileCount = outcomes.count
        passedShare = Double(outcomes.count - chosen.taken) / Double(outcomes.count)
        loss = Double(chosen.lost - chosen.gained) / Double(outcomes.count)
    }

    /// Of the accuracy that is lost where of `count` tiles some are gained and some lost.
    private static func upperBound(gained: Int, lost: Int, of count: Int) -> Double {
        let total = Double(count + 2)
        let (a, b) = (Double(lost + 1) / total, Double(gained + 1) / total)
        return a - b + deviations * (max(0, a + b - (a - b) * (a - b)) / total).squareRoot()
    }
}

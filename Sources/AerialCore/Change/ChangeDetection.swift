internal import Foundation

/// What became of one plot between two dates.
public struct TileChange: Sendable, Equatable {
    /// The plot, by its place on the grid of the first date.
    public let tile: TileIndex
    /// The class at the first date, by position.
    public let from: Int
    /// The class that the model alone gives the plot at the first date; ``from`` differs from it where a plot that looks like the
    /// target class may have become it.
    public let before: Int
    /// What the plot was at the first date if it became the target class, likely or not: another class than that, where there is one.
    public let otherwise: Int
    /// The target class where it probably became that; else what it was, or what else became of it.
    public let to: Int
    /// The class that the model alone gives the plot at the second date, whatever it was at the first.
    public let seen: Int
    /// That the plot was not of the target class before and is now, 0 to 1.
    public let probability: Double

    /// - Parameters:
    ///   - before: `from` where it is not given; so too `otherwise`.
    ///   - seen: `to` where it is not given.
    public init(
        tile: TileIndex, from: Int, before: Int? = nil, otherwise: Int? = nil, to: Int, seen: Int? = nil,
        probability: Double
    ) {
        self.tile = tile
        self.from = from
        self.before = before ?? from
        self.otherwise = otherwise ?? from
        self.to = to
        self.seen = seen ?? to
        self.probability = probability
    }
}

/// Finds the plots that changed into a target class.
///
/// Two dates differ in light, season and drought, so two label maps differ nearly everywhere. What unchanged plots look
/// like is therefore learned from the pair itself; what changed ones look like follows from what the target class looks
/// like at the second date and from how far other places are (`ChangeMixture`). Nothing is assumed of how many changed:
/// the search begins at several guesses, from none to nearly half, and the likeliest result is taken.
public struct ChangeDetection: Sendable {
    /// What to look for, and how.
    public struct Options: Sendable {
        /// The class that plots change into, by its position.
        public var target: Int
        /// How much of a plot's prior comes from its eight neighbours, 0 to 1.
        public var neighbourWeight = 0.2
        /// Whether the features of the second date are brought to the first by the median difference over unchanged plots.
        public var alignsFeatures = true
        /// Of the draws of plots and pairs that medians and distances are taken from.
        public var seed: UInt64 = 7
        /// What a person said of plots: that they changed into the target class, or did not.
        public var marks: [TileIndex: Bool] = [:]

        /// - Parameter target: the position of the class that plots change into.
        public init(target: Int) {
            self.target = target
        }
    }

    /// One per pair, in the pairs' order.
    public let changes: [TileChange]

    /// The shares of plots, those that moved most, from which a search begins.
    private static let startShares = [0.15, 0.3, 0.45]

    /// - Parameters:
    ///   - pairs: of plots with imagery at both dates, seen with the target class of the options; without any there are no
    ///     changes.
    ///   - features: of the same plots in the same order; passed by some thirty times.
    ///   - classCount: of the model.
    /// - Throws: what reading features throws.
    public init(
        of pairs: [PlotPair], features: some PlotFeatures, classCount: Int, options: Options
    ) throws {
        guard !pairs.isEmpty else {
            changes = []
            return
        }
        let evidence = LabelEvidence(pairs, classCount: classCount)
        let setting = ChangeMixture.Setting(
            movement: try FeatureMovement(
                features, plotCount: pairs.count, isAligned: options.alignsFeatures, seed: options.seed),
            evidence: evidence,
            neighbours: PlotNeighbours(tiles: pairs.map(\.tile), weight: options.neighbourWeight),
            marks: pairs.map { options.marks[$0.tile] }, seed: options.seed)
        let best = try Self.likeliest(setting)
        let probabilities = MarkedPlots(setting.marks).refit(best.seenChanged, evidence: evidence)
        changes = pairs.indices.map { plot in
            Self.change(
                of: pairs[plot], probability: probabilities[plot],
                isOther: best.changedOtherwise[plot] >= 0.5, target: options.target)
        }
    }

    private static func likeliest(_ setting: ChangeMixture.Setting) throws -> ChangeMixture {
        let evidence = setting.evidence
        let byLabels = zip(evidence.wasOther, evidence.after).map { $0 / (1 + exp(-$1)) }
        let first = try ChangeMixture(setting, start: evidence.wasOther.map { _ in 0 })
        return try ([byLabels] + startsByMovement(setting)).reduce(first) { best, start in
            let other = try ChangeMixture(setting, start: start)
            return other.logLikelihood > best.logLikelihood + 1e-6 ? other : best
        }
    }

    private static func startsByMovement(_ setting: ChangeMixture.Setting) throws -> [[Double]] {
        let movements = try setting.movement.logDistances()
        let sorted = movements.sorted()
        return startShares.map { share in
            let limit = sorted[Int((1 - share) * Double(sorted.count - 1))]
            return zip(movements, setting.evidence.wasOther).map { $0 > limit ? $1 : 0 }
        }
    }

    private static func change(
        of pair: PlotPair, probability: Double, isOther: Bool, target: Int
    ) -> TileChange {
        let from = pair.before.predictedClass
        let seen = pair.after.predictedClass
        let to = probability >= 0.5 ? target : isOther && (seen != target || from == target) ? seen : from
        let otherwise = from == target ? pair.before.otherClass : from
        // What may have become the target was something else before, also where the model doubts it.
        return TileChange(
            tile: pair.tile, from: probability >= ChangeSelection.leastProbability ? otherwise : from,
            before: from, otherwise: otherwise, to: to, seen: seen, probability: probability)
    }
}

internal import Foundation

/// What became of one plot between two dates.
public struct TileChange: Sendable, Equatable {
    public let tile: TileIndex
    /// Class positions at the two dates.
    public let from: Int
    public let to: Int
    /// The class that the model alone gives the plot at the second date, whatever it was at the first.
    public let seen: Int
    /// That the plot was not of the target class before and is now, 0 to 1.
    public let probability: Double

    /// - Parameter seen: `to` where it is not given.
    public init(tile: TileIndex, from: Int, to: Int, seen: Int? = nil, probability: Double) {
        self.tile = tile
        self.from = from
        self.to = to
        self.seen = seen ?? to
        self.probability = probability
    }
}

/// Finds the plots that changed into a target class.
///
/// Two dates differ in light, season and drought, so two label maps differ nearly everywhere. What unchanged plots look
/// like is therefore learned from the pair itself: real pairs, nearly all of which did not change, are told from changes
/// that are simulated: the second date of a plot, a part of which shows what another plot shows at that date. A logistic
/// regression gives the ratio of the two likelihoods; the share of changed plots, and which of the real pairs not to
/// learn from, are found by classification expectation-maximisation (Celeux and Govaert 1992; the prior as in Saerens et
/// al. 2002). A plot's prior leans on its neighbours, for development clumps; but beside one that changed more clearly a
/// plot may show no more than the edge of what was built there.
public struct ChangeDetection: Sendable {
    public struct Options: Sendable {
        /// The class that plots change into, by its position.
        public var target: Int
        /// How much of a plot's prior comes from its eight neighbours, 0 to 1.
        public var neighbourWeight = 0.2
        /// Whether the features of the second date are brought to the first by the median difference over all plots.
        public var alignsFeatures = true
        public var seed: UInt64 = 7

        public init(target: Int) {
            self.target = target
        }
    }

    /// One a pair, in the pairs' order.
    public let changes: [TileChange]
    /// The share of plots that are expected to have changed into the target class.
    public let expectedShare: Double

    private static let rounds = 12
    /// So many plots show the edge of a development for one that changed.
    private static let edgesForChanged = 3.0
    /// In so many plots a little was built, a house say, for one that changed.
    private static let touchedForChanged = 0.5
    /// A plot that moved no more than this, in spreads of unchanged plots, keeps its class.
    private static let stillMovement = 3.0
    /// The search starts from the plots that moved this much and look like the target.
    private static let startMovement = 2.0

    public init(of pairs: [TilePair], classCount: Int, options: Options) {
        let drift = FeatureDrift(
            pairs, classCount: classCount, target: options.target, isAligned: options.alignsFeatures)
        let simulation = ChangeSimulation(pairs: pairs, drift: drift, target: options.target)
        let possible = pairs.filter { $0.before.predictedClass != options.target }
        let signs = possible.map(simulation.signs)
        var generator = SeededGenerator(seed: options.seed)
        let changed = simulation.simulatedChanges(
            of: ChangeSimulation.changedShares, using: &generator)
        let touched = simulation.simulatedChanges(
            of: ChangeSimulation.touchedShares, using: &generator)
        var probabilityByTile: [TileIndex: Double] = [:]
        if !changed.isEmpty {
            let edges = EdgeOdds(
                edges: simulation.simulatedChanges(of: ChangeSimulation.edgeShares, using: &generator),
                wholes: simulation.simulatedChanges(of: ChangeSimulation.wholeShares, using: &generator))
            let probabilities = Self.probabilities(
                signs, tiles: possible.map(\.tile), changed: changed, touched: touched, edges: edges,
                neighbourWeight: options.neighbourWeight)
            for (pair, probability) in zip(possible, probabilities) {
                // What the model says against the target at the first date counts too.
                let wasOther = 1 / (1 + exp(pair.before.margin(of: options.target)))
                probabilityByTile[pair.tile] = probability * wasOther
            }
        }
        changes = pairs.map { pair in
            let probability = probabilityByTile[pair.tile] ?? 0
            let moved = drift.movement(from: pair.before, to: pair.after) >= Self.stillMovement
            return Self.change(of: pair, probability: probability, moved: moved, target: options.target)
        }
        let sum = changes.reduce(0) { $0 + $1.probability }
        expectedShare = changes.isEmpty ? 0 : sum / Double(changes.count)
    }

    private static func change(of pair: TilePair, probability: Double, moved: Bool, target: Int) -> TileChange
    {
        let from = pair.before.predictedClass
        let seen = pair.after.predictedClass
        let isOther = moved && (seen != target || from == target)
        let to = probability >= 0.5 ? target : isOther ? seen : from
        return TileChange(tile: pair.tile, from: from, to: to, seen: seen, probability: probability)
    }

    /// Expectation: each pair's probability of change. Maximisation: the regression without the pairs that more likely
    /// changed than not, and the share of these. They are left out whole, not by their probability: where the two kinds
    /// lie apart, any probability would confirm itself. Plots that were only touched count as unchanged; what more
    /// likely is a surer neighbour's edge is no change, but not learned from either.
    private static func probabilities(
        _ signs: [ChangeSigns], tiles: [TileIndex], changed: [ChangeSigns], touched: [ChangeSigns],
        edges: EdgeOdds, neighbourWeight: Double
    ) -> [Double] {
        let real = signs.map(\.values)
        let rows = real + changed.map(\.values) + touched.map(\.values)
        let kinds = real.map { _ in 0.0 } + changed.map { _ in 1.0 } + touched.map { _ in 0.0 }
        let neighbours = PlotNeighbours(tiles: tiles)
        let wholeness = real.map(edges.logOdds)
        var regression = WeightedLogistic(scaledBy: rows, directions: ChangeSigns.directions)
        var probabilities = signs.map { $0.movement >= startMovement && $0.targetMargin > 0 ? 1.0 : 0 }
        // That something was built in a plot, be it no more than an edge.
        var built = probabilities
        var share = Self.share(of: probabilities)
        for _ in 0..<rounds {
            let unchanged = built.map { $0 < 0.5 ? 1.0 : 0 }
            let each = unchanged.reduce(0, +) / Double(changed.count)
            let rare = touchedForChanged * share * each
            let weights = unchanged + changed.map { _ in each } + touched.map { _ in rare }
            regression.fit(rows, kinds: kinds, weights: weights)
            let priors = neighbours.priors(
                share: share, probabilities: probabilities, weight: neighbourWeight)
            let surer = neighbours.surestAbove(wholeness, probabilities: probabilities)
            let against = zip(real, priors).map { row, prior in
                exp(-regression.logOdds(row)) * (1 - prior) / prior
            }
            built = against.map { 1 / (1 + $0) }
            probabilities = real.indices.map { plot in
                1 / (1 + against[plot] + edgesForChanged * surer[plot] * exp(-wholeness[plot]))
            }
            share = Self.share(of: probabilities)
        }
        return probabilities
    }

    /// Half a plot in ten is added, so that no share is 0.
    private static func share(of probabilities: [Double]) -> Double {
        min(0.3, (probabilities.reduce(0, +) + 0.5) / (Double(probabilities.count) + 10))
    }
}

internal import AerialCore
internal import Foundation

/// Gradient boosting (Friedman 2001; Chen and Guestrin 2016) whose trees XGBoost grows: in each round one per class, on
/// the derivatives of the cross entropy. A part of the training rows says how many rounds are best; then all rows are
/// learned from.
public struct GradientBoosting: Sendable {
    /// How many trees are grown, how, and on what.
    public struct Options: Sendable {
        /// At most.
        public var roundCount: Int
        /// Rounds without a lower validation loss after which no more are tried; `nil` to run them all.
        public var patience: Int?
        /// What share of a tree's step is taken.
        public var learningRate: Double
        /// How each tree is grown.
        public var trees: TreeOptions
        /// The share of each class's rows that is learned from; the validation part stays whole.
        public var trainingShare = 1.0
        /// The share of the training rows that chooses the number of rounds.
        public var validationFraction = 0.2
        /// Trees of a round that are grown at the same time.
        public var threads: Int
        /// Draws each tree's rows and features, and the validation part: the same seed, the same forest.
        public var seed: UInt64

        /// - Parameters:
        ///   - roundCount: at most; each adds one tree per class.
        ///   - patience: rounds without a lower validation loss; `nil` to run them all.
        ///   - learningRate: what share of a tree's step is taken, above 0 and up to 1.
        public init(
            roundCount: Int = 300, patience: Int? = 15, learningRate: Double = 0.2,
            trees: TreeOptions = Self.defaultTrees, threads: Int = 1, seed: UInt64 = 0
        ) {
            self.roundCount = roundCount
            self.patience = patience
            self.learningRate = learningRate
            self.trees = trees
            self.threads = threads
            self.seed = seed
        }

        /// Shallow trees, each on four in five rows and few features per level.
        public static let defaultTrees = TreeOptions(depth: 4, rowShare: 0.8, featureShare: 0.03)
    }

    /// A round that was just done.
    public struct RoundProgress: Sendable {
        /// True once the number of rounds is chosen.
        public let isFinal: Bool
        /// How many rounds there will be; at most, while their number is being chosen.
        public let roundCount: Int
    }

    private let options: Options
    private let library: XGBoostLibrary

    /// - Throws: ``ClassicalError/xgboostMissing(reason:)``.
    public init(options: Options = Options()) throws {
        self.options = options
        library = try XGBoostLibrary.load()
    }

    /// - Parameters:
    ///   - classNames: the classes that labels number, for messages.
    ///   - progress: may end the work by throwing; called after each round with how many there will be, at most while their number is being chosen.
    /// - Throws: ``ClassicalError``.
    public func fit(
        _ table: FeatureTable, classNames: [String], progress: (RoundProgress) throws -> Void = { _ in }
    ) throws -> ForestFit {
        try table.check(classNames: classNames, neededRows: options.patience == nil ? 1 : 2)
        let classCount = classNames.count
        let learned = table.thinned(share: options.trainingShare, seed: options.seed)
        guard let patience = options.patience else {
            return ForestFit(
                forest: try forest(
                    of: learned, rounds: options.roundCount, classCount: classCount, progress: progress),
                treeCount: options.roundCount, trials: [], chosen: nil)
        }
        let trials = try trials(table, classCount: classCount, patience: patience, progress: progress)
        let chosen = Self.best(of: trials)
        guard chosen != nil || trials.isEmpty else {
            throw ClassicalError.xgboost(
                reason: "no number of rounds has a loss. Take a smaller learning rate")
        }
        let rounds = chosen?.treeCount ?? options.roundCount
        return ForestFit(
            forest: try forest(of: learned, rounds: rounds, classCount: classCount, progress: progress),
            treeCount: rounds, trials: trials, chosen: chosen)
    }

    /// The first of those with the least loss: of several alike the one with the fewest rounds. A loss that is not a number is
    /// passed over; `nil` where no other is left.
    static func best(of trials: [ForestTrial]) -> ForestTrial? {
        trials.filter { !$0.validationLoss.isNaN }.min { $0.validationLoss < $1.validationLoss }
    }

    /// How each number of rounds does on the validation part.
    private func trials(
        _ table: FeatureTable, classCount: Int, patience: Int, progress: (RoundProgress) throws -> Void
    ) throws -> [ForestTrial] {
        let parts = ValidationSplit(
            of: table, fraction: options.validationFraction, seed: options.seed)
        let held = table.selecting(parts.validation)
        var scores = ScoreTable(held, classCount: classCount)
        var boost = try Boost(
            table.selecting(
                table.thinned(parts.training, share: options.trainingShare, seed: options.seed)),
            classCount: classCount, options: options, library: library)
        var trials: [ForestTrial] = []
        var best = (round: 0, loss: Double.infinity)
        while trials.count < options.roundCount, trials.count - best.round < patience {
            for tree in try boost.nextRound() { scores.add(tree) }
            let trial = ForestTrial(
                treeCount: trials.count + 1, logits: scores.rows, labels: held.labels)
            trials.append(trial)
            if trial.validationLoss < best.loss { best = (trials.count, trial.validationLoss) }
            try progress(RoundProgress(isFinal: false, roundCount: options.roundCount))
        }
        return trials
    }

    private func forest(
        of table: FeatureTable, rounds: Int, classCount: Int, progress: (RoundProgress) throws -> Void
    ) throws -> DecisionForest {
        var boost = try Boost(table, classCount: classCount, options: options, library: library)
        var trees: [DecisionTree] = []
        for _ in 0..<rounds {
            trees += try boost.nextRound()
            try progress(RoundProgress(isFinal: true, roundCount: rounds))
        }
        return try DecisionForest(
            trees: trees, classCount: classCount, featureCount: table.featureCount,
            aggregation: .summedLogits)
    }
}

/// A boosting under way.
private struct Boost {
    private let table: FeatureTable
    private let classCount: Int
    private let line: TreeLine
    private var scores: ScoreTable
    private var round = 0

    /// The least curvature, XGBoost's own.
    private static let leastHessian: Float = 1e-6

    init(
        _ table: FeatureTable, classCount: Int, options: GradientBoosting.Options, library: XGBoostLibrary
    ) throws {
        self.table = table
        self.classCount = classCount
        let settings = ["eta": String(options.learningRate), "lambda": "1", "min_child_weight": "1"]
        let grower = try TreeGrower(
            table, settings: options.trees.settings.merging(settings) { $1 }, library: library)
        line = TreeLine(grower: grower, seed: options.seed, threads: options.threads)
        scores = ScoreTable(table, classCount: classCount)
    }

    /// One more tree per class.
    mutating func nextRound() throws -> [DecisionTree] {
        let probabilities = scores.probabilities
        let labels = table.labels
        let (first, classCount) = (round * classCount, classCount)
        var trees: [DecisionTree] = []
        try line.grow(
            count: classCount,
            task: { index in
                let shares = labels.indices.map { probabilities[$0 * classCount + index] }
                return TreeTask(
                    number: first + index, classIndex: index,
                    gradients: zip(shares, labels).map { $1 == index ? $0 - 1 : $0 },
                    hessians: shares.map { max(2 * $0 * (1 - $0), Self.leastHessian) })
            },
            deliver: { trees.append($0) })
        round += 1
        for tree in trees { scores.add(tree) }
        return trees
    }
}

/// The logits of rows while trees are added to them.
private struct ScoreTable {
    private let table: FeatureTable
    private let classCount: Int
    private var values: [Double]

    init(_ table: FeatureTable, classCount: Int) {
        self.table = table
        self.classCount = classCount
        values = Array(repeating: 0, count: table.count * classCount)
    }

    var rows: [[Double]] {
        (0..<table.count).map { Array(values[$0 * classCount..<($0 + 1) * classCount]) }
    }

    /// Row after row, one per class.
    var probabilities: [Float] {
        rows.flatMap { row in
            let highest = row.max() ?? 0
            let powers = row.map { exp($0 - highest) }
            let sum = powers.reduce(0, +)
            return powers.map { Float($0 / sum) }
        }
    }

    /// - Parameter tree: one that speaks of one class.
    mutating func add(_ tree: DecisionTree) {
        guard let classIndex = tree.classIndex else { return }
        let walk = ForestLayout([tree], classCount: classCount)
        let width = table.featureCount
        table.values.withUnsafeBufferPointer { features in
            for row in 0..<table.count {
                let leaf = walk.leaf(
                    ofTree: 0,
                    features: UnsafeBufferPointer(rebasing: features[row * width..<(row + 1) * width]))
                values[row * classCount + classIndex] += walk.leafValues[leaf]
            }
        }
    }
}

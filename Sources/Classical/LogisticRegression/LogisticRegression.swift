internal import AerialCore
internal import CTorchInterface
internal import Foundation
internal import TorchRuntime

/// Multinomial logistic regression by L-BFGS. Features are centred and turned so that directions in which a class
/// varies by itself count less (the covariance within classes, shrunk towards its mean); the turn is folded into the
/// classifier's weights, which thus take features as they come.
///
/// Minimises `penalty / 2 * ||weights||^2 + sum of cross entropies`, so that `penalty` is scikit-learn's `1 / C` on the
/// turned features.
public struct LogisticRegression: Sendable {
    /// What to choose among, and on what.
    public struct Options: Sendable {
        /// Penalties to choose from, strongest first; one value is taken as it is.
        public var penalties: [Double]
        /// Whether a single penalty is judged on the validation part too.
        public var judgesOnePenalty = false
        /// The share of each class's rows that is learned from, at least one row; the validation part stays whole.
        public var trainingShare = 1.0
        /// How much of the mean variance is added to each direction's own, above 0.
        public var shrinkage: Double
        /// The share of the training rows that chooses among them.
        public var validationFraction: Double
        /// Iterations of L-BFGS for each penalty, at most.
        public var iterationLimit: Int
        /// Threads that libtorch computes on.
        public var threads: Int
        /// Draws the validation part and the rows of `trainingShare`.
        public var seed: UInt64

        /// - Parameters:
        ///   - penalties: strongest first; one value is taken as it is.
        ///   - shrinkage: how much of the mean variance is added to each direction's own, above 0.
        ///   - validationFraction: the share of the training rows that chooses among the penalties.
        public init(
            penalties: [Double] = Self.defaultPenalties, shrinkage: Double = 1,
            validationFraction: Double = 0.2,
            iterationLimit: Int = 100, threads: Int = 1, seed: UInt64 = 0
        ) {
            self.penalties = penalties
            self.shrinkage = shrinkage
            self.validationFraction = validationFraction
            self.iterationLimit = iterationLimit
            self.threads = threads
            self.seed = seed
        }

        /// Half decades from 1000 to 3: what features of ImageNet networks need lies well inside.
        public static let defaultPenalties: [Double] = stride(from: 3.0, through: 0.5, by: -0.5).map {
            pow(10, $0)
        }
    }

    /// How one penalty did on the validation part.
    public struct Trial: Sendable, Equatable {
        /// As in `penalty / 2 * ||weights||^2 + sum of cross entropies`.
        public let penalty: Double
        /// Mean negative log-likelihood, natural logarithm.
        public let validationLoss: Double
        /// Of the loss, over the validation part's groups.
        public let standardError: Double
        /// The share of the validation part that is right, 0...1.
        public let validationAccuracy: Double
        /// How many classes it gives to the validation part.
        public var predictedClasses = 2
    }

    /// A classifier that was trained, with how its penalty was chosen.
    public struct Fit: Sendable {
        /// Trained on the rows that judged, too.
        public let classifier: LinearClassifier
        /// The penalty that it was trained with.
        public let penalty: Double
        /// Empty when there was nothing to choose.
        public let trials: [Trial]
    }

    private let options: Options
    private let torch: TorchLibrary

    /// - Throws: `TorchError` when libtorch cannot be loaded.
    public init(options: Options = Options()) throws {
        self.options = options
        torch = try TorchLibrary.load()
        try torch.setThreads(options.threads)
    }

    /// Chooses a penalty on a validation part (``chosenPenalty(of:)``) and trains with it on all rows.
    /// - Parameter classNames: the classes that labels number, for messages.
    /// - Throws: ``ClassicalError``.
    public func fit(_ table: FeatureTable, classNames: [String]) throws -> Fit {
        try table.check(classNames: classNames, neededRows: hasTrials ? 2 : 1)
        let classCount = classNames.count
        let trials = hasTrials ? try trials(table, classCount: classCount) : []
        let penalty = trials.isEmpty ? options.penalties.first ?? 1 : Self.chosenPenalty(of: trials)
        guard trials.isEmpty || trials.contains(where: \.validationLoss.isFinite) else {
            throw ClassicalError.diverged(penalty: penalty)
        }
        let learned = table.thinned(
            Array(0..<table.count), share: options.trainingShare, seed: options.seed)
        let final = try train(
            learned.count < table.count ? table.selecting(learned) : table, classCount: classCount,
            penalties: [penalty])[0]  // one per penalty
        guard final.isFinite else { throw ClassicalError.diverged(penalty: penalty) }
        return Fit(classifier: final, penalty: penalty, trials: trials)
    }

    private var hasTrials: Bool { options.penalties.count > 1 || options.judgesOnePenalty }

    /// The strongest penalty whose validation loss is within one standard error of the smallest: the rule of Breiman,
    /// Friedman, Olshen and Stone (1984), which takes the simplest classifier that is not clearly worse. One that gives all rows
    /// one class is none: of a few rows the error is so large that it would be taken. A trial whose loss is not finite has diverged
    /// and is passed over; of such ones alone the strongest is named.
    public static func chosenPenalty(of trials: [Trial]) -> Double {
        let judged = trials.filter(\.validationLoss.isFinite)
        let best = judged.min { $0.validationLoss < $1.validationLoss }
        let limit = best.map { $0.validationLoss + $0.standardError } ?? .infinity
        let near = judged.filter { !($0.validationLoss > limit) }
        let telling = near.filter { $0.predictedClasses > 1 }
        return (telling.isEmpty ? near.isEmpty ? trials : near : telling).map(\.penalty).max() ?? 1
    }

    /// How each penalty does on the validation part; the same rows judge for the same seed.
    private func trials(_ table: FeatureTable, classCount: Int) throws -> [Trial] {
        let parts = ValidationSplit(of: table, fraction: options.validationFraction, seed: options.seed)
        let held = table.selecting(parts.validation)
        let learned = table.thinned(parts.training, share: options.trainingShare, seed: options.seed)
        let candidates = try train(
            table.selecting(learned), classCount: classCount, penalties: options.penalties)
        return zip(options.penalties, candidates).map { Self.trial(penalty: $0, classifier: $1, on: held) }
    }

    /// One classifier per penalty, each begun where the one before ended.
    private func train(
        _ table: FeatureTable, classCount: Int, penalties: [Double]
    ) throws -> [LinearClassifier] {
        let size = classCount * table.featureCount
        var weights = [Float](repeating: 0, count: penalties.count * size)
        var intercepts = [Float](repeating: 0, count: penalties.count * classCount)
        try solve(
            table, classCount: classCount, penalties: penalties, weights: &weights, intercepts: &intercepts)
        return penalties.indices.map { index in
            LinearClassifier(
                classCount: classCount, featureCount: table.featureCount,
                weights: Array(weights[index * size..<(index + 1) * size]),
                intercepts: Array(intercepts[index * classCount..<(index + 1) * classCount]))
        }
    }

    private func solve(
        _ table: FeatureTable, classCount: Int, penalties: [Double], weights: inout [Float],
        intercepts: inout [Float]
    ) throws {
        let labels = table.labels.map(Int64.init)
        try table.values.withUnsafeBufferPointer { features in
            try labels.withUnsafeBufferPointer { labels in
                try penalties.withUnsafeBufferPointer { penalties in
                    try weights.withUnsafeMutableBufferPointer { weights in
                        try intercepts.withUnsafeMutableBufferPointer { intercepts in
                            var problem = aerial_logistic_problem()
                            problem.features = features.baseAddress
                            problem.labels = labels.baseAddress
                            problem.sample_count = Int64(table.count)
                            problem.feature_count = Int64(table.featureCount)
                            problem.class_count = Int64(classCount)
                            problem.penalties = penalties.baseAddress
                            problem.penalty_count = Int64(penalties.count)
                            problem.shrinkage = options.shrinkage
                            problem.iteration_limit = Int64(options.iterationLimit)
                            var solution = aerial_logistic_solution(
                                weights: weights.baseAddress, intercepts: intercepts.baseAddress)
                            try torch.call { torch.functions.fit_logistic(&problem, &solution, $0) }
                        }
                    }
                }
            }
        }
    }

    static func trial(penalty: Double, classifier: LinearClassifier, on table: FeatureTable) -> Trial {
        var losses: [Int: (sum: Double, rows: Int)] = [:]
        var correct = 0
        var predicted: Set<Int> = []
        for row in 0..<table.count {
            let logits = classifier.logits(table.row(row))
            let highest = logits.max() ?? 0
            let logSum = highest + log(logits.reduce(0) { $0 + exp($1 - highest) })
            let group = losses[table.groups[row], default: (0, 0)]
            losses[table.groups[row]] = (group.sum + logSum - logits[table.labels[row]], group.rows + 1)
            guard let prediction = Prediction.classIndex(of: logits) else { continue }
            if prediction == table.labels[row] { correct += 1 }
            predicted.insert(prediction)
        }
        let count = Double(max(1, table.count))
        // In the groups' order: a dictionary's own order differs from run to run, and so would the last digits.
        let groups = losses.sorted { $0.key < $1.key }.map(\.value)
        let mean = groups.reduce(0) { $0 + $1.sum } / count
        return Trial(
            penalty: penalty, validationLoss: mean, standardError: standardError(of: groups, mean: mean),
            validationAccuracy: Double(correct) / count, predictedClasses: predicted.count)
    }

    /// Of a mean over rows that come in groups: rows of a group are not independent, groups are.
    private static func standardError(of groups: [(sum: Double, rows: Int)], mean: Double) -> Double {
        guard groups.count > 1 else { return 0 }
        let rows = Double(groups.reduce(0) { $0 + $1.rows })
        let squares = groups.reduce(0.0) { sum, group in
            let distance = group.sum - mean * Double(group.rows)
            return sum + distance * distance
        }
        let count = Double(groups.count)
        return (squares * count / (count - 1)).squareRoot() / rows
    }
}

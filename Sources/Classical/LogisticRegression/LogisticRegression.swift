internal import CTorchInterface
internal import Foundation

/// Multinomial logistic regression by L-BFGS. Features are centred and turned so that directions in which a class
/// varies by itself count less (the covariance within classes, shrunk towards its mean); the turn is folded into the
/// classifier's weights, which thus take features as they come.
///
/// Minimises `penalty / 2 * ||weights||^2 + sum of cross entropies`, so that `penalty` is scikit-learn's `1 / C` on the
/// turned features.
public struct LogisticRegression: Sendable {
    public struct Options: Sendable {
        /// Penalties to choose from, strongest first; one value is taken as it is.
        public var penalties: [Double]
        /// How much of the mean variance is added to each direction's own, above 0.
        public var shrinkage: Double
        /// The share of the training rows that chooses among them.
        public var validationFraction: Double
        public var iterationLimit: Int
        public var threads: Int
        public var seed: UInt64

        public init(
            penalties: [Double] = Self.defaultPenalties, shrinkage: Double = 1, validationFraction: Double = 0.2,
            iterationLimit: Int = 200, threads: Int = 1, seed: UInt64 = 0
        ) {
            self.penalties = penalties
            self.shrinkage = shrinkage
            self.validationFraction = validationFraction
            self.iterationLimit = iterationLimit
            self.threads = threads
            self.seed = seed
        }

        /// Half decades from 1000 to 1: what features of ImageNet networks need lies well inside.
        public static let defaultPenalties: [Double] = stride(from: 3.0, through: 0.0, by: -0.5).map { pow(10, $0) }
    }

    /// How one penalty did on the validation part.
    public struct Trial: Sendable, Equatable {
        public let penalty: Double
        /// Mean negative log-likelihood, natural logarithm.
        public let validationLoss: Double
        public let validationAccuracy: Double
    }

    public struct Fit: Sendable {
        public let classifier: LinearClassifier
        public let penalty: Double
        /// Empty when there was nothing to choose.
        public let trials: [Trial]
    }

    private let options: Options
    private let torch: TorchLibrary

    public init(options: Options = Options()) throws {
        self.options = options
        torch = try TorchLibrary.load()
        try torch.setThreads(options.threads)
    }

    /// Chooses the penalty with the smallest validation loss and trains with it on all rows.
    /// - Parameter classNames: the classes that labels number, for messages.
    /// - Throws: ``ClassicalError``.
    public func fit(_ table: FeatureTable, classNames: [String]) throws -> Fit {
        try check(table, classNames: classNames)
        let classCount = classNames.count
        guard options.penalties.count > 1 else {
            let penalty = options.penalties.first ?? 1
            return Fit(
                classifier: try train(table, classCount: classCount, penalties: [penalty])[0],  // one a penalty
                penalty: penalty, trials: [])
        }
        let parts = ValidationSplit(of: table, fraction: options.validationFraction, seed: options.seed)
        let held = table.selecting(parts.validation)
        let candidates = try train(
            table.selecting(parts.training), classCount: classCount, penalties: options.penalties)
        let trials = zip(options.penalties, candidates).map { Self.trial(penalty: $0, classifier: $1, on: held) }
        let best = trials.min { $0.validationLoss < $1.validationLoss }!  // there are at least two
        let final = try train(table, classCount: classCount, penalties: [best.penalty])[0]  // one a penalty
        return Fit(classifier: final, penalty: best.penalty, trials: trials)
    }

    private func check(_ table: FeatureTable, classNames: [String]) throws {
        var counts = [Int](repeating: 0, count: classNames.count)
        for label in table.labels { counts[label] += 1 }
        let present = counts.indices.filter { counts[$0] > 0 }
        guard present.count >= 2 else { throw ClassicalError.tooFewClasses(names: present.map { classNames[$0] }) }
        let needed = options.penalties.count > 1 ? 2 : 1
        for (index, count) in counts.enumerated() where count < needed {
            throw ClassicalError.tooFewSamples(className: classNames[index], count: count, needed: needed)
        }
        if let position = table.values.firstIndex(where: { !$0.isFinite }) {
            throw ClassicalError.notFinite(sample: position / table.featureCount)
        }
    }

    /// One classifier a penalty, each begun where the one before ended.
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

    private static func trial(penalty: Double, classifier: LinearClassifier, on table: FeatureTable) -> Trial {
        var loss = 0.0
        var correct = 0
        for row in 0..<table.count {
            let logits = classifier.logits(table.row(row))
            let highest = logits.max() ?? 0
            let logSum = highest + log(logits.reduce(0) { $0 + exp($1 - highest) })
            loss += logSum - logits[table.labels[row]]
            if logits[table.labels[row]] == highest { correct += 1 }
        }
        let count = Double(max(1, table.count))
        return Trial(penalty: penalty, validationLoss: loss / count, validationAccuracy: Double(correct) / count)
    }
}

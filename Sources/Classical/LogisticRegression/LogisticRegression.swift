internal import AerialCore
internal import CTorchInterface
internal import Foundation

/// Multinomial logistic regression by L-BFGS, on features scaled to mean 0 and deviation 1; the scaling is folded
/// into the classifier's weights, which thus take features as they come.
///
/// Minimises `penalty / 2 * ||weights||^2 + sum of cross entropies`, so that `penalty` is scikit-learn's `1 / C`.
public struct LogisticRegression: Sendable {
    public struct Options: Sendable {
        /// Penalties to choose from, strongest first; one value is taken as it is.
        public var penalties: [Double]
        /// The share of the training rows that chooses among them.
        public var validationFraction: Double
        public var iterationLimit: Int
        public var threads: Int
        public var seed: UInt64

        public init(
            penalties: [Double] = Self.defaultPenalties, validationFraction: Double = 0.2,
            iterationLimit: Int = 200, threads: Int = 1, seed: UInt64 = 0
        ) {
            self.penalties = penalties
            self.validationFraction = validationFraction
            self.iterationLimit = iterationLimit
            self.threads = threads
            self.seed = seed
        }

        /// Half decades from 10,000 to 1: what features of ImageNet networks need lies well inside.
        public static let defaultPenalties: [Double] = stride(from: 4.0, through: 0.0, by: -0.5).map {
            pow(10, $0)
        }
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
                classifier: try train(table, classCount: classCount, penalties: [penalty]).last!,  // one a penalty
                penalty: penalty, trials: [])
        }
        let trials = try trials(table, classCount: classCount)
        let best = trials.min { $0.validationLoss < $1.validationLoss }!  // there are at least two
        let path = options.penalties.filter { $0 >= best.penalty }
        let final = try train(table, classCount: classCount, penalties: path).last!  // `path` holds `best`
        return Fit(classifier: final, penalty: best.penalty, trials: trials)
    }

    /// How each penalty does on the validation part; the same rows judge for the same seed.
    /// - Parameter trainingShare: the share of each class's other rows that is learned from, at least one row.
    /// - Throws: ``ClassicalError``.
    public func trials(
        _ table: FeatureTable, classNames: [String], trainingShare: Double = 1
    ) throws -> [Trial] {
        try check(table, classNames: classNames)
        return try trials(table, classCount: classNames.count, trainingShare: trainingShare)
    }

    private func trials(_ table: FeatureTable, classCount: Int, trainingShare: Double = 1) throws -> [Trial] {
        let parts = ValidationSplit(of: table, fraction: options.validationFraction, seed: options.seed)
        let held = table.selecting(parts.validation)
        let learned = Self.thinned(
            parts.training, labels: table.labels, share: trainingShare, seed: options.seed)
        let candidates = try train(
            table.selecting(learned), classCount: classCount, penalties: options.penalties)
        return zip(options.penalties, candidates).map { Self.trial(penalty: $0, classifier: $1, on: held) }
    }

    /// A share of the rows of each class, drawn at random; a larger share holds a smaller one.
    private static func thinned(_ rows: [Int], labels: [Int], share: Double, seed: UInt64) -> [Int] {
        guard share < 1 else { return rows }
        var generator = SeededGenerator(seed: seed)
        let byLabel = Dictionary(grouping: rows) { labels[$0] }
        return byLabel.sorted { $0.key < $1.key }.flatMap { _, rows in
            rows.shuffled(using: &generator).prefix(max(1, Int((Double(rows.count) * share).rounded(.up))))
        }.sorted()
    }

    private func check(_ table: FeatureTable, classNames: [String]) throws {
        var counts = [Int](repeating: 0, count: classNames.count)
        for label in table.labels { counts[label] += 1 }
        let present = counts.indices.filter { counts[$0] > 0 }
        guard present.count >= 2 else {
            throw ClassicalError.tooFewClasses(names: present.map { classNames[$0] })
        }
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
        let scaling = FeatureScaling(of: table)
        let features = scaling.scaledValues(of: table)
        let labels = table.labels.map(Int64.init)
        var weights = [Double](repeating: 0, count: classCount * table.featureCount)
        var intercepts = [Double](repeating: 0, count: classCount)
        return try penalties.map { penalty in
            var problem = aerial_logistic_problem()
            problem.sample_count = Int64(table.count)
            problem.feature_count = Int64(table.featureCount)
            problem.class_count = Int64(classCount)
            problem.penalty = penalty
            problem.iteration_limit = Int64(options.iterationLimit)
            try solve(problem, features: features, labels: labels, weights: &weights, intercepts: &intercepts)
            return Self.unscaled(
                weights: weights, intercepts: intercepts, scaling: scaling, classCount: classCount)
        }
    }

    private func solve(
        _ sizes: aerial_logistic_problem, features: [Float], labels: [Int64],
        weights: inout [Double], intercepts: inout [Double]
    ) throws {
        try features.withUnsafeBufferPointer { features in
            try labels.withUnsafeBufferPointer { labels in
                try weights.withUnsafeMutableBufferPointer { weights in
                    try intercepts.withUnsafeMutableBufferPointer { intercepts in
                        var problem = sizes
                        problem.features = features.baseAddress
                        problem.labels = labels.baseAddress
                        var solution = aerial_logistic_solution()
                        solution.weights = weights.baseAddress
                        solution.intercepts = intercepts.baseAddress
                        try torch.call { torch.functions.fit_logistic(&problem, &solution, $0) }
                    }
                }
            }
        }
    }

    /// `w (x - mean) / deviation + b` written as `w' x + b'`.
    private static func unscaled(
        weights: [Double], intercepts: [Double], scaling: FeatureScaling, classCount: Int
    ) -> LinearClassifier {
        let width = scaling.means.count
        var folded = [Float](repeating: 0, count: weights.count)
        var shifted = intercepts
        for classIndex in 0..<classCount {
            for feature in 0..<width {
                let weight = weights[classIndex * width + feature] / scaling.deviations[feature]
                folded[classIndex * width + feature] = Float(weight)
                shifted[classIndex] -= weight * scaling.means[feature]
            }
        }
        return LinearClassifier(
            classCount: classCount, featureCount: width, weights: folded, intercepts: shifted.map(Float.init))
    }

    private static func trial(penalty: Double, classifier: LinearClassifier, on table: FeatureTable) -> Trial
    {
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
        return Trial(
            penalty: penalty, validationLoss: loss / count, validationAccuracy: Double(correct) / count)
    }
}

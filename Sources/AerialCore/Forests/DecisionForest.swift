internal import Foundation

/// Decision trees that together tell classes apart.
public struct DecisionForest: Sendable, Equatable {
    /// How the trees' leaves become probabilities.
    public enum Aggregation: String, Codable, Sendable, CaseIterable {
        /// Leaves hold shares of classes among the training rows that end there; probabilities are the shares' sums over
        /// the trees, divided by the sum over the classes. Random forests.
        case meanShares = "mean-shares"
        /// Leaves hold parts of logits; probabilities are the softmax of their sums. Gradient boosting.
        case summedLogits = "summed-logits"
    }

    /// From 2 to 255.
    public let classCount: Int
    /// Numbers that a feature vector has.
    public let featureCount: Int
    /// How the trees' leaves become probabilities.
    public let aggregation: Aggregation
    /// What each class has before the first tree.
    public let start: [Double]
    /// The trees one after the other, ready to walk.
    public let layout: ForestLayout
    /// What logits are divided by, above 0: ``TemperatureScaling``.
    public private(set) var temperature = 1.0

    /// - Throws: ``ForestDefect`` for what cannot be walked safely or gives no numbers.
    public init(
        classCount: Int, featureCount: Int, aggregation: Aggregation, start: [Double]? = nil,
        layout: ForestLayout
    ) throws {
        guard (2...255).contains(classCount) else { throw ForestDefect.wrongClassCount(classCount) }
        guard featureCount >= 0 else { throw ForestDefect.wrongFeatureCount(featureCount) }
        self.classCount = classCount
        self.featureCount = featureCount
        self.aggregation = aggregation
        self.start = start ?? Array(repeating: 0, count: classCount)
        self.layout = layout
        guard self.start.count == classCount, self.start.allSatisfy(\.isFinite) else {
            throw ForestDefect.wrongStart
        }
        try layout.check(
            classCount: classCount, featureCount: featureCount,
            leafValues: aggregation == .meanShares ? 0...1 : -1e6...1e6)
    }

    /// - Parameter start: what each class has before the first tree; 0 where it is not given.
    /// - Throws: ``ForestDefect`` for trees that cannot be walked safely or give no numbers.
    public init(
        trees: [DecisionTree], classCount: Int, featureCount: Int, aggregation: Aggregation,
        start: [Double]? = nil
    ) throws {
        try self.init(
            classCount: classCount, featureCount: featureCount, aggregation: aggregation, start: start,
            layout: ForestLayout(trees, classCount: classCount))
    }

    /// The same trees, whose logits are divided by a further number, above 0.
    public func dividingLogits(by temperature: Double) -> DecisionForest {
        precondition(temperature > 0 && temperature.isFinite, "a temperature is above 0")
        var forest = self
        forest.temperature *= temperature
        return forest
    }

    /// Of all classes.
    public var treeCount: Int { layout.roots.count }

    /// The sums of what the trees' leaves hold for each class, in the trees' order.
    /// - Parameter features: ``featureCount`` finite numbers.
    public func sums(of features: [Float]) -> [Double] {
        precondition(features.count == featureCount, "a row has \(featureCount) features")
        var sums = start
        features.withUnsafeBufferPointer { layout.addLeaves(of: $0, to: &sums) }
        return sums
    }

    /// Numbers whose softmax is the forest's probabilities: with them a forest ends a network as its dense layer does.
    public func logits(of features: [Float]) -> [Float] {
        let sums = sums(of: features)
        switch aggregation {
        case .summedLogits: return sums.map { Float($0 / temperature) }
        case .meanShares:
            let total = sums.reduce(0, +)
            guard total > 0 else { return sums.map { _ in 0 } }
            return sums.map { Float(Self.logarithm(ofShare: $0 / total) / temperature) }
        }
    }

    /// No share is taken as less than 1e-8, so that its logarithm is finite.
    private static func logarithm(ofShare share: Double) -> Double { log(max(share, 1e-8)) }
}

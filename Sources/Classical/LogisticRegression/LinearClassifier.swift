/// One dense layer and a softmax: a logistic regression on features as they come from the network.
public struct LinearClassifier: Sendable, Equatable {
    /// Values that the classifier gives.
    public let classCount: Int
    /// Values that the classifier takes.
    public let featureCount: Int
    /// `classCount * featureCount`, a row per class.
    public let weights: [Float]
    /// One per class.
    public let intercepts: [Float]

    /// Traps when `weights` and `intercepts` do not have the sizes that the counts ask for.
    public init(classCount: Int, featureCount: Int, weights: [Float], intercepts: [Float]) {
        precondition(weights.count == classCount * featureCount && intercepts.count == classCount)
        self.classCount = classCount
        self.featureCount = featureCount
        self.weights = weights
        self.intercepts = intercepts
    }

    /// Whether all weights and intercepts are numbers that can be computed with.
    var isFinite: Bool { weights.allSatisfy(\.isFinite) && intercepts.allSatisfy(\.isFinite) }

    /// Scores before the softmax, one per class.
    public func logits(_ features: ArraySlice<Float>) -> [Double] {
        (0..<classCount).map { classIndex in
            var sum = Double(intercepts[classIndex])
            var weight = classIndex * featureCount
            for feature in features {
                sum += Double(weights[weight]) * Double(feature)
                weight += 1
            }
            return sum
        }
    }
}

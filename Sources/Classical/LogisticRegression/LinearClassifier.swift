/// One dense layer and a softmax: a logistic regression on features as they come from the network.
public struct LinearClassifier: Sendable, Equatable {
    public let classCount: Int
    public let featureCount: Int
    /// `classCount * featureCount`, a row a class.
    public let weights: [Float]
    /// One a class.
    public let intercepts: [Float]

    public init(classCount: Int, featureCount: Int, weights: [Float], intercepts: [Float]) {
        precondition(weights.count == classCount * featureCount && intercepts.count == classCount)
        self.classCount = classCount
        self.featureCount = featureCount
        self.weights = weights
        self.intercepts = intercepts
    }

    /// Scores before the softmax, one a class.
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

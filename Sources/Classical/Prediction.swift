/// What a trial takes for the prediction: the same class that a model names when it is used.
enum Prediction {
    /// The class of the largest number, the first of equals, as `TilePrediction.predictedClass` has it; `nil` where one is not a
    /// number. A model hands on numbers of 32 bits, so what is equal in them is equal.
    static func classIndex(of logits: [Double]) -> Int? {
        guard !logits.contains(where: \.isNaN) else { return nil }
        let handed = logits.map { Float($0) }
        return handed.indices.max { handed[$0] < handed[$1] }
    }
}

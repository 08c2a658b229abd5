internal import Aerial
internal import Classical
internal import SparkConnect

extension LinearClassifier {
    /// MLlib's logistic regression as one dense layer. Its coefficients take features as they come: the
    /// standardisation of its training is undone in them.
    /// - Parameters:
    ///   - coefficients: `coefficientMatrix`, a row per class; one row for two classes, the second one's log odds.
    ///   - intercepts: `interceptVector`.
    init(coefficients: SparkValue, intercepts: SparkValue, classCount: Int, featureCount: Int) throws {
        guard case .matrix(let rows, featureCount, let values) = coefficients,
            case .vector(let constants) = intercepts, constants.count == rows,
            rows == classCount || (rows == 1 && classCount == 2),
            (values + constants).allSatisfy({ Float($0).isFinite })
        else {
            throw CommandError(
                "MLlib's model is not one of \(classCount) classes on \(featureCount) features, or its coefficients "
                    + "are no numbers. Train again with a stronger --mllib-param regParam=...")
        }
        let isBinary = rows < classCount
        let zeros = [Double](repeating: 0, count: isBinary ? featureCount : 0)
        self.init(
            classCount: classCount, featureCount: featureCount, weights: (zeros + values).map { Float($0) },
            intercepts: ((isBinary ? [0] : []) + constants).map { Float($0) })
    }
}

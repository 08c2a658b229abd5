/// A classifier of Spark ML that can be trained, with its parameters under Spark's own names.
///
/// Parameters that are not named keep Spark's defaults. Columns are `features` (a vector), `label` (a double, 0, 1, 2 ...)
/// and, in what a model makes, `rawPrediction`, `probability` and `prediction`, unless parameters name others.
public struct SparkEstimator: Sendable, Equatable {
    /// What kind of classifier it trains.
    public let classifier: SparkClassifier
    /// By Spark's name, `regParam` say; the names and kinds are ``SparkClassifier/parameterKinds``.
    public var parameters: [String: SparkValue]

    /// - Parameter parameters: by Spark's name; others keep Spark's default.
    public init(_ classifier: SparkClassifier, parameters: [String: SparkValue] = [:]) {
        self.classifier = classifier
        self.parameters = parameters
    }

    /// The original's: `regParam` 0.01, `maxIter` 10, everything else Spark's default.
    public static let originalLogisticRegression = SparkEstimator(
        .logisticRegression, parameters: ["regParam": .double(0.01), "maxIter": .integer(10)])

    /// The original's: `numTrees` 20, `maxDepth` 5, everything else Spark's default.
    public static let originalRandomForest = SparkEstimator(
        .randomForest, parameters: ["numTrees": .integer(20), "maxDepth": .integer(5)])
}

/// The kinds of classifiers that Aerial trains with Spark ML.
public enum SparkClassifier: String, Sendable, CaseIterable {
    case logisticRegression = "LogisticRegression"
    case randomForest = "RandomForestClassifier"

    var estimatorClass: String { "org.apache.spark.ml.classification.\(rawValue)" }

    var modelClass: String {
        switch self {
        case .logisticRegression: "org.apache.spark.ml.classification.LogisticRegressionModel"
        case .randomForest: "org.apache.spark.ml.classification.RandomForestClassificationModel"
        }
    }

    /// The parameters that it takes, with the kind of their values: those of Spark 4.
    public var parameterKinds: [String: ParameterKind] {
        let shared: [String: ParameterKind] = [
            "featuresCol": .string, "labelCol": .string, "predictionCol": .string,
            "rawPredictionCol": .string,
            "probabilityCol": .string, "weightCol": .string, "thresholds": .doubles,
        ]
        let own: [String: ParameterKind] =
            switch self {
            case .logisticRegression:
                [
                    "regParam": .double, "elasticNetParam": .double, "maxIter": .integer, "tol": .double,
                    "fitIntercept": .boolean, "standardization": .boolean, "family": .string,
                    "aggregationDepth": .integer, "maxBlockSizeInMB": .double, "threshold": .double,
                ]
            case .randomForest:
                [
                    "numTrees": .integer, "maxDepth": .integer, "maxBins": .integer, "impurity": .string,
                    "featureSubsetStrategy": .string, "subsamplingRate": .double, "bootstrap": .boolean,
                    "minInstancesPerNode": .integer, "minWeightFractionPerNode": .double,
                    "minInfoGain": .double,
                    "seed": .long, "maxMemoryInMB": .integer, "cacheNodeIds": .boolean,
                    "checkpointInterval": .integer, "leafCol": .string,
                ]
            }
        return shared.merging(own) { $1 }
    }
}

/// What a parameter's value is.
public enum ParameterKind: Sendable, Equatable {
    /// 32 bits.
    case integer
    /// 64 bits.
    case long
    case double
    case string
    case boolean
    /// A list of floating-point numbers.
    case doubles

    /// The value that a text says; `nil` when it says none of this kind. Numbers of a list are separated by commas.
    public func value(of text: String) -> SparkValue? {
        switch self {
        case .integer: return Int32(text).map { .integer(Int($0)) }
        case .long: return Int64(text).map { .long($0) }
        case .double: return Double(text).map { .double($0) }
        case .string: return .string(text)
        case .boolean: return Bool(text).map { .boolean($0) }
        case .doubles:
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { Double($0.drop { $0 == " " }) }
            return numbers.count == parts.count ? .doubles(numbers) : nil
        }
    }
}

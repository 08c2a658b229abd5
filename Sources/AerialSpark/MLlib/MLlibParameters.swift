internal import Aerial
internal import SparkConnect

/// `--mllib-param key=value`: parameters of MLlib's own, by its names and of its types.
enum MLlibParameters {
    /// What would make a model say something else than its trees or coefficients alone, or is Aerial's to name.
    private static let refused: [String: String] = [
        "thresholds": "a model folder gives the most probable class",
        "threshold": "a model folder gives the most probable class",
        "weightCol": "the tiles have no weights", "leafCol": "nobody reads the leaves",
        "featuresCol": "Aerial names the columns", "labelCol": "Aerial names the columns",
        "predictionCol": "Aerial names the columns", "probabilityCol": "Aerial names the columns",
        "rawPredictionCol": "Aerial names the columns",
    ]

    /// The original's parameters, with those that are given in their places.
    /// - Parameter words: `key=value` each.
    static func estimator(
        _ classifier: SparkClassifier, _ words: [String], seed: UInt64
    ) throws -> SparkEstimator {
        var estimator: SparkEstimator =
            switch classifier {
            case .logisticRegression: .originalLogisticRegression
            case .randomForest: .originalRandomForest
            }
        let kinds = classifier.parameterKinds
        if kinds["seed"] != nil { estimator.parameters["seed"] = .long(Int64(bitPattern: seed)) }
        for word in words {
            let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else {
                throw CommandError(
                    "--mllib-param takes key=value, for example maxIter=50; '\(word)' is none.")
            }
            let (name, text) = (String(sides[0]), String(sides[1]))
            guard let kind = kinds[name] else {
                let names = kinds.keys.filter { refused[$0] == nil }.sorted().joined(separator: ", ")
                throw CommandError(
                    "MLlib's \(classifier.rawValue) has no parameter '\(name)'. It has \(names).")
            }
            if let reason = refused[name] {
                throw CommandError("--mllib-param \(name) is not taken: \(reason).")
            }
            guard let value = kind.value(of: text) else {
                throw CommandError("--mllib-param \(name) takes \(kind.words), not '\(text)'.")
            }
            estimator.parameters[name] = value
        }
        return estimator
    }
}

extension ParameterKind {
    fileprivate var words: String {
        switch self {
        case .integer, .long: "a whole number"
        case .double: "a number"
        case .string: "a word"
        case .boolean: "true or false"
        case .doubles: "numbers, separated by commas"
        }
    }
}

extension SparkEstimator {
    /// The parameters as people write them, by name.
    var parameterTexts: [String: String] {
        parameters.mapValues { value in
            switch value {
            case .integer(let number): "\(number)"
            case .long(let number): "\(number)"
            case .double(let number): "\(number)"
            case .string(let text): text
            case .boolean(let truth): "\(truth)"
            default: "\(value)"
            }
        }
    }
}

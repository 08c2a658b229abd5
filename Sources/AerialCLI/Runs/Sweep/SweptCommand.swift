/// A training command whose options a sweep can vary. It must record itself in the run history, with the metrics that
/// ``SweepRanking`` names.
enum SweptCommand: String, CaseIterable {
    case transfer
    case finetune

    /// What successive halving gives more and more of, unless the sweep says otherwise: an option with its values.
    var rounds: (option: String, values: [String]) {
        switch self {
        case .transfer: ("training-share", ["0.1", "0.3", "1"])
        case .finetune: ("epochs", ["2", "6", "18"])
        }
    }

    /// Options of every trial unless the sweep says otherwise.
    var options: SweepSetting {
        switch self {
        case .transfer: .standard
        // By itself it trains on all images, and there would be nothing to rank trials by.
        case .finetune: SweepSetting(values: ["validation-fraction": "0.1"])
        }
    }

    /// What spares a trial work that was done before.
    /// - Parameter featureCache: a folder that the trials share.
    func thrift(featureCache: String) -> [String] {
        switch self {
        case .transfer: ["--feature-cache", featureCache]
        // Begins anew where there is no checkpoint, or one of a trial of the same name with other options or on other data.
        case .finetune: ["--resume", "--pass-other-checkpoints"]
        }
    }

    /// Options that are the sweep's own.
    static let reserved: Set = [
        "out", "runs", "mlflow", "json", "quiet", "threads", "resume", "pass-other-checkpoints",
        "feature-cache",
        "save-features", "dataset", "overwrite",
    ]

    /// Options that start the program's own words again, several times: the sweep, then, and not a trial of it.
    static let launching: Set = ["processes"]

    /// Options that would have settings judged on different tiles.
    static let judging: Set = [
        "seed", "test-fraction", "map-classes", "validation-fraction", "sample-fraction", "corrections",
    ]
}

/// What settings are ranked by: figures on the validation part of the training tiles.
enum SweepRanking: String, CaseIterable {
    case validationLoss = "validation-loss"
    case validationAccuracy = "validation-accuracy"

    static let lossMetric = RecordedName.chosenLoss
    static let accuracyMetric = RecordedName.chosenAccuracy
}

/// How a setting did on the validation part of the training tiles.
struct SweepScore: Equatable {
    /// Mean negative log-likelihood, natural logarithm.
    let loss: Double
    let accuracy: Double

    /// Where accuracies are equal, the loss decides.
    func isBetter(than other: SweepScore, by ranking: SweepRanking) -> Bool {
        switch ranking {
        case .validationLoss: loss < other.loss
        case .validationAccuracy: (accuracy, -loss) > (other.accuracy, -other.loss)
        }
    }
}

internal import AerialCore

/// What went wrong with a model folder.
public enum ModelError: Error, Equatable, CustomStringConvertible {
    /// A folder without `model.json`.
    case notAModel(path: String)
    case otherVersion(path: String, found: Int, readable: Int)
    case unreadableDescription(path: String, reason: String)
    /// `network.json` is missing or no network.
    case unreadableNetwork(path: String, reason: String)
    case wrongWeights(path: String, reason: String)
    /// The trees do not fit the description, or cannot be walked safely.
    case wrongForest(path: String, reason: String)
    /// `judgements.json` is not what a training writes.
    case unreadableJudgements(path: String)
    /// `learned.txt` is not what a training writes.
    case unreadableLearnedImages(path: String)
    /// Something else stands where the model should go.
    case wouldOverwrite(path: String)
    case cannotWrite(path: String, reason: String)

    public var description: String {
        switch self {
        case .notAModel(let path):
            "\(path) is no model: it has no model.json. Give the folder that 'aerial transfer' or "
                + "'aerial finetune' wrote."
        case .otherVersion(let path, let found, let readable):
            "the model \(path) has the format version \(found), this program reads 1 to \(readable). "
                + "Use the program that wrote it, or train it again."
        case .unreadableDescription(let path, let reason):
            "cannot read \(path)/model.json: \(reason). The file is damaged; copy or train the model again."
        case .unreadableNetwork(let path, let reason):
            "the network of the model \(path) cannot be used: network.json: \(reason). Copy or train the model again."
        case .wrongWeights(let path, let reason):
            "the weights of the model \(path) cannot be used: \(reason) Copy or train the model again."
        case .unreadableJudgements(let path):
            "cannot read \(path)/\(TrainingJudgements.fileName): the file is damaged. Copy or train the model again."
        case .unreadableLearnedImages(let path):
            "cannot read \(path)/\(LearnedImages.fileName): the file is damaged. Copy or train the model again."
        case .wrongForest(let path, let reason):
            "the forest of the model \(path) cannot be used: \(reason). Copy or train the model again."
        case .wouldOverwrite(let path):
            "\(path) exists and is no model, so it is not replaced. Give another path or remove it."
        case .cannotWrite(let path, let reason):
            "cannot write the model \(path): \(reason). \(WriteAdvice.sentence(reason))"
        }
    }
}

/// What keeps a network from being trained.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// `fully-connected` was asked of a network with one dense layer.
    case noDenseLayers(network: String)
    /// The weights lack a tensor of the network, or have it in another shape.
    case missingTensor(name: String)
    /// The loss is no longer a finite number. Steps and epochs are counted from 1.
    case diverged(step: Int, epoch: Int)
    /// A training is to go on from a step that its epoch does not have. Epochs are counted from 1.
    case impossiblePosition(step: Int, epoch: Int, steps: Int)
    /// A value that no training can have; `allowed` says what can be.
    case badRecipe(field: String, value: String, allowed: String)

    public var description: String {
        switch self {
        case .noDenseLayers(let network):
            "\(network) has no dense layers besides its last one, so there is nothing that 'fully-connected' could "
                + "retrain. Use --retrain last-only or --retrain all."
        case .missingTensor(let name):
            "the weights hold no '\(name)', or one of another shape. Use the file that was made for this network."
        case .diverged(let step, let epoch):
            "the loss is not a number at step \(step) of epoch \(epoch): training has diverged. Lower --learning-rate, "
                + "or use --precision fp32."
        case .impossiblePosition(let step, let epoch, let steps):
            "the checkpoint says that \(step) steps of epoch \(epoch) are done, and an epoch has \(steps): it is damaged. Remove it to go "
                + "on from the one before."
        case .badRecipe(let field, let value, let allowed):
            "the recipe's '\(field)' is \(value); it takes \(allowed)."
        }
    }
}

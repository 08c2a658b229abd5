/// What a parameter is to its layer.
public enum ParameterRole: Hashable, Sendable {
    case weight
    case bias
    /// Of a batch normalisation: what the normalised value is multiplied by.
    case scale
    /// Of a batch normalisation: what is added at the end.
    case shift
    /// Of a batch normalisation: the mean that is taken off outside of training.
    case runningMean
    /// Of a batch normalisation: the variance that is divided by outside of training.
    case runningVariance
}

/// One named array of numbers that a network needs.
public struct ParameterSpec: Hashable, Sendable {
    /// PyTorch's name, `_blocks.0._bn1.running_mean` say.
    public let name: String
    /// In PyTorch's order of dimensions.
    public let shape: [Int]
    /// What it is to its layer.
    public let role: ParameterRole
    /// It belongs to the layer that is replaced when the network learns other classes.
    public let isHead: Bool
    /// It belongs to a dense layer.
    public let isDense: Bool

    /// - Parameter name: PyTorch's.
    public init(name: String, shape: [Int], role: ParameterRole, isHead: Bool, isDense: Bool) {
        self.name = name
        self.shape = shape
        self.role = role
        self.isHead = isHead
        self.isDense = isDense
    }
}

/// How much of a pretrained network a file holds, or is needed.
public enum NetworkPart: Hashable, Sendable {
    /// With the head.
    case all
    /// All but the head: enough to compute features.
    case features
    /// All but dense layers and the head: enough to begin fine-tuning.
    case convolutions
}

extension LayerNode {
    /// The node's parameters in PyTorch's order; empty for layers that have none.
    func parameters(isHead: Bool) -> [ParameterSpec] {
        let isDense = if case .dense = layer { true } else { false }
        func spec(_ suffix: String, _ shape: [Int], _ role: ParameterRole) -> ParameterSpec {
            ParameterSpec(
                name: "\(name).\(suffix)", shape: shape, role: role, isHead: isHead, isDense: isDense)
        }
        switch layer {
        case .convolution(let convolution):
            let weight = spec("weight", convolution.weightShape, .weight)
            return convolution.hasBias
                ? [weight, spec("bias", [convolution.outputChannels], .bias)] : [weight]
        case .batchNormalization(let norm):
            return [
                spec("weight", [norm.channels], .scale), spec("bias", [norm.channels], .shift),
                spec("running_mean", [norm.channels], .runningMean),
                spec("running_var", [norm.channels], .runningVariance),
            ]
        case .layerNormalization(let norm):
            return [spec("weight", [norm.channels], .scale), spec("bias", [norm.channels], .shift)]
        case .dense(let inputs, let outputs):
            return [spec("weight", [outputs, inputs], .weight), spec("bias", [outputs], .bias)]
        default:
            return []
        }
    }
}

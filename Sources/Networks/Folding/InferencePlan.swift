public import AerialCore

/// What is applied to a step's result before the next step sees it.
public enum Activation: Hashable, Sendable {
    case none
    case relu
    case relu6
}

/// Which numbers a compiled network gives for an image.
public enum NetworkOutput: String, Hashable, Sendable {
    /// One number a class, before softmax.
    case logits
    /// The pooled output before the head.
    case features
    /// One number, how unlike the image is to what the model learned: ``Familiarity``.
    case foreignness
}

/// Pixels of zeros on the four sides.
public struct EdgePadding: Hashable, Sendable {
    public let top: Int
    public let left: Int
    public let bottom: Int
    public let right: Int

    public init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }
}

/// A convolution with everything it needs.
public struct FoldedConvolution: Sendable {
    /// The layer's, the prefix of its parameters.
    public let name: String
    public let inputChannels: Int
    public let outputChannels: Int
    public let kernelSize: Int
    public let stride: Int
    public let padding: EdgePadding
    public let groups: Int
    /// Output channels, input channels of one group, rows, columns.
    public let weights: [Float]
    /// One number an output channel.
    public let bias: [Float]
    /// For each output channel the weight that the largest of 255 levels stands for; `nil` for a convolution in
    /// floating point.
    public var weightLimits: [Float]?
}

/// A dense layer with everything it needs.
public struct FoldedDense: Sendable {
    public let inputs: Int
    public let outputs: Int
    /// A row of inputs for each output.
    public let weights: [Float]
    public let bias: [Float]
}

/// What a step computes.
public enum PlanOperation: Sendable {
    case input
    case convolution(FoldedConvolution)
    case dense(FoldedDense)
    case maxPool(MaxPooling)
    case adaptiveAveragePool(outputSize: Int)
    case globalAveragePool
    case add
    case concatenate
    case flatten
    /// Only its activation.
    case identity
    /// Values rounded to 256 levels of a range.
    case quantize(ValueRange)
}

/// One step of a plan.
public struct PlanStep: Sendable {
    public let operation: PlanOperation
    /// Positions of earlier steps.
    public let inputs: [Int]
    public let activation: Activation
    public let shape: LayerShape
}

/// A network made ready for scoring: weights inside, batch normalisation folded into the convolutions, activations
/// fused, dropout gone, nothing left that is not computed.
public struct InferencePlan: Sendable {
    /// Step 0 is the input.
    public let steps: [PlanStep]
    /// The image's width and height in pixels.
    public let inputSize: Int
    /// The image's bands.
    public let inputChannels: Int
    public let normalization: PixelNormalization
    /// The outputs asked for, and the steps that give them, in the order asked. Where there is a forest, the step of the
    /// logits gives the features that it takes.
    public let outputs: [(output: NetworkOutput, step: Int)]
    /// What makes logits of features after the network, in the place of its head.
    public let forest: DecisionForest?
    /// What makes the foreignness of the step that it has among the outputs: the similarities to the references, then the
    /// features.
    public let familiarity: Familiarity?

    /// How many numbers an output has.
    public func count(of output: NetworkOutput) -> Int? {
        outputs.first { $0.output == output }.map { _, step in
            switch output {
            case .logits: forest?.classCount ?? steps[step].shape.elementCount
            case .features: steps[step].shape.elementCount
            case .foreignness: 1
            }
        }
    }
}

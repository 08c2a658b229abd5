public import AerialCore

/// What is applied to a step's result before the next step sees it.
public enum Activation: Hashable, Sendable {
    case none
    /// `max(x, 0)`
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
    /// `1 / (1 + exp(-x))`
    case sigmoid
    /// `min(max(x / 6 + 1 / 2, 0), 1)`
    case hardSigmoid
    /// `x * sigmoid(x)`
    case silu
    /// `x * hardSigmoid(x)`
    case hardSwish
    /// `x * (1 + erf(x / sqrt(2))) / 2`
    case gelu
}

/// Which numbers a compiled network gives for an image.
public enum NetworkOutput: String, Hashable, Sendable {
    /// One number per class, before softmax.
    case logits
    /// The pooled output before the head.
    case features
    /// One number, how unlike the image is to what the model learned: ``Familiarity``.
    case foreignness
    /// For each cell of the image, row by row from the north-west, one number per class, before softmax: ``CellSource``.
    case cells
}

/// A convolution with everything it needs.
public struct FoldedConvolution: Sendable {
    /// The layer's, the prefix of its parameters.
    public let name: String
    /// Over all groups.
    public let inputChannels: Int
    /// Over all groups.
    public let outputChannels: Int
    /// Rows and columns of the square kernel.
    public let kernelSize: Int
    /// Pixels between neighbouring places of the kernel, down and across.
    public let stride: Int
    /// Pixels of zeros around the input.
    public let padding: EdgePadding
    /// Pixels from one number of the kernel to the next.
    public let dilation: Int
    /// Input and output channels are split into this many groups that do not see each other.
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
    /// The length of the vector it takes.
    public let inputs: Int
    /// The length of the vector it gives.
    public let outputs: Int
    /// A row of inputs for each output.
    public let weights: [Float]
    /// One number for each output.
    public let bias: [Float]
}

/// A normalisation over the channels of each place, with everything it needs.
public struct FoldedNormalization: Sendable {
    /// Added to the variance before its root is taken.
    public let epsilon: Double
    /// What each channel is multiplied by at the end.
    public let factors: [Float]
    /// What is then added to it.
    public let offsets: [Float]
}

/// The mean of the values under a window, with all pixels that it needs around the image.
public struct FoldedAveragePooling: Sendable {
    /// Rows and columns of the window.
    public let kernelSize: Int
    /// Pixels between neighbouring windows, down and across.
    public let stride: Int
    /// Pixels around the image that windows reach.
    public let padding: EdgePadding
    /// They count as zeros; else they do not count.
    public let countsPadding: Bool
}

/// What a step computes.
public enum PlanOperation: Sendable {
    /// The normalised image, channels first.
    case input
    case convolution(FoldedConvolution)
    case dense(FoldedDense)
    case layerNormalization(FoldedNormalization)
    case maxPool(MaxPooling)
    case averagePool(FoldedAveragePooling)
    /// Means over a grid of `outputSize` by `outputSize` nearly equal windows.
    case adaptiveAveragePool(outputSize: Int)
    /// The mean of each channel: an image in, a vector out.
    case globalAveragePool
    /// The sum of two equal shapes.
    case add
    /// The product with an equal shape, or with one number for each channel.
    case multiply
    /// Channels of the first input, then those of the next.
    case concatenate
    /// So many channels from one of them on; the first is 0.
    case channels(first: Int, count: Int)
    /// Channels, rows, columns in one vector.
    case flatten
    /// Only its activation.
    case identity
    /// A whole network of another program's.
    case onnx(ONNXNetwork)
    /// Values rounded to 256 levels of a range.
    case quantize(ValueRange)
}

/// One step of a plan.
public struct PlanStep: Sendable {
    /// What the step computes.
    public let operation: PlanOperation
    /// Positions of earlier steps.
    public let inputs: [Int]
    /// What is applied to the result.
    public let activation: Activation
    /// Of the result, for one image.
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
    /// How pixels become the input of step 0.
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
            case .cells:
                if case .image(let channels, let rows, let columns) = steps[step].shape {
                    (forest?.classCount ?? channels) * rows * columns
                } else {
                    0
                }
            }
        }
    }

    /// How many cells to each side a cell is averaged with: a seventh of the image's side.
    /// - Parameter side: cells along the image's side.
    public static func reach(ofCells side: Int) -> Int { max(1, (side + 3) / 7) }

    /// Cells along a side of the image; `nil` where ``NetworkOutput/cells`` were not asked for.
    public var cellsPerSide: Int? {
        outputs.first { $0.output == .cells }.flatMap { _, step in
            if case .image(_, let rows, _) = steps[step].shape { rows } else { nil }
        }
    }
}

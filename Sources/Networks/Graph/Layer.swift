/// A two-dimensional convolution over channels, height and width, with a square kernel.
public struct Convolution: Hashable, Sendable {
    /// Over all groups.
    public let inputChannels: Int
    /// Over all groups.
    public let outputChannels: Int
    /// Rows and columns of the kernel.
    public let kernelSize: Int
    /// Pixels between neighbouring places of the kernel, down and across.
    public let stride: Int
    /// Pixels from one number of the kernel to the next, 1 where they lie side by side (Yu and Koltun 2016).
    public let dilation: Int
    /// Pixels of zeros around the input.
    public let padding: Padding
    /// Input and output channels are split into this many groups that do not see each other.
    public let groups: Int
    /// Whether a number is added to each output channel; batch normalisation after it makes that needless.
    public let hasBias: Bool

    /// - Parameter groups: divides both numbers of channels.
    public init(
        inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, dilation: Int = 1,
        padding: Padding = .symmetric(0), groups: Int = 1, hasBias: Bool = false
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernelSize = kernelSize
        self.stride = stride
        self.dilation = dilation
        self.padding = padding
        self.groups = groups
        self.hasBias = hasBias
    }

    /// Rows and columns of the image that the kernel lies over.
    public var span: Int { dilation * (kernelSize - 1) + 1 }

    /// PyTorch's order: output channels, input channels of one group, rows, columns.
    public var weightShape: [Int] { [outputChannels, inputChannels / groups, kernelSize, kernelSize] }
}

/// `scale * (x - mean) / sqrt(variance + epsilon) + shift` for each channel (Ioffe and Szegedy, 2015).
public struct BatchNormalization: Hashable, Sendable {
    /// Channels of the input, which are those of the output.
    public let channels: Int
    /// Added to the variance before its root is taken.
    public let epsilon: Double
    /// The weight of a new batch in the running mean and variance, as PyTorch counts it.
    public let momentum: Double

    /// PyTorch's defaults.
    public init(channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1) {
        self.channels = channels
        self.epsilon = epsilon
        self.momentum = momentum
    }
}

/// `scale * (x - mean) / sqrt(variance + epsilon) + shift`, with the mean and the variance of all channels at each place of an
/// image, or of a vector's numbers (Ba et al. 2016).
public struct LayerNormalization: Hashable, Sendable {
    /// Channels of the input, which are those of the output.
    public let channels: Int
    /// Added to the variance before its root is taken.
    public let epsilon: Double

    /// PyTorch's default.
    public init(channels: Int, epsilon: Double = 1e-5) {
        self.channels = channels
        self.epsilon = epsilon
    }
}

/// The largest value under a square window. Pixels of the padding never win.
public struct MaxPooling: Hashable, Sendable {
    /// Rows and columns of the window.
    public let kernelSize: Int
    /// Pixels between neighbouring windows, down and across.
    public let stride: Int
    /// Pixels on each side.
    public let padding: Int
    /// Keeps a last window that lies partly outside, as PyTorch's `ceil_mode`.
    public let ceilMode: Bool

    /// - Parameter padding: pixels on each side, which never win.
    public init(kernelSize: Int, stride: Int, padding: Int = 0, ceilMode: Bool = false) {
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.ceilMode = ceilMode
    }
}

/// The mean of the values under a square window.
public struct AveragePooling: Hashable, Sendable {
    /// Rows and columns of the window.
    public let kernelSize: Int
    /// Pixels between neighbouring windows, down and across.
    public let stride: Int
    /// Pixels on each side.
    public let padding: Int
    /// Pixels of the padding count as zeros, as with PyTorch's `count_include_pad`; else they do not count.
    public let countsPadding: Bool
    /// Keeps a last window that lies partly outside, as PyTorch's `ceil_mode`; what is outside does not count.
    public let ceilMode: Bool

    /// - Parameter padding: pixels on each side; at most half of the window, and none that count where `ceilMode` is on.
    public init(
        kernelSize: Int, stride: Int, padding: Int = 0, countsPadding: Bool = false, ceilMode: Bool = false
    ) {
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.countsPadding = countsPadding && padding > 0
        self.ceilMode = ceilMode
    }
}

/// One operation of a network.
public enum Layer: Hashable, Sendable {
    /// The normalised image, channels first.
    case input
    case convolution(Convolution)
    case batchNormalization(BatchNormalization)
    case layerNormalization(LayerNormalization)
    /// `max(x, 0)`
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
    /// `1 / (1 + exp(-x))`
    case sigmoid
    /// `min(max(x / 6 + 1 / 2, 0), 1)`
    case hardSigmoid
    /// `x * sigmoid(x)` (Elfwing et al. 2018)
    case silu
    /// `x * hardSigmoid(x)` (Howard et al. 2019)
    case hardSwish
    /// `x * (1 + erf(x / sqrt(2))) / 2` (Hendrycks and Gimpel 2016)
    case gelu
    case maxPool(MaxPooling)
    case averagePool(AveragePooling)
    /// Means over a grid of `outputSize` by `outputSize` nearly equal windows, whatever the image's size.
    case adaptiveAveragePool(outputSize: Int)
    /// The mean of each channel: an image in, a vector out.
    case globalAveragePool
    /// The sum of two equal shapes.
    case add
    /// The product with an equal shape, or with one number for each channel: an image of one pixel (Hu et al. 2018).
    case multiply
    /// Channels of the first input, then those of the next.
    case concatenate
    /// So many channels from one of them on; the first is 0.
    case channels(first: Int, count: Int)
    /// Channels, rows, columns in one vector.
    case flatten
    /// Acts in training only.
    case dropout(probability: Double)
    /// Matrix times vector plus bias; the matrix has a row for each output.
    case dense(inputs: Int, outputs: Int)
    /// A whole network of another program's: an image in, a vector out.
    case onnx(ONNXNetwork)
}

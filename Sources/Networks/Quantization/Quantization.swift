/// How a network's convolutions are computed in 8 bits.
public struct Quantization: Sendable, Equatable {
    /// One convolution's numbers.
    public struct Layer: Sendable, Equatable {
        /// Of the values that it takes.
        public let input: ValueRange
        /// One number an output channel, what rounding shifts taken back.
        public let bias: [Float]

        /// - Parameter bias: one number per output channel.
        public init(input: ValueRange, bias: [Float]) {
            self.input = input
            self.bias = bias
        }
    }

    /// By the convolution's name. Others stay in floating point.
    public let layers: [String: Layer]
    /// How much of a byte the weights of all layers take.
    public let weightBits: WeightBits

    /// - Parameter layers: by the convolution's name.
    public init(layers: [String: Layer], weightBits: WeightBits) {
        self.layers = layers
        self.weightBits = weightBits
    }

    /// How much of a byte a weight takes.
    public enum WeightBits: Int, Sendable, Codable {
        /// Sums of two products of bytes fit into 16 bits: exact on every processor. Depthwise convolutions, whose
        /// products are added in 32 bits everywhere, keep all eight.
        case seven = 7
        /// Exact where the processor adds products of bytes in 32 bits (VNNI).
        case eight = 8
    }
}

extension Quantization {
    /// Chooses ranges by what a network's tensors hold.
    /// - Parameters:
    ///   - plan: in floating point.
    ///   - statistics: of every step that a convolution takes values from.
    ///   - correctsBias: whether biases take back what rounded weights shift a channel by on average (Nagel et al. 2019,
    ///     with measured means).
    ///   - kept: names of convolutions that stay in floating point.
    public init(
        of plan: InferencePlan, statistics: [Int: ActivationStatistics], rule: RangeRule, correctsBias: Bool,
        weightBits: WeightBits, keeping kept: Set<String> = []
    ) {
        var layers: [String: Layer] = [:]
        for step in plan.steps {
            guard case .convolution(let convolution) = step.operation, !kept.contains(convolution.name),
                let source = statistics[step.inputs[0]]
            else { continue }
            let shift = correctsBias ? convolution.shift(means: source.channelMeans, weightBits) : nil
            let bias = shift.map { zip(convolution.bias, $0).map { $0 - $1 } } ?? convolution.bias
            layers[convolution.name] = Layer(input: rule.range(of: source), bias: bias)
        }
        self.init(layers: layers, weightBits: weightBits)
    }
}

extension FoldedConvolution {
    /// The weight that the largest of 255 levels stands for: the channel's largest one; where weights keep to half of the
    /// levels, so much more that the largest one is level 64 exactly. Two products of 64 and 255 fit into 16 bits.
    func limits(_ bits: Quantization.WeightBits) -> [Float] {
        let perOutput = weights.count / outputChannels
        let isDepthwise = groups == inputChannels && groups == outputChannels
        let headroom: Float = bits == .seven && !isDepthwise ? 127.0 / 64 : 1
        return (0..<outputChannels).map { output in
            let largest = weights[output * perOutput..<(output + 1) * perOutput].reduce(0) {
                max($0, abs($1))
            }
            return max(largest, 1e-9) * headroom
        }
    }

    /// How much rounding the weights moves the mean of each output channel.
    /// - Parameter means: of the input channels.
    func shift(means: [Float], _ bits: Quantization.WeightBits) -> [Float] {
        let perOutput = weights.count / outputChannels
        let area = kernelSize * kernelSize
        let limits = limits(bits)
        return (0..<outputChannels).map { output in
            let step = limits[output] / 127
            let firstInput = output / (outputChannels / groups) * (inputChannels / groups)
            var sum: Float = 0
            for position in 0..<perOutput {
                let weight = weights[output * perOutput + position]
                let rounded = (weight / step).rounded() * step
                sum += (rounded - weight) * means[firstInput + position / area]
            }
            return sum
        }
    }

    /// The same in 8 bits.
    func quantized(_ layer: Quantization.Layer, _ bits: Quantization.WeightBits) -> FoldedConvolution {
        FoldedConvolution(
            name: name, inputChannels: inputChannels, outputChannels: outputChannels, kernelSize: kernelSize,
            stride: stride, padding: padding, dilation: dilation, groups: groups, weights: weights,
            bias: layer.bias,
            weightLimits: limits(bits))
    }
}

extension FoldedConvolution {
    /// The power of what rounding adds to the weights, relative to theirs.
    public func roundingNoise(_ bits: Quantization.WeightBits) -> Double {
        let perOutput = weights.count / outputChannels
        let limits = limits(bits)
        var (noise, power) = (0.0, 1e-30)
        for (index, weight) in weights.enumerated() {
            let step = limits[index / perOutput] / 127
            let error = Double((weight / step).rounded() * step - weight)
            noise += error * error
            power += Double(weight) * Double(weight)
        }
        return noise / power
    }
}

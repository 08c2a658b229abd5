/// What a layer gives for one image.
public enum LayerShape: Hashable, Sendable, CustomStringConvertible {
    /// Channels first, row by row.
    case image(channels: Int, height: Int, width: Int)
    /// Numbers without a place in the image.
    case vector(count: Int)

    /// How many numbers it has.
    public var elementCount: Int {
        switch self {
        case .image(let channels, let height, let width): channels * height * width
        case .vector(let count): count
        }
    }

    public var description: String {
        switch self {
        case .image(let channels, let height, let width): "\(channels)x\(height)x\(width)"
        case .vector(let count): "\(count)"
        }
    }
}

extension Layer {
    /// The output's shape for the given inputs; `nil` where the layer does not take them.
    func outputShape(of inputs: [LayerShape]) -> LayerShape? {
        switch (self, inputs.first) {
        case (.relu, let shape?), (.relu6, let shape?), (.sigmoid, let shape?), (.hardSigmoid, let shape?),
            (.silu, let shape?), (.hardSwish, let shape?), (.gelu, let shape?), (.dropout, let shape?):
            inputs.count == 1 ? shape : nil
        case (.convolution(let convolution), .image(let channels, let height, let width)?):
            convolution.outputShape(channels: channels, height: height, width: width)
        case (.batchNormalization(let norm), .image(let channels, _, _)?):
            channels == norm.channels ? inputs[0] : nil
        case (.layerNormalization(let norm), let shape?):
            inputs.count == 1 && shape.channels == norm.channels ? shape : nil
        case (.maxPool(let pooling), .image(let channels, let height, let width)?):
            pooling.outputShape(channels: channels, height: height, width: width)
        case (.averagePool(let pooling), .image(let channels, let height, let width)?):
            pooling.outputShape(channels: channels, height: height, width: width)
        case (.adaptiveAveragePool(let size), .image(let channels, _, _)?):
            .image(channels: channels, height: size, width: size)
        case (.globalAveragePool, .image(let channels, _, _)?):
            .vector(count: channels)
        case (.add, let shape?):
            inputs.count == 2 && inputs[1] == shape ? shape : nil
        case (.multiply, let shape?):
            inputs.count == 2 && shape.takesFactors(inputs[1]) ? shape : nil
        case (.onnx(let network), let shape?):
            shape
                == .image(channels: network.bands, height: network.inputSize, width: network.inputSize)
                ? .vector(count: network.featureCount) : nil
        case (.channels(let first, let count), .image(let channels, let height, let width)?):
            first >= 0 && count >= 1 && first <= channels && count <= channels - first
                ? .image(channels: count, height: height, width: width) : nil
        case (.concatenate, _):
            Self.concatenatedShape(of: inputs)
        case (.flatten, let shape?):
            .vector(count: shape.elementCount)
        case (.dense(let count, let outputs), .vector(let given)?):
            count == given ? .vector(count: outputs) : nil
        default:
            nil
        }
    }

    private static func concatenatedShape(of inputs: [LayerShape]) -> LayerShape? {
        guard case .image(_, let height, let width)? = inputs.first else { return nil }
        var total = 0
        for shape in inputs {
            guard case .image(let channels, height, width) = shape else { return nil }
            total += channels
        }
        return .image(channels: total, height: height, width: width)
    }
}

extension LayerShape {
    /// Of an image; of a vector its numbers.
    var channels: Int {
        switch self {
        case .image(let channels, _, _): channels
        case .vector(let count): count
        }
    }

    /// Of the same shape, or one a channel.
    fileprivate func takesFactors(_ factors: LayerShape) -> Bool {
        if self == factors { return true }
        guard case .image(let channels, _, _) = self else { return false }
        return factors == .image(channels: channels, height: 1, width: 1)
    }
}

extension Convolution {
    func outputShape(channels: Int, height: Int, width: Int) -> LayerShape? {
        guard channels == inputChannels, channels % groups == 0, outputChannels % groups == 0,
            let rows = outputSize(height), let columns = outputSize(width)
        else { return nil }
        return .image(channels: outputChannels, height: rows, width: columns)
    }

    private func outputSize(_ size: Int) -> Int? {
        let pad = padding.pixels(size: size, kernelSize: span, stride: stride)
        let room = size + pad.before + pad.after - span
        return room >= 0 ? room / stride + 1 : nil
    }
}

extension MaxPooling {
    func outputShape(channels: Int, height: Int, width: Int) -> LayerShape? {
        guard let rows = outputSize(height), let columns = outputSize(width) else { return nil }
        return .image(channels: channels, height: rows, width: columns)
    }

    private func outputSize(_ size: Int) -> Int? {
        windowCount(size: size, kernelSize: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
    }
}

extension AveragePooling {
    func outputShape(channels: Int, height: Int, width: Int) -> LayerShape? {
        guard 2 * padding <= kernelSize, !(ceilMode && countsPadding),
            let rows = outputSize(height), let columns = outputSize(width)
        else { return nil }
        return .image(channels: channels, height: rows, width: columns)
    }

    private func outputSize(_ size: Int) -> Int? {
        windowCount(size: size, kernelSize: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
    }

    /// Pixels around an image of `size` pixels that windows reach.
    func edges(height: Int, width: Int) -> EdgePadding {
        func after(_ size: Int) -> Int {
            let count = outputSize(size) ?? 1
            return ceilMode ? max(0, (count - 1) * stride + kernelSize - size - padding) : padding
        }
        return EdgePadding(top: padding, left: padding, bottom: after(height), right: after(width))
    }
}

/// PyTorch's rule: with `ceilMode` a last window counts only if it starts inside the image or its left padding.
private func windowCount(size: Int, kernelSize: Int, stride: Int, padding: Int, ceilMode: Bool) -> Int? {
    let room = size + 2 * padding - kernelSize
    guard room >= 0 else { return nil }
    guard ceilMode else { return room / stride + 1 }
    let count = (room + stride - 1) / stride + 1
    return (count - 1) * stride >= size + padding ? count - 1 : count
}

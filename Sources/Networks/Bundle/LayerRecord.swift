internal import struct Foundation.Data

/// A layer as `network.json` writes it: what kind it is, where it stands, and the numbers of its kind.
struct LayerRecord: Codable {
    let layer: String
    /// The prefix of its parameters' names; `nil` where it has none.
    var name: String?
    /// Positions of the layers whose outputs it takes.
    let inputs: [Int]
    /// Of its output for one image: channels, rows, columns; or the length of a vector.
    let shape: [Int]
    var inputChannels, outputChannels, kernelSize, stride, groups: Int?
    /// `nil` for 1.
    var dilation: Int?
    /// Of some channels of the input; the first is 0.
    var firstChannel: Int?
    /// Pixels of zeros on every side; `nil` for TensorFlow's SAME.
    var padding: Int?
    /// Where the right and the bottom have others than the left and the top.
    var paddingAfter: Int?
    var bias, ceilMode, countsPadding: Bool?
    var epsilon, momentum, probability: Double?
    var outputSize, inputCount, outputCount: Int?
    /// Of an ONNX file: the order of its input's dimensions, and whether it takes one image a run.
    var layout: ImageLayout?
    var singleImages: Bool?

    init(_ node: LayerNode) {
        layer = Kind(node.layer).rawValue
        name = node.name.isEmpty ? nil : node.name
        inputs = node.inputs
        shape =
            switch node.shape {
            case .image(let channels, let height, let width): [channels, height, width]
            case .vector(let count): [count]
            }
        note(node.layer)
    }

    private mutating func note(_ layer: Layer) {
        switch layer {
        case .convolution(let convolution):
            inputChannels = convolution.inputChannels
            outputChannels = convolution.outputChannels
            kernelSize = convolution.kernelSize
            stride = convolution.stride
            if convolution.dilation != 1 { dilation = convolution.dilation }
            groups = convolution.groups
            bias = convolution.hasBias
            switch convolution.padding {
            case .symmetric(let count): padding = count
            case .uneven(let before, let after): (padding, paddingAfter) = (before, after)
            case .same: break
            }
        case .batchNormalization(let norm):
            inputChannels = norm.channels
            epsilon = norm.epsilon
            momentum = norm.momentum
        case .layerNormalization(let norm):
            inputChannels = norm.channels
            epsilon = norm.epsilon
        case .maxPool(let pooling):
            kernelSize = pooling.kernelSize
            stride = pooling.stride
            padding = pooling.padding
            ceilMode = pooling.ceilMode
        case .averagePool(let pooling):
            kernelSize = pooling.kernelSize
            stride = pooling.stride
            padding = pooling.padding
            countsPadding = pooling.countsPadding
            ceilMode = pooling.ceilMode
        case .adaptiveAveragePool(let size): outputSize = size
        case .channels(let first, let count): (firstChannel, outputChannels) = (first, count)
        case .dropout(let share): probability = share
        case .dense(let inputs, let outputs): (inputCount, outputCount) = (inputs, outputs)
        case .onnx(let network):
            layout = network.layout
            singleImages = network.takesSingleImages
        case .input, .relu, .relu6, .sigmoid, .hardSigmoid, .silu, .hardSwish, .gelu, .globalAveragePool,
            .add, .multiply, .concatenate, .flatten:
            break
        }
    }
}

extension LayerRecord {
    /// As files write the kinds of layers.
    private enum Kind: String {
        case input, convolution, batchNormalization, layerNormalization
        case relu, relu6, sigmoid, hardSigmoid, silu, hardSwish, gelu
        case maxPool, averagePool, adaptiveAveragePool, globalAveragePool, add, multiply, concatenate,
            channels
        case flatten
        case dropout, dense, onnx

        init(_ layer: Layer) {
            self =
                switch layer {
                case .input: .input
                case .convolution: .convolution
                case .batchNormalization: .batchNormalization
                case .layerNormalization: .layerNormalization
                case .relu: .relu
                case .relu6: .relu6
                case .sigmoid: .sigmoid
                case .hardSigmoid: .hardSigmoid
                case .silu: .silu
                case .hardSwish: .hardSwish
                case .gelu: .gelu
                case .maxPool: .maxPool
                case .averagePool: .averagePool
                case .adaptiveAveragePool: .adaptiveAveragePool
                case .globalAveragePool: .globalAveragePool
                case .add: .add
                case .multiply: .multiply
                case .concatenate: .concatenate
                case .channels: .channels
                case .flatten: .flatten
                case .dropout: .dropout
                case .dense: .dense
                case .onnx: .onnx
                }
        }
    }

    /// The layer, each number held against what is possible.
    /// - Parameters:
    ///   - source: what the layer before it gives.
    ///   - onnx: the ONNX file beside the list of layers.
    /// - Throws: ``NetworkFileDefect``.
    func checkedLayer(after source: LayerShape? = nil, onnx: Data? = nil) throws -> Layer {
        guard let kind = Kind(rawValue: layer) else {
            throw NetworkFileDefect("no layer is called '\(layer)'; a newer program may know it")
        }
        switch kind {
        case .input: return .input
        case .convolution: return .convolution(try convolution())
        case .batchNormalization:
            return .batchNormalization(
                BatchNormalization(
                    channels: try channels(inputChannels), epsilon: try number(epsilon, upTo: 1),
                    momentum: try number(momentum, upTo: 1)))
        case .layerNormalization:
            return .layerNormalization(
                LayerNormalization(
                    channels: try channels(inputChannels), epsilon: try number(epsilon, upTo: 1)))
        case .relu: return .relu
        case .relu6: return .relu6
        case .sigmoid: return .sigmoid
        case .hardSigmoid: return .hardSigmoid
        case .silu: return .silu
        case .hardSwish: return .hardSwish
        case .gelu: return .gelu
        case .maxPool:
            return .maxPool(
                MaxPooling(
                    kernelSize: try window(kernelSize), stride: try window(stride),
                    padding: try count(padding, LayerLimits.paddings), ceilMode: ceilMode ?? false))
        case .averagePool:
            return .averagePool(
                AveragePooling(
                    kernelSize: try window(kernelSize), stride: try window(stride),
                    padding: try count(padding, LayerLimits.paddings), countsPadding: countsPadding ?? false,
                    ceilMode: ceilMode ?? false))
        case .adaptiveAveragePool: return .adaptiveAveragePool(outputSize: try window(outputSize))
        case .globalAveragePool: return .globalAveragePool
        case .add: return .add
        case .multiply: return .multiply
        case .concatenate: return .concatenate
        case .channels:
            return .channels(
                first: try count(firstChannel, 0...LayerLimits.channels.upperBound),
                count: try channels(outputChannels))
        case .flatten: return .flatten
        case .dropout: return .dropout(probability: try number(probability, upTo: 1))
        case .dense:
            return .dense(
                inputs: try count(inputCount, LayerLimits.values), outputs: try channels(outputCount))
        case .onnx: return .onnx(try network(onnx, taking: source))
        }
    }

    private func network(_ contents: Data?, taking source: LayerShape?) throws -> ONNXNetwork {
        guard let contents, let layout, let singleImages, case .image(let bands, let height, _)? = source,
            case .vector(let count)? = checkedShape
        else { throw NetworkFileDefect("its ONNX file is missing, or not told of in full") }
        return ONNXNetwork(
            inputSize: height, bands: bands, layout: layout, featureCount: count,
            takesSingleImages: singleImages, contents: contents)
    }

    private func convolution() throws -> Convolution {
        let groups = try channels(groups)
        let (inputs, outputs) = (try channels(inputChannels), try channels(outputChannels))
        guard inputs % groups == 0, outputs % groups == 0 else {
            throw NetworkFileDefect("a convolution's channels do not fall into \(groups) groups")
        }
        return Convolution(
            inputChannels: inputs, outputChannels: outputs, kernelSize: try window(kernelSize),
            stride: try window(stride), dilation: try dilation.map { try window($0) } ?? 1,
            padding: try convolutionPadding(),
            groups: groups, hasBias: bias ?? false)
    }

    private func convolutionPadding() throws -> Padding {
        guard padding != nil || paddingAfter != nil else { return .same }
        let before = try count(padding, LayerLimits.paddings)
        guard let paddingAfter else { return .symmetric(before) }
        return .uneven(before: before, after: try count(paddingAfter, LayerLimits.paddings))
    }

    /// It stands for the ONNX file in the folder.
    var isONNX: Bool { layer == Kind.onnx.rawValue }

    private func channels(_ value: Int?) throws -> Int { try count(value, LayerLimits.channels) }
    private func window(_ value: Int?) throws -> Int { try count(value, LayerLimits.windows) }

    private func count(_ value: Int?, _ range: ClosedRange<Int>) throws -> Int {
        guard let value, range.contains(value) else {
            throw NetworkFileDefect(
                "a \(layer) lacks a number, or has \(value ?? 0) where \(range) is possible")
        }
        return value
    }

    private func number(_ value: Double?, upTo most: Double) throws -> Double {
        guard let value, (0...most).contains(value) else {
            throw NetworkFileDefect("a \(layer) lacks a number between 0 and \(most)")
        }
        return value
    }

    /// `nil` for what no layer gives.
    var checkedShape: LayerShape? {
        guard shape.count == 1 || shape.count == 3 else { return nil }
        let given: LayerShape =
            shape.count == 1
            ? .vector(count: shape[0]) : .image(channels: shape[0], height: shape[1], width: shape[2])
        return given.isPossible ? given : nil
    }
}

internal import ONNXSchema

/// Layers with parameters.
extension ONNXTranslator {
    mutating func convolution(_ node: Onnx_NodeProto) throws -> Int {
        guard let weight = constants.floats(node.input(1)), weight.shape.count == 4 else {
            throw unknown(node, with: "weights that are computed")
        }
        if case .padded(let inner, let pads)? = values[node.input(0)] {
            return try convolution(node, of: inner, weight: weight, around: pads)
        }
        return try convolution(node, of: try source(node), weight: weight, around: [0, 0, 0, 0])
    }

    /// - Parameter around: zeros that a layer before it put there.
    private mutating func convolution(
        _ node: Onnx_NodeProto, of source: Int, weight: Tensor, around: [Int]
    ) throws -> Int {
        let kernel = weight.shape[2]
        guard case .image(let channels, let height, let width) = shapes[source], height == width else {
            throw unknown(node, with: "what is no square image")
        }
        guard weight.shape[3] == kernel, LayerLimits.windows.contains(kernel) else {
            throw unknown(node, with: "kernels of unequal sides")
        }
        let dilations = node.integers("dilations") ?? [1, 1]
        guard dilations.count == 2, dilations[0] == dilations[1], LayerLimits.windows.contains(dilations[0])
        else { throw unknown(node, with: "unequal dilations") }
        let strides = node.integers("strides") ?? [1, 1]
        guard strides.count == 2, strides[0] == strides[1], LayerLimits.windows.contains(strides[0]) else {
            throw unknown(node, with: "unequal strides")
        }
        let groups = node.integer("group", or: 1)
        guard groups >= 1, channels % groups == 0, weight.shape[0] >= 1, weight.shape[0] % groups == 0,
            weight.shape[1] == channels / groups
        else { throw ONNXDefect("the weights '\(node.input(1))' do not fit what they are used on") }
        let padding = try padding(of: node, around: around)
        var parameters = ["weight": weight]
        if !node.input(2).isEmpty {
            guard let bias = constants.floats(node.input(2)), bias.shape == [weight.shape[0]] else {
                throw unknown(node, with: "a bias that is computed")
            }
            parameters["bias"] = bias
        }
        let layer = Convolution(
            inputChannels: channels, outputChannels: weight.shape[0], kernelSize: kernel, stride: strides[0],
            dilation: dilations[0], padding: padding, groups: groups, hasBias: parameters["bias"] != nil)
        return try append(.convolution(layer), weight: node.input(1), parameters, [source])
    }

    /// Numbers are taken as they are, for tiles of every size: that they are TensorFlow's SAME for one size is chance.
    private func padding(of node: Onnx_NodeProto, around: [Int]) throws -> Padding {
        let own: [Int]
        switch node.text("auto_pad", or: "NOTSET") {
        case "NOTSET", "": own = node.integers("pads") ?? [0, 0, 0, 0]
        case "VALID": own = [0, 0, 0, 0]
        case "SAME_UPPER" where around == [0, 0, 0, 0]: return .same
        default: throw unknown(node, with: "padding of another rule")
        }
        guard own.count == 4, own.allSatisfy(LayerLimits.paddings.contains) else {
            throw unknown(node, with: "padding of another rule")
        }
        let pads = zip(own, around).map(+)
        if Set(pads).count == 1 { return .symmetric(pads[0]) }
        guard pads[0] == pads[1], pads[2] == pads[3] else { throw unknown(node, with: "unequal padding") }
        return .uneven(before: pads[0], after: pads[2])
    }

    mutating func normalization(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let numbers = (1...4).compactMap { constants.floats(node.input($0)) }
        guard case .image(let channels, _, _) = shapes[source], numbers.count == 4,
            numbers.allSatisfy({ $0.shape == [channels] }), node.integer("training_mode", or: 0) == 0,
            numbers[3].values.allSatisfy({ $0 >= 0 })
        else { throw unknown(node, with: "what is no image, or numbers that are computed") }
        // Files tell the weight of what was, PyTorch that of what is new.
        let norm = BatchNormalization(
            channels: channels, epsilon: Double(node.number("epsilon", or: 1e-5)),
            momentum: 1 - Double(node.number("momentum", or: 0.9)))
        guard (0...1).contains(norm.epsilon), (0...1).contains(norm.momentum) else {
            throw unknown(node, with: "another epsilon or momentum")
        }
        return try append(
            .batchNormalization(norm), weight: node.input(1),
            [
                "weight": numbers[0], "bias": numbers[1], "running_mean": numbers[2],
                "running_var": numbers[3],
            ], [source])
    }

    /// Over the channels, where they come last.
    mutating func layerNormalization(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let channels = shapes[source].channels
        let isVector = if case .vector = shapes[source] { true } else { false }
        let axis = node.integer("axis", or: -1)
        guard isVector || turned.contains(node.input(0)), axis == -1 || axis == (isVector ? 1 : 3),
            node.output.count == 1, let scale = constants.floats(node.input(1)), scale.shape == [channels]
        else { throw unknown(node, with: "more than the channels, or numbers that are computed") }
        var shift = Tensor(shape: [channels], values: Array(repeating: 0, count: channels))
        if !node.input(2).isEmpty {
            guard let own = constants.floats(node.input(2)), own.shape == [channels] else {
                throw unknown(node, with: "numbers that are computed")
            }
            shift = own
        }
        let norm = LayerNormalization(channels: channels, epsilon: Double(node.number("epsilon", or: 1e-5)))
        guard (0...1).contains(norm.epsilon) else { throw unknown(node, with: "another epsilon") }
        return try append(
            .layerNormalization(norm), weight: node.input(1), ["weight": scale, "bias": shift], [source])
    }

    /// A matrix on the channels of each place: a convolution of one pixel.
    private mutating func pointwise(_ node: Onnx_NodeProto, of source: Int) throws -> Int {
        let channels = shapes[source].channels
        guard let matrix = constants.floats(node.input(1)), matrix.shape.count == 2,
            matrix.shape[0] == channels,
            matrix.shape[1] >= 1
        else { throw unknown(node, with: "what is no vector, or weights that are computed") }
        let outputs = matrix.shape[1]
        let layer = Convolution(
            inputChannels: channels, outputChannels: outputs, kernelSize: 1, hasBias: true)
        let weight = Tensor(shape: layer.weightShape, values: matrix.transposed.values)
        let bias = Tensor(shape: [outputs], values: Array(repeating: 0, count: outputs))
        return try append(
            .convolution(layer), weight: node.input(1), ["weight": weight, "bias": bias], [source])
    }

    mutating func dense(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        if turned.contains(node.input(0)) { return try pointwise(node, of: source) }
        guard case .vector(let count) = shapes[source], let matrix = constants.floats(node.input(1)),
            matrix.shape.count == 2
        else { throw unknown(node, with: "what is no vector, or weights that are computed") }
        let isTransposed = node.integer("transB", or: 0) == 1
        guard node.integer("transA", or: 0) == 0, node.number("alpha", or: 1) == 1,
            node.number("beta", or: 1) == 1
        else { throw unknown(node, with: "factors") }
        let outputs = matrix.shape[isTransposed ? 0 : 1]
        guard matrix.shape[isTransposed ? 1 : 0] == count, outputs >= 1 else {
            throw ONNXDefect("the weights '\(node.input(1))' do not fit what they are used on")
        }
        var bias = Tensor(shape: [outputs], values: Array(repeating: 0, count: outputs))
        if !node.input(2).isEmpty {
            guard let own = constants.floats(node.input(2)), own.values.count == outputs else {
                throw unknown(node, with: "a bias that is computed")
            }
            bias = Tensor(shape: [outputs], values: own.values)
        }
        return try append(
            .dense(inputs: count, outputs: outputs), weight: node.input(1),
            ["weight": isTransposed ? matrix : matrix.transposed, "bias": bias], [source])
    }
}

extension Tensor {
    /// Rows become columns.
    fileprivate var transposed: Tensor {
        let (rows, columns) = (shape[0], shape[1])
        var turned = [Float](repeating: 0, count: values.count)
        for row in 0..<rows {
            for column in 0..<columns { turned[column * rows + row] = values[row * columns + column] }
        }
        return Tensor(shape: [columns, rows], values: turned)
    }
}

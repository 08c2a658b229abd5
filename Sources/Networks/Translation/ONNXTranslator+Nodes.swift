internal import ONNXSchema

/// How each kind of ONNX node becomes a layer.
extension ONNXTranslator {
    /// - Throws: ``UnknownLayer``, ``GraphError``, ``ONNXDefect``.
    mutating func translate(_ node: Onnx_NodeProto) throws {
        guard let output = node.output.first, node.domain.isEmpty || node.domain == "ai.onnx" else {
            throw UnknownLayer(kind: "\(node.domain).\(node.opType)")
        }
        if node.opType == "Identity", constants.contains(node.input(0)) {
            return constants.name(output, as: node.input(0))
        }
        if let sizes = try sizes(of: node) {
            values[output] = .sizes(sizes)
            return
        }
        values[output] =
            switch node.opType {
            case "Identity", "Dropout", "Cast": try passed(node)
            case "Relu": .node(try activated(node, .relu))
            case "Sigmoid": .node(try activated(node, .sigmoid))
            case "HardSwish": .node(try activated(node, .hardSwish))
            case "HardSigmoid": .node(try hardSigmoid(node))
            case "Clip": .node(try clipped(node))
            case "Add", "Sub", "Mul", "Div": try combined(node)
            case "Conv": .node(try convolution(node))
            case "BatchNormalization": .node(try normalization(node))
            case "MaxPool": .node(try maxPool(node))
            case "AveragePool": .node(try averagePool(node))
            case "GlobalAveragePool":
                .node(
                    try append(
                        .adaptiveAveragePool(outputSize: 1), [self.node(node.input(0), in: node.opType)]))
            case "ReduceMean": .node(try mean(node))
            case "Flatten", "Reshape", "Squeeze": .node(try reshaped(node))
            case "Gemm", "MatMul": .node(try dense(node))
            case "Concat": .node(try concatenation(node))
            case "Pad": try padding(node)
            case "Transpose": try transposed(node)
            default: throw isOfSizes(node) ? UnknownLayer(kind: nil) : unknown(node)
            }
    }

    /// It measures or cuts what comes from a layer that is not known, and says no more of the network.
    private func isOfSizes(_ node: Onnx_NodeProto) -> Bool {
        ["Shape", "Gather", "Unsqueeze", "Slice"].contains(node.opType) && values[node.input(0)].isUnknown
    }

    /// Of what comes from an unknown layer nothing can be said, but its own kind may be unknown too.
    private func unknown(_ node: Onnx_NodeProto, with what: String? = nil) -> UnknownLayer {
        UnknownLayer(kind: what.map { "\(node.opType) with \($0)" } ?? node.opType)
    }

    private mutating func source(_ node: Onnx_NodeProto) throws -> Int {
        try self.node(node.input(0), in: node.opType)
    }

    // MARK: Values as they are

    private mutating func passed(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        if node.opType == "Cast" {
            let type = Onnx_TensorProto.DataType(rawValue: node.integer("to", or: 0))
            guard type == .float || type == .double else {
                throw unknown(node, with: "another type of numbers")
            }
        }
        guard let value = values[node.input(0)] else { throw unknown(node, with: "no input") }
        if case .unknown = value { throw UnknownLayer(kind: nil) }
        return value
    }

    /// What programs write to keep shapes open: sizes of values, parts of them and lists of them.
    private func sizes(of node: Onnx_NodeProto) throws -> [Int?]? {
        func known(_ place: Int) -> [Int?]? {
            if case .sizes(let sizes)? = values[node.input(place)] { return sizes }
            return constants.integers(node.input(place)).map { $0.map { $0 } }
        }
        switch node.opType {
        case "Shape":
            guard case .node(let source)? = values[node.input(0)], node.attribute.isEmpty else { return nil }
            switch shapes[source] {
            case .image(let channels, let height, let width): return [nil, channels, height, width]
            case .vector(let count): return [nil, count]
            }
        case "Gather":
            guard case .sizes(let sizes)? = values[node.input(0)],
                let places = constants.integers(node.input(1)),
                places.allSatisfy({ sizes.indices.contains($0 < 0 ? $0 + sizes.count : $0) })
            else { return nil }
            return places.map { sizes[$0 < 0 ? $0 + sizes.count : $0] }
        case "Unsqueeze", "Cast", "Squeeze", "Identity":
            guard case .sizes(let sizes)? = values[node.input(0)] else { return nil }
            return sizes
        case "Concat":
            guard node.input.contains(where: { if case .sizes? = values[$0] { true } else { false } }) else {
                return nil
            }
            let parts = node.input.indices.map(known)
            guard parts.allSatisfy({ $0 != nil }) else { return nil }
            return parts.flatMap { $0 ?? [] }
        default: return nil
        }
    }

    /// Bands from last to first, where the image comes so.
    private func transposed(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        guard case .pixels(var mapping)? = values[node.input(0)], mapping.layout == .channelsLast,
            node.integers("perm") == [0, 3, 1, 2]
        else { throw values[node.input(0)].isUnknown ? UnknownLayer(kind: nil) : unknown(node) }
        mapping.layout = .channelsFirst
        return .pixels(mapping)
    }

    private mutating func padding(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        let pads = node.integers("pads") ?? constants.integers(node.input(1))
        let value = node.input(2).isEmpty ? nil : constants.floats(node.input(2))
        guard let pads, pads.count == 8, [0, 1, 4, 5].allSatisfy({ pads[$0] == 0 }),
            pads.allSatisfy(LayerLimits.paddings.contains), node.text("mode", or: "constant") == "constant",
            node.input(3).isEmpty, node.input(2).isEmpty || value?.values == [0],
            node.number("value", or: 0) == 0
        else { throw values[node.input(0)].isUnknown ? UnknownLayer(kind: nil) : unknown(node) }
        return .padded(try source(node), [pads[2], pads[3], pads[6], pads[7]])
    }

    private mutating func reshaped(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let (shape, count) = (shapes[source], shapes[source].elementCount)
        let makesVectors: Bool
        switch node.opType {
        case "Flatten": makesVectors = node.integer("axis", or: 1) == 1
        case "Squeeze":
            let axes = Set(
                (node.integers("axes") ?? constants.integers(node.input(1)) ?? []).map {
                    $0 < 0 ? $0 + 4 : $0
                })
            if case .image(_, 1, 1) = shape { makesVectors = axes == [2, 3] } else { makesVectors = false }
        default:
            var wanted: [Int?] = constants.integers(node.input(1)) ?? node.integers("shape") ?? []
            if case .sizes(let sizes)? = values[node.input(1)] { wanted = sizes }
            if case .vector = shape, wanted.count == 2, wanted[1] == 0 { wanted[1] = count }
            makesVectors =
                wanted.count == 2 && (wanted[1] == count || wanted[1] == -1) && (wanted[0] ?? 0) < 2
        }
        guard makesVectors else { throw unknown(node) }
        return try flattened(source)
    }

    // MARK: Activations

    private mutating func activated(_ node: Onnx_NodeProto, _ layer: Layer) throws -> Int {
        try append(layer, [try source(node)])
    }

    private mutating func hardSigmoid(_ node: Onnx_NodeProto) throws -> Int {
        guard abs(node.number("alpha", or: 0.2) - 1 / 6) < 1e-4, node.number("beta", or: 0.5) == 0.5 else {
            throw unknown(node, with: "another slope than 1/6")
        }
        return try activated(node, .hardSigmoid)
    }

    private mutating func clipped(_ node: Onnx_NodeProto) throws -> Int {
        func limit(_ place: Int, _ name: String) -> Float? {
            guard node.input(place).isEmpty else { return constants.floats(node.input(place))?.values.first }
            return node.attribute.first { $0.name == name }?.f
        }
        let (low, high) = (limit(1, "min"), limit(2, "max"))
        guard low == 0 else { throw unknown(node, with: "other limits than 0 and 6") }
        if high == 6 { return try activated(node, .relu6) }
        guard high == nil || high == .infinity || high == .greatestFiniteMagnitude else {
            throw unknown(node, with: "other limits than 0 and 6")
        }
        return try activated(node, .relu)
    }

    // MARK: Sums and products

    private mutating func combined(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        let (first, second) = (node.input(0), node.input(1))
        if let constant = constants.floats(second) {
            return try combined(node, first, constant, isFirst: false)
        }
        if let constant = constants.floats(first) {
            return try combined(node, second, constant, isFirst: true)
        }
        let (a, b) = (try self.node(first, in: node.opType), try self.node(second, in: node.opType))
        switch node.opType {
        case "Add":
            guard shapes[a] == shapes[b] else { throw unknown(node, with: "unequal shapes") }
            return .node(try append(.add, [a, b]))
        case "Mul": return .node(try product(a, b, node))
        default: throw unknown(node)
        }
    }

    private mutating func combined(
        _ node: Onnx_NodeProto, _ value: String, _ constant: Tensor, isFirst: Bool
    ) throws -> TranslatedValue {
        switch values[value] {
        case .pixels(let mapping)?:
            guard let mapped = mapping.after(node.opType, constant, isFirst: isFirst) else {
                throw unknown(node, with: "numbers that are not the bands' own")
            }
            return .pixels(mapped)
        case .node(let dense)? where node.opType == "Add" && add(constant, toDense: dense):
            return .node(dense)
        case .unknown?: throw UnknownLayer(kind: nil)
        default: throw unknown(node, with: "a constant")
        }
    }

    /// `x * sigmoid(x)` is one layer.
    private mutating func product(_ a: Int, _ b: Int, _ node: Onnx_NodeProto) throws -> Int {
        for (value, gate) in [(a, b), (b, a)] where inputs(of: gate) == [value] {
            switch layer(of: gate) {
            case .sigmoid: return try append(.silu, [value])
            case .hardSigmoid: return try append(.hardSwish, [value])
            default: break
            }
        }
        for (value, factors) in [(a, b), (b, a)]
        where Layer.multiply.outputShape(of: [shapes[value], shapes[factors]]) != nil {
            return try append(.multiply, [value, factors])
        }
        throw unknown(node, with: "unequal shapes")
    }

    // MARK: Layers with parameters

    private mutating func convolution(_ node: Onnx_NodeProto) throws -> Int {
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
        guard (node.integers("dilations") ?? [1, 1]).allSatisfy({ $0 == 1 }) else {
            throw unknown(node, with: "dilations")
        }
        let strides = node.integers("strides") ?? [1, 1]
        guard strides.count == 2, strides[0] == strides[1], LayerLimits.windows.contains(strides[0]) else {
            throw unknown(node, with: "unequal strides")
        }
        let groups = node.integer("group", or: 1)
        guard groups >= 1, channels % groups == 0, weight.shape[0] >= 1, weight.shape[0] % groups == 0,
            weight.shape[1] == channels / groups
        else { throw ONNXDefect("the weights '\(node.input(1))' do not fit what they are used on") }
        let padding = try padding(
            of: node, around: around, size: height, kernel: kernel, stride: strides[0])
        var parameters = ["weight": weight]
        if !node.input(2).isEmpty {
            guard let bias = constants.floats(node.input(2)), bias.shape == [weight.shape[0]] else {
                throw unknown(node, with: "a bias that is computed")
            }
            parameters["bias"] = bias
        }
        let layer = Convolution(
            inputChannels: channels, outputChannels: weight.shape[0], kernelSize: kernel, stride: strides[0],
            padding: padding, groups: groups, hasBias: parameters["bias"] != nil)
        return try append(.convolution(layer), weight: node.input(1), parameters, [source])
    }

    private func padding(
        of node: Onnx_NodeProto, around: [Int], size: Int, kernel: Int, stride: Int
    ) throws -> Padding {
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
        let same = Padding.same.pixels(size: size, kernelSize: kernel, stride: stride)
        guard pads == [same.before, same.before, same.after, same.after] else {
            throw unknown(node, with: "unequal padding")
        }
        return .same
    }

    private mutating func normalization(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let numbers = (1...4).compactMap { constants.floats(node.input($0)) }
        guard case .image(let channels, _, _) = shapes[source], numbers.count == 4,
            numbers.allSatisfy({ $0.shape == [channels] }), node.integer("training_mode", or: 0) == 0,
            numbers[3].values.allSatisfy({ $0 >= 0 })
        else { throw unknown(node, with: "what is no image, or numbers that are computed") }
        let norm = BatchNormalization(channels: channels, epsilon: Double(node.number("epsilon", or: 1e-5)))
        guard (0...1).contains(norm.epsilon) else { throw unknown(node, with: "another epsilon") }
        return try append(
            .batchNormalization(norm), weight: node.input(1),
            [
                "weight": numbers[0], "bias": numbers[1], "running_mean": numbers[2],
                "running_var": numbers[3],
            ], [source])
    }

    private mutating func dense(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
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

    // MARK: Windows and channels

    private mutating func maxPool(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let window = try window(of: node)
        guard case .image(_, let height, let width) = shapes[source], height == width, node.output.count == 1,
            window.pads[0] == window.pads[1], window.pads[2] == window.pads[3]
        else { throw unknown(node, with: "unequal padding") }
        // Pixels of the padding never win, so the number of windows is all that the padding at the ends decides.
        let room = height + window.pads[0] + window.pads[2] - window.side
        guard room >= 0 else { throw unknown(node, with: "windows larger than the image") }
        let count =
            (node.integer("ceil_mode", or: 0) == 1 ? room + window.stride - 1 : room) / window.stride + 1
        for ceilMode in [false, true] {
            let pooling = MaxPooling(
                kernelSize: window.side, stride: window.stride, padding: window.pads[0], ceilMode: ceilMode)
            guard 2 * window.pads[0] <= window.side,
                case .image(_, count, _)? = pooling.outputShape(channels: 1, height: height, width: width)
            else { continue }
            return try append(.maxPool(pooling), [source])
        }
        throw unknown(node, with: "unequal padding")
    }

    /// Windows of one size that lie side by side and fill the image.
    private mutating func averagePool(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let window = try window(of: node)
        guard case .image(_, let height, let width) = shapes[source], height == width,
            window.pads.allSatisfy({ $0 == 0 }), window.side == height || window.side == window.stride,
            height % window.side == 0
        else { throw unknown(node, with: "windows that overlap or are padded") }
        return window.side == 1
            ? source : try append(.adaptiveAveragePool(outputSize: height / window.side), [source])
    }

    private func window(of node: Onnx_NodeProto) throws -> (side: Int, stride: Int, pads: [Int]) {
        let sides = node.integers("kernel_shape") ?? []
        let strides = node.integers("strides") ?? [1, 1]
        let pads = node.integers("pads") ?? [0, 0, 0, 0]
        guard sides.count == 2, sides[0] == sides[1], LayerLimits.windows.contains(sides[0]),
            strides.count == 2,
            strides[0] == strides[1], LayerLimits.windows.contains(strides[0]), pads.count == 4,
            pads.allSatisfy(LayerLimits.paddings.contains),
            (node.integers("dilations") ?? [1]).allSatisfy({ $0 == 1 }),
            ["NOTSET", "", "VALID"].contains(node.text("auto_pad", or: "NOTSET"))
        else { throw unknown(node, with: "windows of unequal sides") }
        return (sides[0], strides[0], pads)
    }

    private mutating func mean(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let axes = (node.integers("axes") ?? constants.integers(node.input(1)) ?? []).map {
            $0 < 0 ? $0 + 4 : $0
        }
        guard case .image = shapes[source], axes.sorted() == [2, 3] else {
            throw unknown(node, with: "other axes than rows and columns")
        }
        return node.integer("keepdims", or: 1) == 1
            ? try append(.adaptiveAveragePool(outputSize: 1), [source])
            : try append(.globalAveragePool, [source])
    }

    private static let mostParts = 64

    private mutating func concatenation(_ node: Onnx_NodeProto) throws -> Int {
        var parts: [Int] = []
        for input in node.input { parts.append(try self.node(input, in: node.opType)) }
        guard [1, -3].contains(node.integer("axis", or: 0)), (1...Self.mostParts).contains(parts.count),
            Layer.concatenate.outputShape(of: parts.map { shapes[$0] }) != nil
        else { throw unknown(node, with: "another axis than the channels") }
        return try append(.concatenate, parts)
    }
}

extension TranslatedValue? {
    fileprivate var isUnknown: Bool { if case .unknown? = self { true } else { false } }
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

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
        let isTurned = node.input.contains(where: turned.contains)
        if isTurned { try checkLayout(of: node) }
        if !isTurned, let sizes = try sizes(of: node) {
            values[output] = .sizes(sizes)
            return
        }
        if node.opType == "Split" { return try split(node) }
        values[output] = try value(of: node)
        if node.opType == "Transpose" ? turnsChannelsLast(node) : isTurned { turned.insert(output) }
    }

    private mutating func value(of node: Onnx_NodeProto) throws -> TranslatedValue {
        switch node.opType {
        case "Identity", "Dropout", "Cast": try passed(node)
        case "Relu": .node(try activated(node, .relu))
        case "Sigmoid": .node(try activated(node, .sigmoid))
        case "HardSwish": .node(try activated(node, .hardSwish))
        case "Gelu": .node(try gelu(node))
        case "Erf": try errorFunction(node)
        case "HardSigmoid": .node(try hardSigmoid(node))
        case "Clip": .node(try clipped(node))
        case "Add", "Sub", "Mul", "Div": try combined(node)
        case "Conv": .node(try convolution(node))
        case "BatchNormalization": .node(try normalization(node))
        case "LayerNormalization": .node(try layerNormalization(node))
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
        case "Slice": .node(try slice(node))
        case "Pad": try padding(node)
        case "Transpose": try transposed(node)
        default: throw isOfSizes(node) ? UnknownLayer(kind: nil) : unknown(node)
        }
    }

    /// Kinds that do the same to a number wherever it lies, or that take the channels where they come last.
    private static let kindsOfAnyLayout: Set = [
        "Identity", "Dropout", "Cast", "Relu", "Sigmoid", "HardSwish", "Gelu", "Erf", "HardSigmoid", "Clip",
        "Add", "Sub", "Mul", "Div", "LayerNormalization", "MatMul",
    ]

    /// An image whose channels come last meets no other, and goes into few kinds of nodes until it is turned back.
    private func checkLayout(of node: Onnx_NodeProto) throws {
        if node.opType == "Transpose", node.integers("perm") == [0, 3, 1, 2] { return }
        let areAll = node.input.allSatisfy {
            turned.contains($0) || constants.contains($0) || $0.isEmpty
        }
        guard areAll, Self.kindsOfAnyLayout.contains(node.opType) else {
            throw unknown(node, with: "channels last")
        }
    }

    private func turnsChannelsLast(_ node: Onnx_NodeProto) -> Bool {
        guard case .node? = values[node.input(0)] else { return false }
        return !turned.contains(node.input(0))
    }

    /// It measures or cuts what comes from a layer that is not known, and says no more of the network.
    private func isOfSizes(_ node: Onnx_NodeProto) -> Bool {
        ["Shape", "Gather", "Unsqueeze", "Slice"].contains(node.opType) && values[node.input(0)].isUnknown
    }

    /// Of what comes from an unknown layer nothing can be said, but its own kind may be unknown too.
    func unknown(_ node: Onnx_NodeProto, with what: String? = nil) -> UnknownLayer {
        UnknownLayer(kind: what.map { "\(node.opType) with \($0)" } ?? node.opType)
    }

    mutating func source(_ node: Onnx_NodeProto) throws -> Int {
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

    /// Bands from last to first, where the image comes so; channels from first to last and back again.
    private func transposed(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        if case .node(let source)? = values[node.input(0)], case .image = shapes[source],
            node.integers("perm") == (turned.contains(node.input(0)) ? [0, 3, 1, 2] : [0, 2, 3, 1])
        {
            return .node(source)
        }
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

    private mutating func gelu(_ node: Onnx_NodeProto) throws -> Int {
        guard node.text("approximate", or: "none") == "none" else {
            throw unknown(node, with: "an approximation")
        }
        return try activated(node, .gelu)
    }

    private func errorFunction(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        guard case .gaussian(let part)? = values[node.input(0)], let error = part.error else {
            throw values[node.input(0)].isUnknown ? UnknownLayer(kind: nil) : unknown(node)
        }
        return .gaussian(error)
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
}

extension TranslatedValue? {
    fileprivate var isUnknown: Bool { if case .unknown? = self { true } else { false } }
}

internal import ONNXSchema

/// Windows, means over places, and channels put together.
extension ONNXTranslator {
    mutating func maxPool(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let window = try window(of: node)
        guard case .image(_, let height, let width) = shapes[source], height == width, node.output.count == 1,
            window.pads[0] == window.pads[1], window.pads[2] == window.pads[3]
        else { throw unknown(node, with: "unequal padding") }
        let pooling = MaxPooling(
            kernelSize: window.side, stride: window.stride, padding: window.pads[0],
            ceilMode: try roundsUp(node, window))
        guard 2 * window.pads[0] <= window.side,
            pooling.outputShape(channels: 1, height: height, width: width) != nil
        else { throw unknown(node, with: "windows larger than the image") }
        return try append(.maxPool(pooling), [source])
    }

    /// Whether the last window counts that reaches beyond the image, for images of every size. Pixels of the padding never win and have
    /// no part in means, so that padding at the ends decides of the number of windows alone: one less than the stride of it is
    /// what rounding up gives.
    private func roundsUp(
        _ node: Onnx_NodeProto, _ window: (side: Int, stride: Int, pads: [Int])
    ) throws -> Bool {
        let isCeil = node.integer("ceil_mode", or: 0) == 1
        let more = window.pads[2] - window.pads[0]
        if more == 0 { return isCeil }
        guard !isCeil, more == window.stride - 1 else { throw unknown(node, with: "unequal padding") }
        return true
    }

    mutating func averagePool(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        let window = try window(of: node)
        guard case .image(_, let height, let width) = shapes[source], height == width,
            window.pads[0] == window.pads[1], window.pads[2] == window.pads[3]
        else { throw unknown(node, with: "unequal padding") }
        let isPadded = window.pads.contains { $0 > 0 }
        if !isPadded, window.side == 1, window.stride == 1 { return source }
        // The mean over all places, whatever the image's size.
        if !isPadded, window.side == height {
            return try append(.adaptiveAveragePool(outputSize: 1), [source])
        }
        return try append(.averagePool(try averages(node, window, size: height)), [source])
    }

    private func averages(
        _ node: Onnx_NodeProto, _ window: (side: Int, stride: Int, pads: [Int]), size: Int
    ) throws -> AveragePooling {
        let (before, after) = (window.pads[0], window.pads[2])
        let countsPadding = node.integer("count_include_pad", or: 0) == 1 && before + after > 0
        let ceilMode = try roundsUp(node, window)
        let pooling = AveragePooling(
            kernelSize: window.side, stride: window.stride, padding: before, countsPadding: countsPadding,
            ceilMode: ceilMode)
        guard 2 * before <= window.side, !(countsPadding && ceilMode),
            pooling.outputShape(channels: 1, height: size, width: size) != nil
        else { throw unknown(node, with: "unequal padding") }
        return pooling
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

    mutating func mean(_ node: Onnx_NodeProto) throws -> Int {
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

    mutating func concatenation(_ node: Onnx_NodeProto) throws -> Int {
        var parts: [Int] = []
        for input in node.input { parts.append(try self.node(input, in: node.opType)) }
        guard [1, -3].contains(node.integer("axis", or: 0)), (1...Self.mostParts).contains(parts.count),
            Layer.concatenate.outputShape(of: parts.map { shapes[$0] }) != nil
        else { throw unknown(node, with: "another axis than the channels") }
        return try append(.concatenate, parts)
    }

    /// Channels that follow each other.
    mutating func slice(_ node: Onnx_NodeProto) throws -> Int {
        let source = try source(node)
        func numbers(_ place: Int, _ name: String) -> [Int]? {
            node.integers(name) ?? constants.integers(node.input(place))
        }
        let axes = numbers(3, "axes") ?? [0]
        guard case .image(let channels, _, _) = shapes[source], let starts = numbers(1, "starts"),
            let ends = numbers(2, "ends"), starts.count == 1, ends.count == 1, axes == [1] || axes == [-3],
            (numbers(4, "steps") ?? [1]) == [1]
        else { throw unknown(node, with: "other parts than channels that follow each other") }
        func place(_ number: Int) -> Int { max(0, min(channels, number < 0 ? number + channels : number)) }
        let (first, end) = (place(starts[0]), place(ends[0]))
        guard first < end else { throw unknown(node, with: "no channels") }
        return try part(of: source, channels, first, end - first)
    }

    /// All channels, each in one of several parts.
    mutating func split(_ node: Onnx_NodeProto) throws {
        let source = try source(node)
        let axis = node.integer("axis", or: 0)
        guard case .image(let channels, _, _) = shapes[source], axis == 1 || axis == -3,
            (1...Self.mostParts).contains(node.output.count)
        else { throw unknown(node, with: "another axis than the channels") }
        let sizes =
            node.integers("split") ?? constants.integers(node.input(1))
            ?? Array(repeating: channels / node.output.count, count: node.output.count)
        guard sizes.count == node.output.count, sizes.allSatisfy({ (1...channels).contains($0) }),
            sizes.reduce(0, +) == channels
        else { throw unknown(node, with: "parts that are not all channels") }
        var first = 0
        for (output, size) in zip(node.output, sizes) {
            values[output] = .node(try part(of: source, channels, first, size))
            first += size
        }
    }

    private mutating func part(of source: Int, _ channels: Int, _ first: Int, _ count: Int) throws -> Int {
        count == channels ? source : try append(.channels(first: first, count: count), [source])
    }
}

internal import ONNXSchema

/// Windows, means over places, and channels put together.
extension ONNXTranslator {
    mutating func maxPool(_ node: Onnx_NodeProto) throws -> Int {
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
    mutating func averagePool(_ node: Onnx_NodeProto) throws -> Int {
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
}

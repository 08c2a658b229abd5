internal import ONNXSchema

/// Sums and products, of layers and with constants.
extension ONNXTranslator {
    mutating func combined(_ node: Onnx_NodeProto) throws -> TranslatedValue {
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
}

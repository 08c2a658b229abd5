internal import ONNXSchema

/// Where an ONNX network is cut: at its features, with all that comes after them left out.
struct ONNXCut {
    private let graph: Onnx_GraphProto
    /// The node that makes each value.
    private let producers: [String: Int]
    private let initializers: Set<String>

    init(graph: Onnx_GraphProto) {
        self.graph = graph
        producers = Dictionary(
            graph.node.indices.flatMap { index in graph.node[index].output.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        initializers = Set(graph.initializer.map(\.name))
    }

    /// What changes a classifier's numbers after its last dense layer, or their shape.
    private static let endings: Set<String> = [
        "Softmax", "LogSoftmax", "Sigmoid", "Identity", "Cast", "Flatten", "Reshape", "Squeeze", "Dropout",
        "Add",
    ]

    /// The tensor of this name; without a name what the last dense layer takes, or the output where none ends the network.
    /// - Throws: ``ONNXDefect``.
    func features(named name: String?) throws -> (name: String, isBeforeDense: Bool) {
        if let name {
            guard producers[name] != nil else {
                let outputs = graph.output.map(\.name).joined(separator: ", ")
                throw ONNXDefect("it computes no tensor '\(name)'; its outputs are \(outputs)")
            }
            return (name, false)
        }
        var value = graph.output[0].name
        for _ in 0..<graph.node.count {
            guard let index = producers[value] else { break }
            let node = graph.node[index]
            if ["Gemm", "MatMul"].contains(node.opType), node.input.count > 1,
                isConstant(node.input[1], depth: 0),
                producers[node.input[0]] != nil
            {
                return (node.input[0], true)
            }
            guard Self.endings.contains(node.opType),
                let source = node.input.first(where: { !isConstant($0, depth: 0) }),
                node.opType != "Add" || node.input.contains(where: { isConstant($0, depth: 0) })
            else { break }
            value = source
        }
        guard producers[graph.output[0].name] != nil else { throw ONNXDefect("its output is not computed") }
        return (graph.output[0].name, false)
    }

    private static let mostSteps = 8

    /// Weights may pass a transposition or a scaling on their way.
    private func isConstant(_ name: String, depth: Int) -> Bool {
        if initializers.contains(name) { return true }
        guard depth < Self.mostSteps, let index = producers[name] else { return false }
        let node = graph.node[index]
        if node.opType == "Constant" { return true }
        guard ["Transpose", "Identity", "Cast", "DequantizeLinear", "Reshape"].contains(node.opType) else {
            return false
        }
        return node.input.allSatisfy { $0.isEmpty || isConstant($0, depth: depth + 1) }
    }

    /// All that is needed for one value.
    func graph(to value: String, input: Onnx_ValueInfoProto) -> Onnx_GraphProto {
        var needed: Set<String> = [value]
        var isKept = [Bool](repeating: false, count: graph.node.count)
        for index in graph.node.indices.reversed()
        where graph.node[index].output.contains(where: needed.contains) {
            isKept[index] = true
            Self.collectInputs(of: graph.node[index], into: &needed)
        }
        var part = Onnx_GraphProto()
        part.name = graph.name
        part.node = graph.node.indices.filter { isKept[$0] }.map { graph.node[$0] }
        part.initializer = graph.initializer.filter { needed.contains($0.name) }
        part.sparseInitializer = graph.sparseInitializer.filter { needed.contains($0.values.name) }
        part.input = [input]
        var output = Onnx_ValueInfoProto()
        output.name = value
        output.type.tensorType.elemType = elementType(of: value)
        part.output = [output]
        return part
    }

    /// Networks compute in one type, but for what a file says of a value itself.
    private func elementType(of value: String) -> Int32 {
        let told = (graph.valueInfo + graph.output).first { $0.name == value }?.type.tensorType.elemType
        return told.flatMap { $0 > 0 ? $0 : nil } ?? Int32(Onnx_TensorProto.DataType.float.rawValue)
    }

    /// Inner graphs take values from around them.
    private static func collectInputs(of node: Onnx_NodeProto, into names: inout Set<String>) {
        names.formUnion(node.input)
        for attribute in node.attribute {
            for graph in (attribute.hasG ? [attribute.g] : []) + attribute.graphs {
                for inner in graph.node { collectInputs(of: inner, into: &names) }
                names.formUnion(graph.output.map(\.name))
            }
        }
    }
}

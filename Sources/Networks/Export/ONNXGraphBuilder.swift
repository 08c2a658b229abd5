internal import Foundation
internal import ONNXSchema

/// Puts ONNX nodes one after another. Names of its own begin with `aerial.`, so that they meet no others.
struct ONNXGraphBuilder {
    private(set) var graph = Onnx_GraphProto()

    init(name: String) {
        graph.name = name
    }

    /// Appends a node with one output.
    /// - Returns: the output's name.
    mutating func add(
        _ type: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = [], domain: String = "",
        output: String? = nil
    ) -> String {
        var node = Onnx_NodeProto()
        let name = "aerial.\(graph.node.count).\(type)"
        node.name = name
        node.opType = type
        node.input = inputs
        node.output = [output ?? name]
        node.attribute = attributes
        if !domain.isEmpty { node.domain = domain }
        graph.node.append(node)
        return node.output[0]
    }

    /// Takes all nodes and weights of another graph as they are.
    mutating func append(_ other: Onnx_GraphProto) {
        graph.node += other.node
        graph.initializer += other.initializer
        graph.sparseInitializer += other.sparseInitializer
    }

    mutating func floats(_ values: [Float], _ shape: [Int], name: String? = nil) -> String {
        constant(.float, shape, name: name, data: values.map(\.bitPattern.littleEndian).bytes)
    }

    mutating func signedBytes(_ values: [Int8], _ shape: [Int], name: String? = nil) -> String {
        constant(.int8, shape, name: name, data: values.bytes)
    }

    mutating func byte(_ value: UInt8) -> String { constant(.uint8, [], name: nil, data: [value].bytes) }

    mutating func integers(_ values: [Int]) -> String {
        constant(.int64, [values.count], name: nil, data: values.map { Int64($0).littleEndian }.bytes)
    }

    private mutating func constant(
        _ type: Onnx_TensorProto.DataType, _ shape: [Int], name: String?, data: Data
    ) -> String {
        var tensor = Onnx_TensorProto()
        tensor.name = name ?? "aerial.constant.\(graph.initializer.count)"
        tensor.dataType = Int32(type.rawValue)
        tensor.dims = shape.map(Int64.init)
        tensor.rawData = data
        graph.initializer.append(tensor)
        return tensor.name
    }

    mutating func setInput(_ name: String, _ type: Onnx_TensorProto.DataType, _ shape: [Int?]) {
        graph.input = [Self.value(name, type, shape)]
    }

    mutating func setOutput(_ name: String, _ type: Onnx_TensorProto.DataType, _ shape: [Int?]) {
        graph.output = [Self.value(name, type, shape)]
    }

    /// - Parameter shape: `nil` for the batch, which is open.
    private static func value(
        _ name: String, _ type: Onnx_TensorProto.DataType, _ shape: [Int?]
    ) -> Onnx_ValueInfoProto {
        var value = Onnx_ValueInfoProto()
        value.name = name
        value.type.tensorType.elemType = Int32(type.rawValue)
        value.type.tensorType.shape.dim = shape.map { size in
            var dimension = Onnx_TensorShapeProto.Dimension()
            dimension.value = size.map { .dimValue(Int64($0)) } ?? .dimParam("batch")
            return dimension
        }
        return value
    }
}

extension Array where Element: BitwiseCopyable {
    fileprivate var bytes: Data { withUnsafeBytes { Data($0) } }
}

extension Onnx_AttributeProto {
    static func integer(_ name: String, _ value: Int) -> Self {
        make(name, .int) { $0.i = Int64(value) }
    }

    static func integers(_ name: String, _ values: [Int]) -> Self {
        make(name, .ints) { $0.ints = values.map(Int64.init) }
    }

    static func float(_ name: String, _ value: Float) -> Self {
        make(name, .float) { $0.f = value }
    }

    static func floats(_ name: String, _ values: [Float]) -> Self {
        make(name, .floats) { $0.floats = values }
    }

    static func text(_ name: String, _ value: String) -> Self {
        make(name, .string) { $0.s = Data(value.utf8) }
    }

    static func texts(_ name: String, _ values: [String]) -> Self {
        make(name, .strings) { $0.strings = values.map { Data($0.utf8) } }
    }

    private static func make(
        _ name: String, _ type: AttributeType, _ fill: (inout Onnx_AttributeProto) -> Void
    ) -> Self {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = type
        fill(&attribute)
        return attribute
    }
}

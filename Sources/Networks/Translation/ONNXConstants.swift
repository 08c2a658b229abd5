internal import Foundation
internal import ONNXSchema

/// The constants of an ONNX graph: initializers, and the outputs of `Constant` nodes.
struct ONNXConstants {
    private var tensors: [String: Onnx_TensorProto] = [:]

    init(of graph: Onnx_GraphProto) {
        for tensor in graph.initializer { tensors[tensor.name] = tensor }
        for node in graph.node where node.opType == "Constant" {
            guard let output = node.output.first, let value = node.attribute.first else { continue }
            tensors[output] = Self.tensor(value)
        }
    }

    /// Another name for the same numbers.
    mutating func name(_ name: String, as other: String) { tensors[name] = tensors[other] }

    private static func tensor(_ attribute: Onnx_AttributeProto) -> Onnx_TensorProto {
        guard attribute.name != "value" else { return attribute.t }
        var tensor = Onnx_TensorProto()
        switch attribute.name {
        case "value_float", "value_floats":
            tensor.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
            tensor.floatData = attribute.name == "value_float" ? [attribute.f] : attribute.floats
            tensor.dims = attribute.name == "value_float" ? [] : [Int64(attribute.floats.count)]
        case "value_int", "value_ints":
            tensor.dataType = Int32(Onnx_TensorProto.DataType.int64.rawValue)
            tensor.int64Data = attribute.name == "value_int" ? [attribute.i] : attribute.ints
            tensor.dims = attribute.name == "value_int" ? [] : [Int64(attribute.ints.count)]
        default: break
        }
        return tensor
    }

    func contains(_ name: String) -> Bool { tensors[name] != nil }

    /// The numbers of a tensor of floating point; `nil` for another, and for one whose numbers do not fill its shape.
    func floats(_ name: String) -> Tensor? {
        guard let tensor = tensors[name], let count = Self.count(of: tensor) else { return nil }
        let values: [Float]
        switch Onnx_TensorProto.DataType(rawValue: Int(tensor.dataType)) {
        case .float:
            values =
                tensor.hasRawData
                ? Self.numbers(tensor.rawData, UInt32.self).map { Float(bitPattern: $0) } : tensor.floatData
        case .double:
            values =
                tensor.hasRawData
                ? Self.numbers(tensor.rawData, UInt64.self).map { Float(Double(bitPattern: $0)) }
                : tensor.doubleData.map { Float($0) }
        default: return nil
        }
        guard values.count == count else { return nil }
        return Tensor(shape: tensor.dims.map { Int($0) }, values: values)
    }

    /// The numbers of a list of whole numbers, or of one.
    func integers(_ name: String) -> [Int]? {
        guard let tensor = tensors[name], let count = Self.count(of: tensor), tensor.dims.count <= 1 else {
            return nil
        }
        let values: [Int]
        switch Onnx_TensorProto.DataType(rawValue: Int(tensor.dataType)) {
        case .int64:
            values =
                tensor.hasRawData
                ? Self.numbers(tensor.rawData, Int64.self).map { Int($0) } : tensor.int64Data.map { Int($0) }
        case .int32:
            values =
                tensor.hasRawData
                ? Self.numbers(tensor.rawData, Int32.self).map { Int($0) } : tensor.int32Data.map { Int($0) }
        default: return nil
        }
        return values.count == count ? values : nil
    }

    private static func count(of tensor: Onnx_TensorProto) -> Int? {
        tensor.dims.reduce(1) { product, size in
            guard let product, size >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: Int(size))
            return overflow ? nil : next
        }
    }

    private static func numbers<Number: FixedWidthInteger>(_ data: Data, _: Number.Type) -> [Number] {
        let width = MemoryLayout<Number>.size
        guard data.count % width == 0 else { return [] }
        return data.withUnsafeBytes { bytes in
            (0..<data.count / width).map {
                Number(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * width, as: Number.self))
            }
        }
    }
}

/// What a node says of itself beside its inputs.
extension Onnx_NodeProto {
    private func attribute(_ name: String) -> Onnx_AttributeProto? { attribute.first { $0.name == name } }

    func integer(_ name: String, or usual: Int) -> Int { attribute(name).map { Int($0.i) } ?? usual }
    func number(_ name: String, or usual: Float) -> Float { attribute(name)?.f ?? usual }
    func integers(_ name: String) -> [Int]? { attribute(name)?.ints.map { Int($0) } }
    func text(_ name: String, or usual: String) -> String {
        attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? usual
    }

    /// The input at a place; empty where it is left out.
    func input(_ place: Int) -> String { place < input.count ? input[place] : "" }
}

internal import Foundation
internal import ONNXSchema

/// What an ONNX file must not have, though each of its parts can be read.
enum ONNXSoundness {
    /// Nodes come after those that they take from. Where they do not, a circle of them would never end.
    /// - Parameter outer: what the graph around it gives.
    /// - Throws: ``ONNXDefect``.
    static func checkOrder(of graph: Onnx_GraphProto, outer: Set<String> = []) throws {
        var known = outer.union(graph.initializer.map(\.name)).union(graph.input.map(\.name))
        known.formUnion(graph.sparseInitializer.map(\.values.name))
        for node in graph.node {
            if let missing = node.input.first(where: { !$0.isEmpty && !known.contains($0) }) {
                throw ONNXDefect("its node \(node.opType) takes '\(missing)', which no node before it gives")
            }
            for attribute in node.attribute {
                for inner in attribute.graphs + (attribute.hasG ? [attribute.g] : []) {
                    try checkOrder(of: inner, outer: known)
                }
            }
            known.formUnion(node.output)
        }
    }

    private static let drawing: Set = [
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli",
    ]

    /// The same image always gives the same features.
    /// - Throws: ``ONNXDefect``.
    static func checkDrawsNothing(_ graph: Onnx_GraphProto) throws {
        guard let node = graph.node.first(where: { drawing.contains($0.opType) }) else { return }
        throw ONNXDefect(
            "it draws random numbers (\(node.opType)), so that an image has other features each time. Name a tensor before that "
                + "with --features")
    }

    /// Infinity is a number in some networks (masks of attention), what is no number is none in any.
    /// - Throws: ``ONNXDefect``.
    static func checkNumbers(of tensor: Onnx_TensorProto) throws {
        guard tensor.dataType == Int32(Onnx_TensorProto.DataType.float.rawValue) else { return }
        let hasNone =
            tensor.floatData.contains(where: \.isNaN)
            || tensor.rawData.withUnsafeBytes { bytes in
                (0..<bytes.count / 4).contains {
                    Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
                    )
                    .isNaN
                }
            }
        if hasNone { throw ONNXDefect("its tensor '\(tensor.name)' holds what is no number") }
    }
}

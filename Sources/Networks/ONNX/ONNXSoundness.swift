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

    /// The same image always gives the same features: no node draws numbers, nor one of a graph or a function inside.
    /// - Throws: ``ONNXDefect``.
    static func checkDrawsNothing(_ model: Onnx_ModelProto) throws {
        let functions = Dictionary(
            model.functions.map { (functionName($0.domain, $0.name), $0.node) },
            uniquingKeysWith: { first, _ in first })
        // A function that calls itself is looked at once.
        var seen: Set<String> = []
        var waiting = [model.graph.node]
        var truths = truths(in: model.graph)
        while let nodes = waiting.popLast() {
            for node in nodes {
                if draws(node, truths) {
                    throw ONNXDefect(
                        "it draws random numbers (\(node.opType)), so that an image has other features each time. Name a "
                            + "tensor before that with --features")
                }
                for inner in graphs(in: node) {
                    truths.formUnion(Self.truths(in: inner))
                    waiting.append(inner.node)
                }
                let name = functionName(node.domain, node.opType)
                if let body = functions[name], seen.insert(name).inserted {
                    truths.formUnion(Self.truths(of: body))
                    waiting.append(body)
                }
            }
        }
    }

    private static func functionName(_ domain: String, _ name: String) -> String { "\(domain)\n\(name)" }

    private static func graphs(in node: Onnx_NodeProto) -> [Onnx_GraphProto] {
        node.attribute.flatMap { $0.graphs + ($0.hasG ? [$0.g] : []) }
    }

    /// Dropout draws where its third input says that the network is being trained.
    private static func draws(_ node: Onnx_NodeProto, _ truths: Set<String>) -> Bool {
        drawing.contains(node.opType)
            || node.opType == "Dropout" && node.input.count > 2 && truths.contains(node.input[2])
    }

    /// Names of values of a graph that are known to be `true`.
    private static func truths(in graph: Onnx_GraphProto) -> Set<String> {
        truths(of: graph.node).union(graph.initializer.filter(isTrue).map(\.name))
    }

    private static func truths(of nodes: [Onnx_NodeProto]) -> Set<String> {
        Set(
            nodes.filter { node in
                node.opType == "Constant" && node.attribute.contains { $0.hasT && isTrue($0.t) }
            }.flatMap(\.output))
    }

    private static func isTrue(_ tensor: Onnx_TensorProto) -> Bool {
        tensor.dataType == Int32(Onnx_TensorProto.DataType.bool.rawValue)
            && (tensor.rawData.first ?? UInt8(truncatingIfNeeded: tensor.int32Data.first ?? 0)) != 0
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

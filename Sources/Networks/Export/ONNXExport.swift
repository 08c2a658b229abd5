internal import AerialCore
internal import ONNXSchema
internal import SwiftProtobuf

public import struct Foundation.Data

/// A model as one ONNX file: bytes of pixels in, probabilities out. Normalisation and a forest are inside.
public struct ONNXExport: Sendable {
    /// What the file's input is called: bytes; images, bands, rows, columns.
    public static let inputName = "pixels"
    /// What its output is called: images, classes.
    public static let outputName = "probabilities"
    /// Of ONNX's own operators.
    public static let operatorSet = 17
    static let treeOperatorSet = 3
    static let treeDomain = "ai.onnx.ml"

    /// The network to write; of its outputs the logits.
    public let plan: InferencePlan
    /// What is said of the model in the file's metadata, by key.
    public let metadata: [String: String]
    /// Which version of the program writes.
    public let version: String

    /// - Parameters:
    ///   - plan: the network; of its outputs the logits.
    ///   - metadata: what is said of the model, by key.
    ///   - version: of the program that writes.
    public init(plan: InferencePlan, metadata: [String: String], version: String) {
        self.plan = plan
        self.metadata = metadata
        self.version = version
    }

    /// The file. The same model gives the same bytes.
    /// - Throws: ``ONNXExportError``.
    public func encoded() throws -> Data {
        guard let end = plan.outputs.first(where: { $0.output == .logits }) else {
            throw ONNXExportError.noLogits
        }
        var model = Onnx_ModelProto()
        model.irVersion = 8
        model.producerName = "aerial"
        model.producerVersion = version
        model.opsetImport = [Self.operators("", Self.operatorSet)]
        var writer = ONNXPlanWriter(plan: plan)
        let features = try writer.write(upTo: end.step, into: &model)
        writer.writeEnd(of: features)
        if plan.forest != nil, !model.opsetImport.contains(where: { $0.domain == Self.treeDomain }) {
            model.opsetImport.append(Self.operators(Self.treeDomain, Self.treeOperatorSet))
        }
        model.graph = writer.builder.graph
        model.metadataProps = metadata.sorted { $0.key < $1.key }.map { key, value in
            var entry = Onnx_StringStringEntryProto()
            entry.key = key
            entry.value = value
            return entry
        }
        let weights = model.graph.initializer.reduce(0) { $0 + $1.rawData.count }
        guard weights < ONNXContents.mostBytes else { throw ONNXExportError.tooLarge }
        return try model.serializedBytes()
    }

    private static func operators(_ domain: String, _ version: Int) -> Onnx_OperatorSetIdProto {
        var set = Onnx_OperatorSetIdProto()
        set.domain = domain
        set.version = Int64(version)
        return set
    }
}

/// Why a model makes no ONNX file.
public enum ONNXExportError: Error, Equatable, CustomStringConvertible {
    case noLogits
    case tooLarge
    /// An imported network's own operators are of a version that the rest cannot be written in.
    case oldOperators(version: Int)

    public var description: String {
        switch self {
        case .noLogits: "the network was asked for no logits, from which probabilities come."
        case .tooLarge: "the model's weights take more than 2 GiB, which one ONNX file does not hold."
        case .oldOperators(let version):
            "the model's network came as ONNX of operator set \(version), and 13 is the first that the rest can be "
                + "written in. Export the network again for a newer one and import it anew."
        }
    }
}

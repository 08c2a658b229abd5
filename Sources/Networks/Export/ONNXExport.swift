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

    /// What a file gives.
    public enum Form: Sendable {
        /// Bytes of pixels in, ``ONNXExport/inputName``, and the probabilities of the whole image.
        case classifier
        /// Pixels from 0 to 1 in, ``ONNXExport/imageName``, and probabilities for each of them: those of the cell that it lies in. Programs
        /// that run networks over rasters take such files for segmentation.
        case map

        /// What is computed for it.
        public var output: NetworkOutput { self == .classifier ? .logits : .cells }
    }

    /// What the input of a ``Form/map`` is called: pixels from 0 to 1; images, bands, rows, columns.
    public static let imageName = "image"

    /// What the file gives.
    public let form: Form
    /// The network to write; of its outputs that of the form.
    public let plan: InferencePlan
    /// What is said of the model in the file's metadata, by key.
    public let metadata: [String: String]
    /// Which version of the program writes.
    public let version: String

    /// - Parameters:
    ///   - plan: the network; of its outputs that of the form.
    ///   - metadata: what is said of the model, by key.
    ///   - version: of the program that writes.
    public init(
        plan: InferencePlan, form: Form = .classifier, metadata: [String: String], version: String
    ) {
        self.form = form
        self.plan = plan
        self.metadata = metadata
        self.version = version
    }

    /// The file. The same model gives the same bytes.
    /// - Throws: ``ONNXExportError``.
    public func encoded() throws -> Data {
        guard let end = plan.outputs.first(where: { $0.output == form.output }) else {
            throw ONNXExportError.noLogits
        }
        var model = Onnx_ModelProto()
        model.irVersion = 8
        model.producerName = "aerial"
        model.producerVersion = version
        model.opsetImport = [Self.operators("", Self.operatorSet)]
        var writer = ONNXPlanWriter(plan: plan, form: form)
        let value = try writer.write(upTo: end.step, into: &model)
        switch form {
        case .classifier: writer.writeEnd(of: value)
        case .map: try writer.writeMap(of: value)
        }
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
    /// Trees take the place of the head, which no layer is.
    case noMapOfTrees
    /// The cells of an image are no whole number of pixels wide.
    case unevenCells(pixels: Int, cells: Int)
    /// An imported network's own operators are of a version that the rest cannot be written in.
    case oldOperators(version: Int)

    public var description: String {
        switch self {
        case .noLogits: "the network was asked for no logits, from which probabilities come."
        case .noMapOfTrees:
            "decision trees take the place of its head, and a map of pixels is made by layers alone. Train a logistic regression."
        case .unevenCells(let pixels, let cells):
            "an image of \(pixels) pixels has \(cells) cells a side, which are no whole number of pixels wide. Take tiles of a "
                + "multiple of 32 pixels."
        case .tooLarge: "the model's weights take more than 2 GiB, which one ONNX file does not hold."
        case .oldOperators(let version):
            "the model's network came as ONNX of operator set \(version), and 13 is the first that the rest can be "
                + "written in. Export the network again for a newer one and import it anew."
        }
    }
}

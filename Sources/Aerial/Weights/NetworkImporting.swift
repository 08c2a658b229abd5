internal import Foundation
internal import Inference
public import Networks

/// Keeps an ONNX file as a network of one's own, which is then called by its name like any other.
public struct NetworkImportPlan: Journey {
    /// The ONNX file. Weights beside it are brought into the copy.
    public var file: String
    /// What the network is called from now on.
    public var name: String
    /// What the file does not say of its input and its features.
    public var input = ONNXInput()
    /// How many threads work.
    public var threads = Threads.all

    /// Makes a plan; what it does not name has its usual value.
    public init(file: String, name: String) {
        self.file = file
        self.name = name
    }

    /// Reads the file, runs it once on noise, and keeps the part up to the features.
    public func run(_ observer: any JourneyObserver) throws -> ImportedNetwork {
        try checkName()
        try PlanValue.check(threads: threads)
        let encoder = try ONNXFile(path: file).encoder(input)
        let backbone: Backbone
        do { backbone = try ONNXTrial.network(of: encoder, name: name, threads: threads) } catch {
            throw CommandError(
                "cannot use the ONNX file \(file) up to '\(encoder.features)': \(Self.firstLine(of: error))")
        }
        let (kept, unknown) = try keep(backbone, of: encoder)
        let path = WeightsStore().weightsPath(for: kept) ?? WeightsStore().onnxPath(named: name)
        let imported = ImportedNetwork(
            name: name, path: path, sha256: try FileChecksum.sha256(ofFile: path), features: encoder.features,
            featureCount: backbone.featureCount, inputSize: encoder.inputSize, bands: encoder.bands,
            takesSingleImages: kept.onnxNetwork?.takesSingleImages ?? false,
            normalization: kept.normalization, unknownLayers: unknown,
            hasCells: try Self.hasCells(kept, of: encoder))
        observer.say(imported.sentence(isBeforeDense: encoder.isBeforeDense))
        return imported
    }

    /// Layer by layer where that gives what the file gives, else as the file.
    private func keep(
        _ backbone: Backbone, of encoder: ONNXEncoder
    ) throws -> (kept: Backbone, unknownLayers: [String]) {
        let store = WeightsStore()
        let translated: TranslatedNetwork
        do { translated = try encoder.translated() } catch {
            try store.importNetwork(backbone)
            return (backbone, (error as? UnknownLayers)?.kinds ?? ["\(error)"])
        }
        guard try ONNXTrial.agrees(translated, with: backbone, threads: threads) else {
            try store.importNetwork(backbone)
            return (backbone, ["layers that give other numbers here than in the file"])
        }
        try store.importNetwork(translated, named: name)
        return (
            Backbone(name, layers: translated.graph, normalization: translated.normalization), []
        )
    }

    /// Whether its layers say where in an image they see what.
    private static func hasCells(_ backbone: Backbone, of encoder: ONNXEncoder) throws -> Bool {
        let graph = try backbone.graph(
            inputSize: encoder.inputSize, inputChannels: encoder.bands, classCount: 1)
        return graph.cellSource(hasForest: false) != nil
    }

    private func checkName() throws {
        guard WeightsStore.isNetworkName(name) else {
            throw CommandError(
                "'\(name)' cannot be a network's name. Use up to 64 letters, digits and -_. and begin with a letter or a digit."
            )
        }
        guard Backbone(named: name) == nil else {
            throw CommandError("'\(name)' is a network that the program brings. Choose another name.")
        }
    }

    /// The engine tells of its own source files after the first line.
    private static func firstLine(of error: any Error) -> String {
        let lines = "\(error)".split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        return String(lines.filter { !$0.isEmpty }.prefix(3).joined(separator: " ").prefix(600))
    }
}

/// An ONNX network that is kept under a name.
public struct ImportedNetwork: Codable, Sendable {
    /// What it is called.
    public let name: String
    /// Where the copy lies.
    public let path: String
    /// Of the file there.
    public let sha256: String
    /// The tensor that holds the features.
    public let features: String
    /// Numbers in the features of an image.
    public let featureCount: Int
    /// The side of its images in pixels.
    public let inputSize: Int
    /// The bands of its images.
    public let bands: Int
    /// It runs on one image at a time.
    public let takesSingleImages: Bool
    /// How pixels become its input, on the scale 0 to 255.
    public let normalization: PixelNormalization
    /// The kinds of its layers that are none of the program's own, for which it runs as the file that it came as; empty where
    /// it was translated, and is fine-tuned and quantized like a network that the program brings.
    public let unknownLayers: [String]
    /// It ends in a mean over places, and is mapped in detail too.
    public let hasCells: Bool

    func sentence(isBeforeDense: Bool) -> String {
        "\(name): \(featureCount) features ('\(features)'"
            + (isBeforeDense ? ", what the last dense layer takes" : "")
            + ") of images of \(inputSize) pixels and \(bands) bands"
            + (takesSingleImages ? ", one image at a time as it was exported (an open batch is faster)" : "")
            + "; kept in \(path)\n" + remark
    }

    private var remark: String {
        unknownLayers.isEmpty
            ? "Its layers are the program's own: 'finetune' and 'quantize' take it too"
                + (hasCells
                    ? ", and 'score --detail'."
                    : ". 'score --detail' does not: its features are no mean over places.")
            : "It runs as the file that it is, for 'transfer' and what follows it: \(UnknownLayers(kinds: unknownLayers)), so "
                + "'finetune', 'quantize' and 'score --detail' do not take it."
    }
}

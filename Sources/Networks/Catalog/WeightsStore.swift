internal import AerialCore
internal import Foundation

/// The folder where pretrained weights lie once they were fetched: `weights/` under `$AERIAL_HOME`, or under
/// `~/.cache/aerial`.
public struct WeightsStore: Hashable, Sendable {
    /// The folder that holds `weights/`.
    public let directory: String

    /// - Parameter directory: the folder that holds `weights/`, or will.
    public init(directory: String) {
        self.directory = directory
    }

    /// The store that the process's environment names.
    public init() {
        self.init(environment: ProcessInfo.processInfo.environment)
    }

    /// The store that the given environment names.
    public init(environment: [String: String]) {
        if let home = environment["AERIAL_HOME"], !home.isEmpty {
            directory = home
        } else {
            directory = (environment["HOME"] ?? NSHomeDirectory()) + "/.cache/aerial"
        }
    }

    /// Where the files of weights lie.
    public var weightsDirectory: String { directory + "/weights" }

    /// Where a pinned file lies, or will lie.
    public func path(of pinned: PinnedWeights) -> String {
        "\(weightsDirectory)/\(pinned.fileName)"
    }

    /// Where a user's own weights for a backbone lie, or will lie.
    public func importedPath(for backbone: Backbone) -> String {
        "\(weightsDirectory)/imported-\(backbone.name).safetensors"
    }

    /// The weights to use for a backbone: imported ones before pinned ones; `nil` when neither is there.
    public func weightsPath(for backbone: Backbone) -> String? {
        if backbone.isImported {
            return backbone.onnxNetwork == nil
                ? layersPath(named: backbone.name) : onnxPath(named: backbone.name)
        }
        let pinned = WeightsCatalog.pinned(named: backbone.name).map { path(of: $0) }
        return [importedPath(for: backbone), pinned].compactMap { $0 }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Keeps `weights` as the imported ones of a backbone, in place of earlier ones.
    /// - Throws: ``WeightsError/cannotWrite(path:reason:)``.
    public func importWeights(_ weights: NetworkWeights, for backbone: Backbone) throws {
        let path = importedPath(for: backbone)
        do {
            try FileManager.default.createDirectory(
                atPath: weightsDirectory, withIntermediateDirectories: true)
            // Written aside and renamed.
            try weights.safetensors().write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw WeightsError.cannotWrite(path: path, reason: error.fileReason)
        }
    }
}

// MARK: - ONNX networks

extension WeightsStore {
    /// Where the folders of imported ONNX networks lie, by name.
    private var networksDirectory: String { "\(weightsDirectory)/onnx" }

    private func folder(ofNetwork name: String) -> String { "\(networksDirectory)/\(name)" }

    /// Where the file of an imported ONNX network lies, or will lie.
    public func onnxPath(named name: String) -> String {
        "\(folder(ofNetwork: name))/\(NetworkFile.onnxName)"
    }

    /// Where the weights of an imported network lie that was translated into layers, or will lie.
    public func layersPath(named name: String) -> String {
        "\(folder(ofNetwork: name))/\(ModelBundle.weightsName)"
    }

    /// Letters, digits and what stands between them: a name is a folder's too.
    public static func isNetworkName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && (1...64).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasPrefix("-")
    }

    /// A network by its name: a known one, or an imported one of this store; `nil` where there is none.
    public func backbone(named name: String) -> Backbone? {
        Backbone(named: name) ?? (try? importedBackbone(named: name))
    }

    /// The names of imported ONNX networks.
    public var importedNames: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: networksDirectory)) ?? []
        return names.filter { Self.isNetworkName($0) }.sorted()
    }

    /// - Returns: `nil` where none is called so.
    /// - Throws: an error that says what is wrong with its files.
    public func importedBackbone(named name: String) throws -> Backbone? {
        guard Self.isNetworkName(name), let file = try NetworkFile.read(from: folder(ofNetwork: name)) else {
            return nil
        }
        do {
            let graph = try file.graph(in: folder(ofNetwork: name))
            guard case .image(let bands, _, _) = graph.inputShape, file.normalization.mean.count == bands,
                file.normalization.standardDeviation.count == bands,
                !file.normalization.standardDeviation.contains(0)
            else { throw NetworkFileDefect("its normalization is not of its bands") }
            if let network = graph.onnxNetwork {
                return Backbone(name, onnx: network, normalization: file.normalization)
            }
            guard graph.hasLinearHead else { throw NetworkFileDefect("it does not end in a dense layer") }
            return Backbone(name, layers: graph, normalization: file.normalization)
        } catch {
            throw ONNXError.unusable(
                path: "\(folder(ofNetwork: name))/\(NetworkFile.fileName)", reason: "\(error)")
        }
    }

    /// Keeps an ONNX network under its name, in place of an earlier one.
    /// - Throws: ``WeightsError/cannotWrite(path:reason:)``, ``GraphError``.
    public func importNetwork(_ backbone: Backbone) throws {
        guard let network = backbone.onnxNetwork else { return }
        let graph = try backbone.graph(
            inputSize: network.inputSize, inputChannels: network.bands, classCount: 1)
        let file = NetworkFile(graph, name: backbone.name, normalization: backbone.normalization)
        try keep(file, beside: network.contents, called: NetworkFile.onnxName)
    }

    /// Keeps an ONNX network that was translated into layers under a name, in place of an earlier one.
    /// - Throws: ``WeightsError/cannotWrite(path:reason:)``.
    public func importNetwork(_ network: TranslatedNetwork, named name: String) throws {
        let file = NetworkFile(network.graph, name: name, normalization: network.normalization)
        try keep(file, beside: try network.weights.safetensors(), called: ModelBundle.weightsName)
    }

    private func keep(_ file: NetworkFile, beside contents: Data, called contentsName: String) throws {
        let path = folder(ofNetwork: file.name)
        do {
            let staged = try StagedFolder(for: path)
            try file.encoded().write(to: URL(fileURLWithPath: "\(staged.path)/\(NetworkFile.fileName)"))
            try contents.write(to: URL(fileURLWithPath: "\(staged.path)/\(contentsName)"))
            try staged.commit()
        } catch {
            throw WeightsError.cannotWrite(path: path, reason: error.fileReason)
        }
    }
}

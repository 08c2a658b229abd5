internal import AerialCore
internal import Foundation

/// `network.json`: a model's own network, layer by layer, so that the model does not depend on a name that a program knows.
struct NetworkFile: Codable {
    static let fileName = "network.json"
    static let currentFormatVersion = 1

    let formatVersion: Int
    /// What people call it.
    let name: String
    let normalization: PixelNormalization
    /// In an order in which they can be computed; the first is the input.
    let layers: [LayerRecord]
    /// The pooled output before the head, by its position among the layers.
    let features: Int
    let head: Int
    let output: Int

    init(_ graph: LayerGraph, name: String, normalization: PixelNormalization) {
        formatVersion = Self.currentFormatVersion
        self.name = name
        self.normalization = normalization
        layers = graph.nodes.map(LayerRecord.init)
        features = graph.featureNode
        head = graph.headNode
        output = graph.outputNode
    }

    /// Keys sorted: the same network gives the same bytes.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// - Returns: `nil` where the folder holds none, as models of format version 1.
    /// - Throws: ``ModelError/unreadableNetwork(path:reason:)``.
    static func read(from folder: String) throws -> NetworkFile? {
        let path = "\(folder)/\(fileName)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path),
            data.count <= mostBytes, let file = try? JSONDecoder().decode(NetworkFile.self, from: data)
        else {
            throw ModelError.unreadableNetwork(path: folder, reason: "it is no list of layers")
        }
        guard file.formatVersion == currentFormatVersion else {
            throw ModelError.unreadableNetwork(
                path: folder,
                reason:
                    "it has the format version \(file.formatVersion), this program reads \(currentFormatVersion)"
            )
        }
        return file
    }

    private static let mostBytes = 64 << 20
}

extension NetworkFile {
    private static let mostLayers = 10_000

    /// The file beside this one that a layer of the kind `onnx` stands for.
    static let onnxName = "network.onnx"

    /// The network of the list and of the ONNX file in its folder, where a layer stands for one.
    /// - Throws: ``NetworkFileDefect`` or ``ONNXDefect``.
    func graph(in folder: String) throws -> LayerGraph {
        guard layers.contains(where: \.isONNX) else { return try graph(onnx: nil) }
        return try graph(onnx: try ONNXContents.read(from: "\(folder)/\(Self.onnxName)"))
    }

    /// The network, built anew: every shape is computed again and compared with what the file says.
    /// - Parameter onnx: the contents of the ONNX file beside it.
    /// - Throws: ``NetworkFileDefect``.
    func graph(onnx: Data? = nil) throws -> LayerGraph {
        guard layers.count <= Self.mostLayers, layers.count(where: \.isONNX) <= 1, let first = layers.first,
            try first.checkedLayer() == .input,
            case .image(let channels, let height, let width)? = first.checkedShape, height == width
        else { throw NetworkFileDefect("it does not begin with the input of a square image") }
        var builder = LayerGraphBuilder(inputChannels: channels, inputSize: height)
        var names: Set<String> = []
        for (position, record) in layers.enumerated().dropFirst() {
            try append(record, at: position, to: &builder, onnx: onnx)
            if let name = record.name, !names.insert(name).inserted {
                throw NetworkFileDefect("two layers are called '\(name)'")
            }
        }
        for end in [features, head, output] where !layers.indices.contains(end) || end == 0 {
            throw NetworkFileDefect("it has no layer \(end)")
        }
        let graph = builder.graph(features: features, head: head, output: output)
        if let defect = graph.endDefect { throw NetworkFileDefect(defect) }
        return graph
    }

    private func append(
        _ record: LayerRecord, at position: Int, to builder: inout LayerGraphBuilder, onnx: Data?
    ) throws {
        let source = record.inputs.first == 0 ? layers[0].checkedShape : nil
        let layer = try record.checkedLayer(after: source, onnx: onnx)
        let place = "the layer \(position) (\(record.layer))"
        guard layer != .input, layer.takes(record.inputs.count),
            record.inputs.allSatisfy({ (0..<position).contains($0) })
        else { throw NetworkFileDefect("\(place) has no usable inputs") }
        guard layer.hasParameters == (record.name?.isEmpty == false) else {
            throw NetworkFileDefect("\(place) has parameters without a name, or a name without parameters")
        }
        do {
            _ = try builder.append(layer, name: record.name ?? "", inputs: record.inputs)
        } catch {
            throw NetworkFileDefect("\(error)")
        }
        guard let shape = builder.lastShape, shape == record.checkedShape else {
            throw NetworkFileDefect("\(place) does not give the shape \(record.shape)")
        }
    }
}

/// What is wrong with a `network.json`.
struct NetworkFileDefect: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension LayerGraph {
    /// Why features, head and output are no end of a network; `nil` where they are.
    fileprivate var endDefect: String? {
        guard case .vector = nodes[featureNode].shape, case .vector = nodes[outputNode].shape else {
            return "its features or its output are no vector"
        }
        switch nodes[headNode].layer {
        case .dense, .convolution:
            return featureNode < headNode && headNode <= outputNode
                ? nil : "its features, its head and its output do not follow each other"
        default: return "its head is neither a dense layer nor a convolution"
        }
    }
}

extension Layer {
    fileprivate var hasParameters: Bool {
        switch self {
        case .convolution, .batchNormalization, .layerNormalization, .dense: true
        default: false
        }
    }

    /// Whether it has this many inputs.
    fileprivate func takes(_ count: Int) -> Bool {
        switch self {
        case .input: count == 0
        case .add, .multiply: count == 2
        case .concatenate: (1...64).contains(count)
        default: count == 1
        }
    }
}

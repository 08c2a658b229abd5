/// An ONNX network as layers of the program's own: whatever takes a built-in network takes it.
public struct TranslatedNetwork: Sendable {
    /// With a dense head of one class on the features.
    public let graph: LayerGraph
    /// Of all layers but the head.
    public let weights: NetworkWeights
    /// How pixels become its input: what the file does to them first is in it.
    public let normalization: PixelNormalization

    /// The head's name.
    static let headName = "head"
}

/// Layers of an ONNX network that are none of the program's own.
public struct UnknownLayers: Error, Equatable, CustomStringConvertible {
    /// Their kinds, the most frequent first: `LayerNormalization`, or `Conv with dilations`.
    public let kinds: [String]

    /// - Parameter kinds: the most frequent first.
    public init(kinds: [String]) {
        self.kinds = kinds
    }

    public var description: String {
        "the program's own layers do not have: \(kinds.prefix(12).joined(separator: ", "))"
            + (kinds.count > 12 ? " and \(kinds.count - 12) more" : "")
    }
}

extension ONNXEncoder {
    /// The same network layer by layer.
    /// - Throws: ``UnknownLayers`` where it has others than the program's own.
    public func translated() throws -> TranslatedNetwork {
        var translator = try ONNXTranslator(
            contents: contents, inputSize: inputSize, bands: bands, layout: layout)
        return try translator.network(normalization: normalization)
    }
}

extension ONNXNetwork {
    /// The kinds of its layers that are none of the program's own, the most frequent first; empty where all are.
    public var unknownLayers: [String] {
        do {
            var translator = try ONNXTranslator(
                contents: contents, inputSize: inputSize, bands: bands, layout: layout)
            let plain = [Float](repeating: 1, count: bands)
            _ = try translator.network(
                normalization: PixelNormalization(mean: plain, standardDeviation: plain))
            return []
        } catch let unknown as UnknownLayers {
            return unknown.kinds
        } catch {
            return layerKinds
        }
    }
}

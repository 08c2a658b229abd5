internal import AerialCore
public import Foundation
internal import ONNXSchema
internal import SwiftProtobuf

/// Why an ONNX file cannot be used.
public enum ONNXError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case unusable(path: String, reason: String)
    /// What the file does not say, and nobody else did.
    case incomplete(path: String, missing: [String])

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the ONNX file \(path): \(reason). Check the path and its permissions."
        case .unusable(let path, let reason):
            "cannot use the ONNX file \(path): \(reason)."
        case .incomplete(let path, let missing):
            "the ONNX file \(path) does not say all that is needed. Give "
                + missing.joined(separator: "; and ")
                + "."
        }
    }
}

/// What its user knows of an ONNX file; what is `nil` is read from the file.
public struct ONNXInput: Sendable {
    /// The side of its images in pixels.
    public var inputSize: Int?
    /// The order of its input's dimensions.
    public var layout: ImageLayout?
    /// One number for all bands or one each, taken off a pixel.
    public var mean: [Float]?
    /// One number for all bands or one each, by which a pixel is divided.
    public var standardDeviation: [Float]?
    /// The value of a white pixel on the scale of the two, 1 or 255; `nil` to tell it by their size.
    public var pixelRange: Float?
    /// The name of the tensor that holds the features; `nil` for what the last dense layer takes.
    public var features: String?

    /// Nothing is known beside the file.
    public init() {}
}

/// An ONNX file, read for what it takes and gives. Weights beside it are brought into it.
public struct ONNXFile: Sendable {
    let path: String
    let model: Onnx_ModelProto

    /// - Throws: ``ONNXError`` for what is no network, whose numbers do not fit their shapes, or whose weights lie elsewhere
    ///   than in its folder.
    public init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw ONNXError.cannotOpen(
                path: path, reason: isFolder.boolValue ? "it is a folder" : "there is none")
        }
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw ONNXError.cannotOpen(path: path, reason: error.fileReason)
        }
        do {
            var model = try ONNXContents.parse(data)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            var tensors = ONNXTensors(folder: folder)
            try tensors.complete(&model)
            self.model = model
        } catch {
            throw ONNXError.unusable(path: path, reason: "\(error)")
        }
        self.path = path
    }

    /// The part of the network from the image to the features, and how it takes pixels.
    /// - Throws: ``ONNXError``; one for all that is missing.
    public func encoder(_ known: ONNXInput) throws -> ONNXEncoder {
        do {
            let input = try ONNXImage(of: model, known: known)
            guard input.missing.isEmpty, let side = input.side, let normalization = input.normalization else {
                throw ONNXError.incomplete(path: path, missing: input.missing)
            }
            let cut = ONNXCut(graph: model.graph)
            let (features, isBeforeDense) = try cut.features(named: known.features)
            var part = model
            part.graph = cut.graph(to: features, input: input.named(side: side))
            try ONNXSoundness.checkDrawsNothing(part)
            part.clearDocString()
            part.metadataProps = []
            part.trainingInfo = []
            let contents: Data = try part.serializedBytes()
            return ONNXEncoder(
                inputSize: side, bands: input.bands, layout: input.layout, normalization: normalization,
                isFixedToOne: input.isFixedToOne, features: features, isBeforeDense: isBeforeDense,
                contents: contents)
        } catch let defect as ONNXDefect {
            throw ONNXError.unusable(path: path, reason: defect.description)
        }
    }
}

/// The part of an ONNX network that ends in features.
public struct ONNXEncoder: Sendable {
    /// The side of its images in pixels.
    public let inputSize: Int
    /// The bands of its images.
    public let bands: Int
    /// The order of its input's dimensions.
    public let layout: ImageLayout
    /// How pixels become its input.
    public let normalization: PixelNormalization
    /// The file takes one image at a time by its own word.
    public let isFixedToOne: Bool
    /// The tensor that holds the features.
    public let features: String
    /// They are what the last dense layer took.
    public let isBeforeDense: Bool
    /// The ONNX file of this part: one input, one output.
    public let contents: Data

    /// The network, once it is known how many numbers it gives.
    public func network(featureCount: Int, takesSingleImages: Bool) -> ONNXNetwork {
        ONNXNetwork(
            inputSize: inputSize, bands: bands, layout: layout, featureCount: featureCount,
            takesSingleImages: takesSingleImages, contents: contents)
    }
}

extension ONNXNetwork {
    /// The kinds of layers in it, the most frequent first.
    public var layerKinds: [String] {
        let nodes = (try? ONNXContents.parse(contents))?.graph.node ?? []
        let counts = nodes.reduce(into: [:]) { $0[$1.opType, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}

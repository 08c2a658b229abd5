public import struct Foundation.Data

/// The order in which a network takes a picture's numbers.
public enum ImageLayout: String, Sendable, Codable, CaseIterable {
    /// Bands, rows, columns: PyTorch's.
    case channelsFirst = "NCHW"
    /// Rows, columns, bands: TensorFlow's.
    case channelsLast = "NHWC"
}

/// A network that came as an ONNX file, as one layer of a graph: a normalised image in, a vector out. Engines that read such
/// files run it; none looks inside.
public struct ONNXNetwork: Hashable, Sendable {
    /// The side of the images that it takes, in pixels.
    public let inputSize: Int
    /// The bands of the images that it takes.
    public let bands: Int
    /// The order in which it takes their numbers.
    public let layout: ImageLayout
    /// Numbers that it gives for an image.
    public let featureCount: Int
    /// A run takes one image and no more.
    public let takesSingleImages: Bool
    /// The file: one input, one output, all weights in it.
    public let contents: Data

    /// - Parameters:
    ///   - inputSize: the side of the images that it takes, in pixels.
    ///   - takesSingleImages: a run takes one image and no more.
    ///   - contents: the file; one input, one output, all weights in it.
    public init(
        inputSize: Int, bands: Int, layout: ImageLayout, featureCount: Int, takesSingleImages: Bool,
        contents: Data
    ) {
        self.inputSize = inputSize
        self.bands = bands
        self.layout = layout
        self.featureCount = featureCount
        self.takesSingleImages = takesSingleImages
        self.contents = contents
    }
}

extension LayerGraph {
    /// The ONNX file that is one of its layers; `nil` for networks of layers alone.
    public var onnxNetwork: ONNXNetwork? {
        nodes.lazy.compactMap { if case .onnx(let network) = $0.layer { network } else { nil } }.first
    }
}

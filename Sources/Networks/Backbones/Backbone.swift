public import AerialCore

/// A network that is known by name: how it is built, how it takes pixels, and where its pretrained weights are.
///
/// A new one is a file in this folder: its design, and its entry as an extension of this type; ``allCases`` names it.
public struct Backbone: Sendable {
    /// As options and files write it.
    public let name: String
    /// The side of the images it was made for, in pixels.
    public let nativeInputSize: Int
    /// The pixels that its pretrained weights expect.
    public let normalization: PixelNormalization
    /// The length of the vector before the head.
    public let featureCount: Int
    /// The pretrained weights that a package registry keeps; `nil` where none are known.
    public let pretrained: PinnedWeights?
    private let design: any NetworkDesign

    /// - Parameters:
    ///   - name: as options and files write it.
    ///   - featureCount: the length of the vector before the head.
    ///   - pretrained: weights of ImageNet's classes that a package registry keeps.
    init(
        _ name: String, nativeInputSize: Int = Backbone.defaultInputSize,
        normalization: PixelNormalization = .imageNet, featureCount: Int, design: any NetworkDesign,
        pretrained: PinnedWeights? = nil
    ) {
        self.name = name
        self.nativeInputSize = nativeInputSize
        self.normalization = normalization
        self.featureCount = featureCount
        self.design = design
        self.pretrained = pretrained
    }

    /// A network that came as an ONNX file.
    /// - Parameter name: as options and files write it; none of the known ones.
    public init(_ name: String, onnx network: ONNXNetwork, normalization: PixelNormalization) {
        self.init(
            name, nativeInputSize: network.inputSize, normalization: normalization,
            featureCount: network.featureCount, design: ONNXDesign(network: network))
    }

    /// The ONNX file that it came as; `nil` for one that is built of layers.
    public var onnxNetwork: ONNXNetwork? { (design as? ONNXDesign)?.network }

    /// It came as an ONNX file, translated or not.
    public var isImported: Bool { onnxNetwork != nil || design is LayersDesign }

    /// The bands that it was made for.
    public var bandCount: Int { (design as? LayersDesign)?.bandCount ?? onnxNetwork?.bands ?? 3 }

    /// An imported network of as many bands takes them in their order, whatever they are called; others go by the names of the
    /// colours.
    private func takesInOrder(_ tile: TileSpec) -> Bool { isImported && tile.bands.count == bandCount }

    /// How it takes the pixels of such tiles.
    public func normalization(for tile: TileSpec) -> PixelNormalization {
        // What was made for other bands than colours is refused where its layers are built.
        takesInOrder(tile) || bandCount != TileSpec.colorBands.count
            ? normalization : normalization.widened(to: tile)
    }

    /// The side of the images that pretrained backbones were made for, or near to it, in pixels.
    public static let defaultInputSize = 224

    /// The classes of ImageNet, which pretrained heads tell apart.
    public static let imageNetClassCount = 1000

    /// The network for square images of `inputSize` pixels and `inputChannels` bands and a head of `classCount` classes.
    /// - Throws: ``GraphError`` when the network shrinks such an image to nothing.
    public func graph(
        inputSize: Int = Backbone.defaultInputSize, inputChannels: Int = 3,
        classCount: Int = Backbone.imageNetClassCount
    ) throws -> LayerGraph {
        try design.graph(inputSize: inputSize, inputChannels: inputChannels, classCount: classCount)
    }
}

extension Backbone: CaseIterable {
    /// In the order in which they are listed to people.
    public static let allCases: [Backbone] = [
        .efficientNetLite0, .efficientNetLite1, .efficientNetLite2, .alexNet, .vgg16, .squeezeNet,
        .mobileNetV2,
        .resNet18, .resNet34, .resNet50,
    ]

    /// The backbone of this name; `nil` where none is called so.
    public init?(named name: String) {
        guard let known = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = known
    }
}

extension Backbone {
    /// The backbone that other programs know by this name: `efficientnet_lite0`, `resnet18.a1_in1k` (timm), `squeezenet1_1`
    /// (torchvision). Its own name is one of them.
    public init?(knownElsewhereAs name: String) {
        let untagged = name.lowercased().prefix { $0 != "." }
        let plain =
            ["tf_", "tv_"].first { untagged.hasPrefix($0) }.map { untagged.dropFirst($0.count) } ?? untagged
        let words = String(plain.replacing("_", with: "-"))
        self.init(named: ["mobilenetv2-100": "mobilenet-v2"][words] ?? words)
    }
}

/// Two are the same when they have the same name.
extension Backbone: Hashable {
    public static func == (one: Backbone, other: Backbone) -> Bool { one.name == other.name }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// In files a backbone is its name.
extension Backbone: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let known = Backbone(named: name) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "no backbone is called '\(name)'")
        }
        self = known
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// How a kind of network is built for an input and a number of classes.
protocol NetworkDesign: Sendable {
    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph
}

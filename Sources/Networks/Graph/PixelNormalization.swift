public import AerialCore

/// How 8-bit pixels become a network's input: `(value - mean) / standardDeviation`, band by band.
public struct PixelNormalization: Hashable, Sendable, Codable {
    /// One a band: of pretrained networks red, green, blue, on the scale 0 to 255.
    public let mean: [Float]
    /// One a band: of pretrained networks red, green, blue, on the scale 0 to 255.
    public let standardDeviation: [Float]

    /// Both as red, green, blue, on the scale 0 to 255.
    public init(mean: [Float], standardDeviation: [Float]) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// The same for a tile's bands: a colour keeps its numbers, any other band takes those of the colour that stands in for it.
    public func widened(to tile: TileSpec) -> PixelNormalization {
        guard !tile.isColor else { return self }
        let standIns = tile.standIns
        return PixelNormalization(
            mean: standIns.map { mean[$0] }, standardDeviation: standIns.map { standardDeviation[$0] })
    }

    /// Mean and spread of ImageNet's pixels, as torchvision states them.
    public static let imageNet = PixelNormalization(
        mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
        standardDeviation: [0.229 * 255, 0.224 * 255, 0.225 * 255])

    /// ImageNet's mean colour taken off, nothing more, as Caffe's networks expect it.
    public static let caffe = PixelNormalization(
        mean: [123.68, 116.779, 103.939], standardDeviation: [1, 1, 1])

    /// About -1 to 1, the input of the EfficientNet-lite networks.
    public static let efficientNetLite = PixelNormalization(
        mean: [127, 127, 127], standardDeviation: [128, 128, 128])
}

/// One tile's or one image's pixels as a network sees them: 8-bit RGB, row by row from the top, channels interleaved.
public struct TileImage: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// `height * width * 3` bytes, red first.
    public let rgb: [UInt8]
    /// Pixels that hold no imagery: nodata, transparent, or zero in all three channels.
    public let emptyPixelCount: Int

    public init(width: Int, height: Int, rgb: [UInt8], emptyPixelCount: Int) {
        precondition(rgb.count == width * height * 3, "a tile image holds width x height x 3 bytes")
        self.width = width
        self.height = height
        self.rgb = rgb
        self.emptyPixelCount = emptyPixelCount
    }

    /// A tile with more empty pixels than this is no data: the rule of the 2017 scenario.
    public static let emptyPixelLimit = 10

    public var isNodata: Bool { emptyPixelCount > Self.emptyPixelLimit }
}

/// How far apart the centres of neighbouring pixels are on the ground.
public struct GroundSampleDistance: Hashable, Sendable, Codable {
    public let metersPerPixel: Double

    public init(metersPerPixel: Double) {
        self.metersPerPixel = metersPerPixel
    }
}

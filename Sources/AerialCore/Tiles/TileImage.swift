/// One tile's or one image's pixels as a network sees them: 8-bit RGB, row by row from the top, channels interleaved.
public struct TileImage: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// `height * width * 3` bytes, red first.
    public let rgb: [UInt8]
    /// Pixels that hold no imagery: nodata, transparent, masked, or of a scene's border.
    public let emptyPixelCount: Int

    /// Traps when `rgb` does not hold `width * height * 3` bytes.
    public init(width: Int, height: Int, rgb: [UInt8], emptyPixelCount: Int) {
        precondition(rgb.count == width * height * 3, "a tile image holds width x height x 3 bytes")
        self.width = width
        self.height = height
        self.rgb = rgb
        self.emptyPixelCount = emptyPixelCount
    }

    /// A tile with more empty pixels than this is not learned from: the rule of the 2017 scenario.
    public static let emptyPixelLimit = 10

    /// Whether a tile has too many empty pixels to be learned from.
    public var isNodata: Bool { emptyPixelCount > Self.emptyPixelLimit }

    /// A tile is scored while no larger share of it is empty than this, unless told otherwise.
    public static let usualEmptyShare = 0.1

    /// The share of pixels without imagery, 0 to 1.
    public var emptyShare: Double { Double(emptyPixelCount) / Double(max(1, width * height)) }

    /// The same picture turned by a right angle, clockwise.
    public func turnedRight() -> TileImage {
        var turned = [UInt8](repeating: 0, count: rgb.count)
        rgb.withUnsafeBufferPointer { source in
            for row in 0..<height {
                for column in 0..<width {
                    let from = (row * width + column) * 3
                    let to = (column * height + (height - 1 - row)) * 3
                    turned[to] = source[from]
                    turned[to + 1] = source[from + 1]
                    turned[to + 2] = source[from + 2]
                }
            }
        }
        return TileImage(width: height, height: width, rgb: turned, emptyPixelCount: emptyPixelCount)
    }
}

/// How far apart the centres of neighbouring pixels are on the ground.
public struct GroundSampleDistance: Hashable, Sendable, Codable {
    /// In metres on the ground, above 0.
    public let metersPerPixel: Double

    /// - Parameter metersPerPixel: above 0.
    public init(metersPerPixel: Double) {
        self.metersPerPixel = metersPerPixel
    }
}

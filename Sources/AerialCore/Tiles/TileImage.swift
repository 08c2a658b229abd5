/// One tile's or one image's pixels as a network sees them: a block of bytes, row by row from the top, the bands of a pixel
/// beside each other.
public struct TileImage: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    public let bandCount: Int
    /// `height * width * bandCount` bytes.
    public let samples: [UInt8]
    /// The three bands that make a picture, red first, as positions among the bands.
    public let pictureBands: [Int]
    /// Pixels that hold no imagery: nodata, transparent, masked, or of a scene's border.
    public let emptyPixelCount: Int

    private static let colors = [0, 1, 2]

    /// A colour picture. Traps when `rgb` does not hold its bytes.
    /// - Parameter rgb: `height * width * 3` bytes, red first.
    public init(width: Int, height: Int, rgb: [UInt8], emptyPixelCount: Int) {
        self.init(
            width: width, height: height, samples: rgb, bandCount: 3, pictureBands: Self.colors,
            emptyPixelCount: emptyPixelCount)
    }

    /// - Parameters:
    ///   - samples: `height * width * bandCount` bytes, the bands of a pixel beside each other.
    ///   - pictureBands: three positions, as in ``TileSpec/pictureBands``.
    public init(
        width: Int, height: Int, samples: [UInt8], bandCount: Int, pictureBands: [Int], emptyPixelCount: Int
    ) {
        precondition(
            samples.count == width * height * bandCount, "a tile image holds width x height x bands bytes")
        precondition(
            pictureBands.count == 3 && pictureBands.allSatisfy { (0..<bandCount).contains($0) },
            "three of the bands make a picture")
        self.width = width
        self.height = height
        self.bandCount = bandCount
        self.samples = samples
        self.pictureBands = pictureBands
        self.emptyPixelCount = emptyPixelCount
    }

    /// The pixels as a colour picture: `height * width * 3` bytes, red first. Of a colour picture these are the
    /// ``samples`` themselves, nothing is copied.
    public var rgb: [UInt8] {
        if bandCount == 3, pictureBands == Self.colors { return samples }
        return [UInt8](unsafeUninitializedCapacity: width * height * 3) { output, count in
            samples.withUnsafeBufferPointer { source in
                for pixel in 0..<width * height {
                    for channel in 0..<3 {
                        output[pixel * 3 + channel] = source[pixel * bandCount + pictureBands[channel]]
                    }
                }
            }
            count = width * height * 3
        }
    }

    /// Other bytes of the same size and bands.
    public func replacingSamples(_ samples: [UInt8]) -> TileImage {
        TileImage(
            width: width, height: height, samples: samples, bandCount: bandCount, pictureBands: pictureBands,
            emptyPixelCount: emptyPixelCount)
    }

    /// A tile with more empty pixels than this is not learned from: the rule of the 2017 scenario.
    public static let emptyPixelLimit = 10

    /// Whether a tile has too many empty pixels to be learned from.
    public var isNodata: Bool { emptyPixelCount > Self.emptyPixelLimit }

    /// A tile is scored while no larger share of it is empty than this, unless told otherwise.
    public static let usualEmptyShare = 0.01

    /// The share of pixels without imagery, 0 to 1.
    public var emptyShare: Double { Double(emptyPixelCount) / Double(max(1, width * height)) }

    /// The same picture turned by a right angle, clockwise.
    public func turnedRight() -> TileImage {
        var turned = [UInt8](repeating: 0, count: samples.count)
        samples.withUnsafeBufferPointer { source in
            for row in 0..<height {
                for column in 0..<width {
                    let from = (row * width + column) * bandCount
                    let to = (column * height + (height - 1 - row)) * bandCount
                    for band in 0..<bandCount { turned[to + band] = source[from + band] }
                }
            }
        }
        return TileImage(
            width: height, height: width, samples: turned, bandCount: bandCount, pictureBands: pictureBands,
            emptyPixelCount: emptyPixelCount)
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

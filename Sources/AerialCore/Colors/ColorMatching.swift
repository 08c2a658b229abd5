/// How often each value occurs in the imagery of some tiles, by channel; pixels without imagery left out.
public struct ColorHistogram: Sendable, Equatable {
    /// `counts[channel][value]`
    public private(set) var counts = Array(repeating: [Int](repeating: 0, count: 256), count: 3)

    /// Without a pixel.
    public init() {}

    /// Counts the pixels of a tile; black ones hold no imagery.
    public mutating func add(_ image: TileImage) {
        image.rgb.withUnsafeBufferPointer { bytes in
            for pixel in stride(from: 0, to: bytes.count, by: 3)
            where bytes[pixel] | bytes[pixel + 1] | bytes[pixel + 2] != 0 {
                for channel in 0..<3 { counts[channel][Int(bytes[pixel + channel])] += 1 }
            }
        }
    }
}

/// Brings the colours of one date to those of another: each channel's values are replaced so that as many pixels lie
/// below each as at the other date (histogram matching). Made of the same tiles at both dates, of which most did not
/// change.
public struct ColorMatching: Sendable, Equatable {
    /// `values[channel][value]`, never falling; 0 only for 0.
    let values: [[UInt8]]

    /// - Parameters:
    ///   - source: of the date that is to be brought to the other.
    ///   - target: of the other date, of the same tiles.
    public init(from source: ColorHistogram, to target: ColorHistogram) {
        values = zip(source.counts, target.counts).map(Self.table)
    }

    /// The image in the other date's colours; pixels without imagery stay black.
    public func matched(_ image: TileImage) -> TileImage {
        var rgb = image.rgb
        rgb.withUnsafeMutableBufferPointer { bytes in
            for pixel in stride(from: 0, to: bytes.count, by: 3)
            where bytes[pixel] | bytes[pixel + 1] | bytes[pixel + 2] != 0 {
                for channel in 0..<3 {
                    bytes[pixel + channel] = values[channel][Int(bytes[pixel + channel])]
                }
            }
        }
        return TileImage(
            width: image.width, height: image.height, rgb: rgb, emptyPixelCount: image.emptyPixelCount)
    }

    /// For each value the one that as large a share of the target's pixels lies below, counted to the middle of a value.
    private static func table(from source: [Int], to target: [Int]) -> [UInt8] {
        let (all, wanted) = (Double(source.reduce(0, +)), Double(target.reduce(0, +)))
        guard all > 0, wanted > 0 else { return (0...255).map { UInt8($0) } }
        var below = 0.0
        var value = 0
        var reached = 0.0
        return source.enumerated().map { position, count in
            let share = (below + Double(count) / 2) / all
            below += Double(count)
            while value < 255, (reached + Double(target[value])) / wanted < share {
                reached += Double(target[value])
                value += 1
            }
            return position == 0 ? 0 : UInt8(max(1, value))
        }
    }
}

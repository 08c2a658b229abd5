/// How often each value occurs in the imagery of some tiles, by band; pixels without imagery left out.
public struct ColorHistogram: Sendable, Equatable {
    /// `counts[band][value]`; empty until a tile is added.
    public private(set) var counts: [[Int]] = []

    /// Without a pixel.
    public init() {}

    /// Counts the pixels of a tile; black ones hold no imagery.
    /// - Parameter image: of as many bands as those before it.
    public mutating func add(_ image: TileImage) {
        let bands = image.bandCount
        if counts.isEmpty { counts = Array(repeating: [Int](repeating: 0, count: 256), count: bands) }
        precondition(counts.count == bands, "the tiles of a histogram have the same bands")
        image.samples.withUnsafeBufferPointer { bytes in
            for pixel in stride(from: 0, to: bytes.count, by: bands)
            where (0..<bands).contains(where: { bytes[pixel + $0] != 0 }) {
                for band in 0..<bands { counts[band][Int(bytes[pixel + band])] += 1 }
            }
        }
    }
}

/// Brings the colours of one date to those of another: each band's values are replaced so that as many pixels lie
/// below each as at the other date (histogram matching). Made of the same tiles at both dates, of which most did not
/// change.
public struct ColorMatching: Sendable, Equatable, Codable {
    /// `values[band][value]`, never falling; 0 only for 0.
    let values: [[UInt8]]

    /// - Parameters:
    ///   - source: of the date that is to be brought to the other.
    ///   - target: of the other date, of the same tiles.
    public init(from source: ColorHistogram, to target: ColorHistogram) {
        values = zip(source.counts, target.counts).map(Self.table)
    }

    /// Whether it can be one of tiles with so many bands; what came from a file may not.
    public func fits(bandCount: Int) -> Bool {
        values.isEmpty || values.count == bandCount && values.allSatisfy { $0.count == 256 }
    }

    /// The image in the other date's colours; pixels without imagery stay black. The image as it is where the histograms
    /// were of no tile.
    /// - Parameter image: of the histograms' bands.
    public func matched(_ image: TileImage) -> TileImage {
        guard !values.isEmpty else { return image }
        let bands = image.bandCount
        precondition(values.count == bands, "colours are matched band by band")
        var samples = image.samples
        samples.withUnsafeMutableBufferPointer { bytes in
            for pixel in stride(from: 0, to: bytes.count, by: bands)
            where (0..<bands).contains(where: { bytes[pixel + $0] != 0 }) {
                for band in 0..<bands { bytes[pixel + band] = values[band][Int(bytes[pixel + band])] }
            }
        }
        return image.replacingSamples(samples)
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

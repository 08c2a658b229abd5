/// What an image looks like, small enough to compare with all others: near copies have near fingerprints.
public struct ImageFingerprint: Sendable, Equatable {
    /// The side of the thumbnail that fingerprints are made of, in pixels.
    public static let thumbnailSide = 36

    /// A bit per pair of neighbours in a row of an 8 x 9 thumbnail: whether it gets brighter.
    let gradients: UInt64
    /// 12 x 12 means, less their mean and of length 1; all zero for an image of one tone.
    let tones: [Float]

    /// - Parameter thumbnail: ``thumbnailSide`` pixels wide and high.
    public init(of thumbnail: TileImage) {
        let rgb = thumbnail.rgb
        let luminance = stride(from: 0, to: rgb.count, by: 3).map { start in
            rgb[start..<start + 3].reduce(0) { $0 + Float($1) } / 3
        }
        let side = Self.thumbnailSide
        let coarse = Self.means(of: luminance, side: side, rows: 9, columns: 9)
        var bits: UInt64 = 0
        for row in 0..<8 {
            for column in 0..<8 {
                let isBrighter = coarse[row * 9 + column + 1] > coarse[row * 9 + column]
                bits = bits << 1 | (isBrighter ? 1 : 0)
            }
        }
        gradients = bits
        tones = Self.normalized(Self.means(of: luminance, side: side, rows: 12, columns: 12))
    }

    /// How alike two images are, from -1 to 1; 0 when one is of one tone.
    public func correlation(with other: ImageFingerprint) -> Double {
        Double(zip(tones, other.tones).reduce(0) { $0 + $1.0 * $1.1 })
    }

    private static func means(of values: [Float], side: Int, rows: Int, columns: Int) -> [Float] {
        let (height, width) = (side / rows, side / columns)
        var means = [Float](repeating: 0, count: rows * columns)
        for row in 0..<rows * height {
            for column in 0..<columns * width {
                means[row / height * columns + column / width] +=
                    values[row * side + column] / Float(height * width)
            }
        }
        return means
    }

    private static func normalized(_ values: [Float]) -> [Float] {
        let mean = values.reduce(0, +) / Float(values.count)
        let centered = values.map { $0 - mean }
        let length = centered.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // Within a grey level everywhere: noise, which says nothing.
        guard length > Float(values.count).squareRoot() else { return centered.map { _ in 0 } }
        return centered.map { $0 / length }
    }
}

/// Held-out images that training saw too, whole or nearly: copies, or tiles of overlapping scenes.
///
/// Turned and mirrored copies are not found.
public enum NearDuplicates {
    /// A held-out image with the training image that it is most like.
    public struct Pair: Sendable, Equatable {
        /// Positions in the lists that were compared.
        public let heldOut: Int
        /// The training image's position.
        public let training: Int
        /// From ``leastCorrelation`` to 1.
        public let correlation: Double
    }

    /// Differing gradient bits, of 64, up to which a pair is looked at.
    static let mostDifferingBits = 8
    /// The correlation of the thumbnails' grey tones from which a pair counts as nearly equal.
    public static let leastCorrelation = 0.98

    /// The nearest training image of each held-out image that has a near duplicate, by rising position.
    public static func pairs(heldOut: [ImageFingerprint?], training: [ImageFingerprint?]) -> [Pair] {
        heldOut.enumerated().compactMap { position, fingerprint in
            guard let fingerprint else { return nil }
            var best: Pair?
            for (other, candidate) in training.enumerated() {
                guard let candidate,
                    (candidate.gradients ^ fingerprint.gradients).nonzeroBitCount <= mostDifferingBits
                else { continue }
                let correlation = fingerprint.correlation(with: candidate)
                if correlation >= max(leastCorrelation, best?.correlation ?? 0) {
                    best = Pair(heldOut: position, training: other, correlation: min(1, correlation))
                }
            }
            return best
        }
    }
}

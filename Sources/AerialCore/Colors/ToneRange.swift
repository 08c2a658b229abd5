/// The range of values that is spread over 8 bits, the same for all bands so that colours keep their balance.
public struct ToneRange: Hashable, Sendable, Codable {
    public let low: Double
    public let high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// The 0.5 to 99.5 percentile range of a sample. Bytes in a wider type (0 to 255) are kept as they are.
    /// - Parameters:
    ///   - sample: values of the bands together; those that are not finite are left out.
    ///   - bitsPerSample: of the file.
    public init(of sample: [Float], bitsPerSample: Int) {
        var values = sample.filter(\.isFinite)
        // Borders are often filled with zeros that no header mentions.
        if values.contains(where: { $0 != 0 }) { values.removeAll { $0 == 0 } }
        values.sort()
        guard let last = values.last, let first = values.first else {
            self.init(low: 0, high: 255)
            return
        }
        if first >= 0, last <= 255, last > 1,
            bitsPerSample <= 8 || values.allSatisfy({ $0 == $0.rounded() })
        {
            self.init(low: 0, high: 255)
            return
        }
        let low = Double(values[Int(0.005 * Double(values.count - 1))])
        let high = Double(values[Int(0.995 * Double(values.count - 1))])
        self.init(low: low, high: high > low ? high : low + 1)
    }

    /// The range that holds both. Values that are bytes in a wider type stay bytes among their like.
    public func union(_ other: ToneRange) -> ToneRange {
        ToneRange(low: min(low, other.low), high: max(high, other.high))
    }

    /// 1 to 255: 0 is left for pixels without imagery.
    public func byte(_ value: Float) -> UInt8 {
        let scaled = (Double(value) - low) * 255 / (high - low)
        return UInt8(min(255, max(1, scaled.rounded())))
    }

    /// What no range can be, in words.
    public var defect: String? {
        low.isFinite && high.isFinite && low < high && (high - low).isFinite
            ? nil : "the range of tones is none"
    }
}

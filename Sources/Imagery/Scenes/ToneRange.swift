/// The range of a scene's values that is spread over 8 bits, the same for all bands so that colours keep their balance.
public struct ToneRange: Hashable, Sendable, Codable {
    public let low: Double
    public let high: Double

    /// The 0.5 to 99.5 percentile range of a sample of the bands together. Byte-like data in a wider type (0 to 255)
    /// is kept as it is.
    init(_ sample: PixelSample, _ format: PixelFormat) {
        var values = sample.values(ofBands: format.bands, nodata: format.nodata)
        // Borders are often filled with zeros that no header mentions.
        if values.contains(where: { $0 != 0 }) { values.removeAll { $0 == 0 } }
        values.sort()
        guard let last = values.last, let first = values.first else {
            (low, high) = (0, 255)
            return
        }
        if first >= 0, last <= 255, last > 1,
            format.bitsPerSample <= 8 || values.allSatisfy({ $0 == $0.rounded() })
        {
            (low, high) = (0, 255)
            return
        }
        let low = Double(values[Int(0.005 * Double(values.count - 1))])
        let high = Double(values[Int(0.995 * Double(values.count - 1))])
        (self.low, self.high) = (low, high > low ? high : low + 1)
    }

    /// 1 to 255: 0 is left for pixels without imagery.
    func byte(_ value: Float) -> UInt8 {
        let scaled = (Double(value) - low) * 255 / (high - low)
        return UInt8(min(255, max(1, scaled.rounded())))
    }
}

/// The range of a scene's values that is spread over 8 bits, the same for all bands so that colours keep their balance.
public struct ToneRange: Hashable, Sendable, Codable {
    /// What becomes 1, and all below it: 0 is left for pixels without imagery.
    public let low: Double
    /// What becomes 255, and all above it.
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

    /// For users.
    var note: String { "Values from \(Float(low)) to \(Float(high)) are brought to 8 bits, all bands alike." }

    /// The range that holds both. Values that are bytes in a wider type stay bytes among their like.
    func union(_ other: ToneRange) -> ToneRange {
        ToneRange(low: min(low, other.low), high: max(high, other.high))
    }

    private init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// 1 to 255: 0 is left for pixels without imagery.
    func byte(_ value: Float) -> UInt8 {
        let scaled = (Double(value) - low) * 255 / (high - low)
        return UInt8(min(255, max(1, scaled.rounded())))
    }
}

extension [Scene] {
    /// The same scenes with one range of values for all that are not 8 bits: the same ground has the same tones in each,
    /// whatever else a file shows and in whatever order the files come.
    func inCommonTones() -> [Scene] {
        let ranges = compactMap(\.tones)
        guard Set(ranges).count > 1, let first = ranges.first else { return self }
        let common = ranges.dropFirst().reduce(first) { $0.union($1) }
        return map { scene in
            guard let own = scene.tones else { return scene }
            var scene = scene
            scene.tones = common
            scene.notes = scene.notes.filter { $0 != own.note } + [common.note]
            return scene
        }
    }
}

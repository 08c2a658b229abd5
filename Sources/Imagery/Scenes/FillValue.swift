/// Values that stand for "no imagery" in files that do not say so.
enum FillValue {
    /// What programs fill borders with: the ends of the 16-bit types, and numbers that no sensor gives.
    private static let usual: [Float] = [
        -9999, -999, -32768, -32767, 65535, -Float.greatestFiniteMagnitude, Float.greatestFiniteMagnitude,
    ]
    /// The share of pixels that a border has at least.
    private static let leastShare = 0.001

    /// The usual fill value that a sample has, far from all other values; `nil` for 8-bit files, where every value is a
    /// tone.
    static func undeclared(in sample: PixelSample, of format: PixelFormat) -> Double? {
        guard format.bitsPerSample > 8 else { return nil }
        let values = sample.values(ofBands: format.bands, nodata: nil)
        return usual.first { isFill($0, in: values) }.map(Double.init)
    }

    private static func isFill(_ fill: Float, in values: [Float]) -> Bool {
        let others = values.filter { $0 != fill }
        let count = values.count - others.count
        guard Double(count) >= leastShare * Double(values.count), let low = others.min(),
            let high = others.max()
        else { return false }
        // A bright roof ends a range; a fill value lies apart from it.
        let gap = fill > high ? fill - high : low - fill
        return gap > 0.5 * max(1, high - min(0, low))
    }
}

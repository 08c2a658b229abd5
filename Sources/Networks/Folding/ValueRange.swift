/// The values that a tensor's 256 levels stand for, from the lowest to the highest.
public struct ValueRange: Sendable, Equatable {
    /// What the lowest level stands for.
    public let low: Float
    /// What the highest level stands for.
    public let high: Float

    /// - Parameter low: not above `high`.
    public init(low: Float, high: Float) {
        self.low = low
        self.high = high
    }

    /// The nearest range that 8-bit arithmetic has without an offset: from zero where nothing is below it, else as wide
    /// below zero as above, by signed bytes' measure (-128 to 127). Zero is a level of both, so that padding is exact.
    var aligned: ValueRange {
        // A tensor that is zero throughout has a range too.
        let smallest: Float = 1e-6
        if low >= 0 { return ValueRange(low: 0, high: max(high, smallest)) }
        let step = max(-low / 128, high / 127, smallest)
        return ValueRange(low: -128 * step, high: 127 * step)
    }

    var step: Float { (high - low) / 255 }

    /// The nearest level.
    func rounded(_ value: Float) -> Float {
        let inside = min(max(value, low), high)
        return low + ((inside - low) / step).rounded() * step
    }
}

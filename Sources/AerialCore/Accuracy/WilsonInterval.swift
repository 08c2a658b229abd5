/// The interval of a share that was counted in a sample.
public enum WilsonInterval {
    /// 95 %, after Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    /// - Parameters:
    ///   - share: 0 to 1.
    ///   - count: the sample's size; without a sample nothing is known of the share, and the interval is 0 to 1.
    public static func of(share: Double, count: Int) -> ClosedRange<Double> {
        guard count > 0 else { return 0...1 }
        let z = 1.959_963_984_540_054
        let n = Double(count)
        let center = (share + z * z / (2 * n)) / (1 + z * z / n)
        let spread = share * (1 - share) / n + z * z / (4 * n * n)
        let half = z * spread.squareRoot() / (1 + z * z / n)
        return max(0, center - half)...min(1, center + half)
    }
}

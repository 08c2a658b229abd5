/// The interval of a share that was counted in a sample.
public enum WilsonInterval {
    /// 95 %, after Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). It begins at 0
    /// where none was counted, ends at 1 where all were, and is all from 0 to 1 where nothing was looked at.
    /// - Parameters:
    ///   - share: of the sample, 0 to 1.
    ///   - count: the sample's size.
    public static func of(share: Double, count: Int) -> ClosedRange<Double> {
        guard count > 0, !share.isNaN else { return 0...1 }
        let share = min(1, max(0, share))
        let z = 1.959_963_984_540_054
        let n = Double(count)
        let center = (share + z * z / (2 * n)) / (1 + z * z / n)
        let spread = share * (1 - share) / n + z * z / (4 * n * n)
        let half = z * spread.squareRoot() / (1 + z * z / n)
        // Where the mathematics gives 0 or 1, rounding gives a little more or less.
        return (share == 0 ? 0 : max(0, center - half))...(share == 1 ? 1 : min(1, center + half))
    }
}

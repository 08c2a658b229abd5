/// What a tensor of a network holds over a sample of images.
public struct ActivationStatistics: Sendable {
    /// From the smallest to the largest value seen.
    public let range: ValueRange
    /// One number per channel.
    public let channelMeans: [Float]
    /// How many values lie in each of equal stretches of the range.
    public let histogram: [Int]

    /// - Parameters:
    ///   - channelMeans: one number per channel.
    ///   - histogram: how many values lie in each of equal stretches of `range`.
    public init(range: ValueRange, channelMeans: [Float], histogram: [Int]) {
        self.range = range
        self.channelMeans = channelMeans
        self.histogram = histogram
    }

    private var binWidth: Float { (range.high - range.low) / Float(max(1, histogram.count)) }

    private func center(ofBin bin: Int) -> Float { range.low + (Float(bin) + 0.5) * binWidth }

    /// The range without the outermost values, `share` of them on each side.
    func range(cutting share: Double) -> ValueRange {
        let limit = share * Double(histogram.reduce(0, +))
        func firstBin(_ bins: some Sequence<Int>) -> Int {
            var passed = 0.0
            for bin in bins {
                passed += Double(histogram[bin])
                if passed > limit { return bin }
            }
            return 0
        }
        let low = range.low < 0 ? center(ofBin: firstBin(histogram.indices)) - binWidth / 2 : range.low
        let high = center(ofBin: firstBin(histogram.indices.reversed())) + binWidth / 2
        return ValueRange(low: low, high: max(high, low))
    }

    /// The range, shrunk around zero or cut as by percentiles, whose levels lie nearest to the values, by the mean of the
    /// squared distance.
    func rangeOfLeastError() -> ValueRange {
        let candidates =
            [range(cutting: 1e-4).aligned]
            + (0..<40).map { number -> ValueRange in
                let factor = 1 - 0.02 * Float(number)
                return ValueRange(low: range.low * factor, high: range.high * factor).aligned
            }
        return candidates.min { squaredError(of: $0) < squaredError(of: $1) } ?? range.aligned
    }

    private func squaredError(of candidate: ValueRange) -> Double {
        var sum = 0.0
        for (bin, count) in histogram.enumerated() where count > 0 {
            let value = center(ofBin: bin)
            let distance = Double(value - candidate.rounded(value))
            sum += Double(count) * distance * distance
        }
        return sum
    }
}

/// How a tensor's range is chosen.
public enum RangeRule: String, Sendable, CaseIterable, Codable {
    /// All values that were seen.
    case extremes = "min-max"
    /// Without the outermost 0.01 % on each side.
    case percentile = "percentile"
    /// The least mean squared error.
    case leastError = "least-squares"

    func range(of statistics: ActivationStatistics) -> ValueRange {
        switch self {
        case .extremes: statistics.range.aligned
        case .percentile: statistics.range(cutting: 1e-4).aligned
        case .leastError: statistics.rangeOfLeastError()
        }
    }
}

/// Whether confidences mean what they say: of the tiles with confidence 0.9, nine in ten should be right.
///
/// Confidences are put into equal-width bins, the m-th of M holding those in ((m-1)/M, m/M], as in Guo, Pleiss,
/// Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, section 2; 0 is in the first. Tiles whose confidence
/// is no number are in none, and have no part in the figures.
public struct ReliabilityCurve: Sendable, Equatable {
    /// One range of confidences.
    public struct Bin: Sendable, Equatable {
        /// Where the bin begins; not in it, unless it is 0.
        public let lowerConfidence: Double
        /// Where the bin ends; in it.
        public let upperConfidence: Double
        /// Tiles in the bin.
        public let count: Int
        /// `nil` when the bin is empty.
        public let meanConfidence: Double?
        /// The share of the bin's tiles that are right; `nil` when the bin is empty.
        public let accuracy: Double?
    }

    /// As many as Guo et al. used, so that errors can be compared with theirs.
    public static let standardBinCount = 15

    /// By rising confidence; they cover 0 to 1.
    public let bins: [Bin]
    /// The mean confidence of the bins' tiles; `nil` without tiles.
    public let meanConfidence: Double?

    /// - Parameters:
    ///   - outcomes: those whose confidence is not finite are left out; one beyond 0 to 1 lies in the bin at that end.
    ///   - binCount: bins of equal width between 0 and 1, at least one.
    public init(of outcomes: [ScoredOutcome], binCount: Int = standardBinCount) {
        let (outcomes, binCount) = (outcomes.filter(\.confidence.isFinite), max(1, binCount))
        var counts = [Int](repeating: 0, count: binCount)
        var hits = counts
        var confidences = [Double](repeating: 0, count: binCount)
        for outcome in outcomes {
            let bin = Self.binIndex(of: outcome.confidence, binCount: binCount)
            counts[bin] += 1
            hits[bin] += outcome.isCorrect ? 1 : 0
            confidences[bin] += outcome.confidence
        }
        bins = counts.indices.map { bin in
            let count = Double(counts[bin])
            return Bin(
                lowerConfidence: Self.edge(bin, of: binCount),
                upperConfidence: Self.edge(bin + 1, of: binCount),
                count: counts[bin],
                meanConfidence: counts[bin] == 0 ? nil : confidences[bin] / count,
                accuracy: counts[bin] == 0 ? nil : Double(hits[bin]) / count)
        }
        meanConfidence =
            outcomes.isEmpty ? nil : confidences.reduce(0, +) / Double(outcomes.count)
    }

    /// Expected calibration error: the mean over tiles of |accuracy - mean confidence| of their bin, equation 3 of
    /// Guo et al. 2017. 0 is perfect; `nil` without tiles.
    public var expectedCalibrationError: Double? {
        let total = bins.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        return bins.reduce(0.0) { sum, bin in
            guard let accuracy = bin.accuracy, let confidence = bin.meanConfidence else { return sum }
            return sum + abs(accuracy - confidence) * Double(bin.count) / Double(total)
        }
    }

    /// Where a bin begins and the one before it ends.
    private static func edge(_ bin: Int, of binCount: Int) -> Double { Double(bin) / Double(binCount) }

    private static func binIndex(of confidence: Double, binCount: Int) -> Int {
        let place = (min(1, max(0, confidence)) * Double(binCount)).rounded(.up)
        var bin = max(0, min(binCount - 1, Int(place) - 1))
        // The product is rounded: a confidence at an edge may seem to lie beyond it, or not to reach it.
        if bin > 0, confidence <= edge(bin, of: binCount) { bin -= 1 }
        if bin + 1 < binCount, confidence > edge(bin + 1, of: binCount) { bin += 1 }
        return bin
    }
}

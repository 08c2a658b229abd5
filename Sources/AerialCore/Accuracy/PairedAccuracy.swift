/// Two classifiers judged on the same samples: by how much one is right more often than the other.
public struct PairedAccuracy: Sendable, Equatable {
    /// A sample that both judged.
    public struct Outcome: Sendable {
        let isRight: Bool
        let isRightByOther: Bool
        let group: String

        /// - Parameters:
        ///   - isRightByOther: whether the other classifier got it right.
        ///   - group: the place that it lies in; a sample of its own has a group of its own.
        public init(isRight: Bool, isRightByOther: Bool, group: String) {
            self.isRight = isRight
            self.isRightByOther = isRightByOther
            self.group = group
        }

        fileprivate var gain: Int { (isRight ? 1 : 0) - (isRightByOther ? 1 : 0) }
    }

    /// Samples that both judged.
    public let count: Int
    /// The share that is right, 0 to 1.
    public let accuracy: Double
    /// The share that is right by the other classifier.
    public let otherAccuracy: Double
    /// Samples that are right by the first alone, and by the other alone.
    public let rightByOne: (first: Int, other: Int)
    /// Of ``difference``, 95 %: percentiles of the bootstrap, in which whole places are drawn (Efron and Tibshirani 1993), for
    /// samples of a place err together.
    public let interval: ClosedRange<Double>

    /// By how much the first is right more often, -1 to 1.
    public var difference: Double { accuracy - otherAccuracy }

    private static let drawCount = 2000

    /// `nil` without a sample.
    public init?(of outcomes: [Outcome], seed: UInt64) {
        guard !outcomes.isEmpty else { return nil }
        count = outcomes.count
        accuracy = Double(outcomes.count { $0.isRight }) / Double(outcomes.count)
        otherAccuracy = Double(outcomes.count { $0.isRightByOther }) / Double(outcomes.count)
        rightByOne = (outcomes.count { $0.gain > 0 }, outcomes.count { $0.gain < 0 })
        let places = Dictionary(grouping: outcomes, by: \.group).sorted { $0.key < $1.key }
            .map { (gain: $0.value.reduce(0) { $0 + $1.gain }, count: $0.value.count) }
        var generator = SeededGenerator(seed: seed)
        let draws = (0..<Self.drawCount).map { _ in
            var (gain, count) = (0, 0)
            for _ in places.indices {
                let place = places[Int.random(in: places.indices, using: &generator)]
                gain += place.gain
                count += place.count
            }
            return Double(gain) / Double(count)
        }.sorted()
        let cut = Self.drawCount / 40
        interval = draws[cut]...draws[Self.drawCount - 1 - cut]
    }

    /// Two are the same when all their figures are.
    public static func == (one: PairedAccuracy, other: PairedAccuracy) -> Bool {
        one.count == other.count && one.accuracy == other.accuracy && one.otherAccuracy == other.otherAccuracy
            && one.rightByOne == other.rightByOne && one.interval == other.interval
    }
}

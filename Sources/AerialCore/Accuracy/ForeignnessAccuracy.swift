/// Accuracy by how unlike a tile is to what the model learned: where it does not fall, the flag is noise.
public struct ForeignnessAccuracy: Sendable, Equatable {
    /// Tiles of which the model tells a foreignness above `from`, up to and with `to`; the first bin has 0 too.
    public struct Bin: Sendable, Equatable {
        /// Of foreignness, 0 to 1.
        public let from: Double
        /// Of foreignness, 0 to 1; in the bin.
        public let to: Double
        /// Tiles in the bin.
        public let count: Int
        /// Those of them that were predicted right.
        public let correct: Int

        /// `nil` of nothing.
        public var accuracy: Double? { count > 0 ? Double(correct) / Double(count) : nil }
    }

    /// By rising foreignness; the last one is that of foreign tiles.
    public let bins: [Bin]

    private static let limits: [Double] = [
        0, 0.25, 0.5, 0.75, Double(TilePrediction.foreignLimit), 1,
    ]

    /// - Returns: `nil` where the model does not tell.
    public init?(of table: PredictionTable) {
        let judged = table.rows.compactMap { row -> (foreignness: Double, isCorrect: Bool)? in
            guard table.hasProbabilities(row), let foreignness = row.foreignness,
                let best = row.predictedClass, let label = row.label
            else { return nil }
            return (Double(foreignness), table.classNames[best] == label)
        }
        guard !judged.isEmpty else { return nil }
        bins = zip(Self.limits, Self.limits.dropFirst()).map { from, to in
            let part = judged.filter { $0.foreignness > from || from == 0 }.filter { $0.foreignness <= to }
            return Bin(from: from, to: to, count: part.count, correct: part.count(where: \.isCorrect))
        }
    }
}

/// Accuracy by the distance to the nearest training tile: where it falls with distance, part of it is memory of
/// neighbours.
public struct DistanceAccuracy: Sendable, Equatable {
    /// Tiles about as far from the nearest training tile as each other.
    public struct Bin: Sendable, Equatable {
        /// In metres, of the tiles in the bin.
        public let nearestMeters: Double
        /// Of the tiles in the bin, in metres.
        public let farthestMeters: Double
        /// Tiles in the bin, at least 1.
        public let count: Int
        /// Those of them that were predicted right.
        public let correct: Int

        /// The share of the bin's tiles that is right, 0 to 1.
        public var accuracy: Double { Double(correct) / Double(count) }
    }

    /// By rising distance, of about equally many tiles; equal distances lie in one bin.
    public let bins: [Bin]

    /// - Parameter tiles: the distance of each tile, in metres, and whether it was predicted right.
    public init(of tiles: [(meters: Double, isCorrect: Bool)], binCount: Int = 5) {
        let sorted = tiles.sorted { $0.meters < $1.meters }
        var bins: [Bin] = []
        var start = 0
        while start < sorted.count {
            var end = min(sorted.count, start + max(1, (sorted.count + binCount - 1) / binCount))
            while end < sorted.count, sorted[end].meters == sorted[end - 1].meters { end += 1 }
            let part = sorted[start..<end]
            bins.append(
                Bin(
                    nearestMeters: sorted[start].meters, farthestMeters: sorted[end - 1].meters,
                    count: part.count,
                    correct: part.count(where: \.isCorrect)))
            start = end
        }
        self.bins = bins
    }
}

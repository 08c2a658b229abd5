/// How near test tiles lie to training tiles: neighbours look alike, so near ones flatter the accuracy.
public enum Leakage {
    /// The shortest distance between the edges of a training and a test tile, in the units of the bounds, 0 for tiles
    /// that touch; `nil` when a side is empty.
    public static func smallestDistance(training: [MapBounds], test: [MapBounds]) -> Double? {
        guard !training.isEmpty, !test.isEmpty else { return nil }
        let sorted = training.sorted { $0.minX < $1.minX }
        let widest = sorted.reduce(0) { max($0, $1.width) }
        var nearest = Double.infinity
        for bounds in test {
            // From the first that can reach this far east, until the gap in x alone is too wide.
            let start = firstIndex(in: sorted, minX: bounds.minX - nearest - widest)
            for candidate in sorted[start...] {
                if candidate.minX - bounds.maxX >= nearest { break }
                nearest = min(nearest, candidate.distance(to: bounds))
            }
            if nearest == 0 { break }
        }
        return nearest
    }

    /// The distance of each test tile to the nearest training tile, edge to edge, in the units of the bounds; `nil`
    /// when there is no training tile.
    public static func nearestDistances(test: [MapBounds], training: [MapBounds]) -> [Double]? {
        guard !training.isEmpty else { return nil }
        let sorted = training.sorted { $0.minX < $1.minX }
        let widest = sorted.reduce(0) { max($0, $1.width) }
        return test.map { bounds in
            let middle = firstIndex(in: sorted, minX: bounds.minX)
            var nearest = Double.infinity
            for candidate in sorted[middle...] {
                if candidate.minX - bounds.maxX >= nearest { break }
                nearest = min(nearest, candidate.distance(to: bounds))
            }
            for candidate in sorted[..<middle].reversed() {
                if bounds.minX - candidate.minX - widest >= nearest { break }
                nearest = min(nearest, candidate.distance(to: bounds))
            }
            return nearest
        }
    }

    /// The position of the first of the sorted bounds whose west edge is not west of `minX`.
    private static func firstIndex(in sorted: [MapBounds], minX: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].minX < minX { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

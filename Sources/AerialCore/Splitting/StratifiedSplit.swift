/// Divides items at random, each class in proportion.
public enum StratifiedSplit {
    /// - Parameter testFraction: the wanted share of test items, 0 to 1; what is no number is 0.
    /// - Returns: the side of each item. A class with at least two items stands on both sides.
    public static func sides(labels: [Int], testFraction: Double, seed: UInt64) -> [DatasetSide] {
        var generator = SeededGenerator(seed: seed)
        var itemsByLabel: [Int: [Int]] = [:]
        for (item, label) in labels.enumerated() { itemsByLabel[label, default: []].append(item) }
        var sides = [DatasetSide](repeating: .train, count: labels.count)
        for label in itemsByLabel.keys.sorted() {
            let items = (itemsByLabel[label] ?? []).shuffled(using: &generator)
            for item in items.prefix(testCount(of: items.count, fraction: testFraction)) {
                sides[item] = .test
            }
        }
        return sides
    }

    private static func testCount(of count: Int, fraction: Double) -> Int {
        guard fraction > 0, count > 1 else { return 0 }
        guard fraction < 1 else { return count }
        return min(max(1, Int((Double(count) * fraction).rounded())), count - 1)
    }
}

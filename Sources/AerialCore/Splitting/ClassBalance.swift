/// Makes the classes of a side equally large by dropping items of the larger ones, as the 2017 scenario did.
public enum ClassBalance {
    /// - Parameters:
    ///   - labels: the class of each item.
    ///   - sides: the side of each item; each side is balanced by itself.
    /// - Returns: the positions of the items that stay, ascending.
    public static func kept(labels: [Int], sides: [DatasetSide], seed: UInt64) -> [Int] {
        var generator = SeededGenerator(seed: seed)
        var kept: [Int] = []
        for side in DatasetSide.allCases {
            var itemsByLabel: [Int: [Int]] = [:]
            for item in labels.indices where sides[item] == side {
                itemsByLabel[labels[item], default: []].append(item)
            }
            let smallest = itemsByLabel.values.map(\.count).min() ?? 0
            for label in itemsByLabel.keys.sorted() {
                kept += (itemsByLabel[label] ?? []).shuffled(using: &generator).prefix(smallest)
            }
        }
        return kept.sorted()
    }
}

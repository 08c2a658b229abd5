/// Divides items into folds: items of one group stay together, and each class spreads over the folds.
public enum FoldAssignment {
    /// - Parameters:
    ///   - labels: the class of each item.
    ///   - groups: what each item belongs to, a block of ground say; an item of its own has a group of its own.
    /// - Returns: the fold of each item, from 0. Fewer folds are used where there are fewer groups.
    public static func folds(labels: [Int], groups: [Int], count: Int, seed: UInt64) -> [Int] {
        precondition(labels.count == groups.count && count > 0)
        let members = Dictionary(grouping: labels.indices) { groups[$0] }
        var generator = SeededGenerator(seed: seed)
        // Large groups first, while there is room to even them out; by chance among equals.
        let order = members.keys.sorted().shuffled(using: &generator)
            .enumerated().sorted { one, other in
                let sizes = (members[one.element]?.count ?? 0, members[other.element]?.count ?? 0)
                return (sizes.1, one.offset) < (sizes.0, other.offset)
            }.map(\.element)
        let classCount = (labels.max() ?? -1) + 1
        var loads = [[Int]](repeating: Array(repeating: 0, count: classCount), count: count)
        var sizes = [Int](repeating: 0, count: count)
        var folds = [Int](repeating: 0, count: labels.count)
        for group in order {
            let items = members[group] ?? []
            // The fold that has least of the group's classes, then the smallest.
            let fold =
                (0..<count).min { one, other in
                    let own = (items.reduce(0) { $0 + loads[one][labels[$1]] }, sizes[one], one)
                    return own < (items.reduce(0) { $0 + loads[other][labels[$1]] }, sizes[other], other)
                } ?? 0
            for item in items {
                folds[item] = fold
                loads[fold][labels[item]] += 1
            }
            sizes[fold] += items.count
        }
        return folds
    }
}

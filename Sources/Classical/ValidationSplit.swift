internal import AerialCore

/// A part of the training rows set aside to choose between settings: whole groups, each class in proportion.
struct ValidationSplit {
    /// Row positions, ascending.
    let training: [Int]
    let validation: [Int]

    /// Takes groups in random order as long as they bring classes nearer to their share; a class whose rows all lie
    /// in one group keeps them for training. Items are counted, not rows: the same items judge however often each was seen.
    init(of table: FeatureTable, fraction: Double, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let items = Items(of: table)
        let totals = items.counts(of: items.all)
        let wanted = totals.mapValues { max(1, Int((Double($0) * fraction).rounded())) }

        var taken: [Int: Int] = [:]
        var validation: [Int] = []
        for group in items.byGroup.keys.sorted().shuffled(using: &generator) {
            let members = items.byGroup[group] ?? []
            let counts = items.counts(of: members)
            // Every class keeps a training item; at least one class still wants items and none would get far too many.
            let leavesSome = counts.allSatisfy { taken[$0, default: 0] + $1 < totals[$0, default: 0] }
            let wants = counts.contains { taken[$0.key, default: 0] < wanted[$0.key, default: 0] }
            let fits = counts.allSatisfy { taken[$0, default: 0] + $1 <= 2 * wanted[$0, default: 0] }
            guard leavesSome, wants, fits else { continue }
            for (label, count) in counts { taken[label, default: 0] += count }
            validation += members
        }
        if validation.isEmpty { validation = items.drawn(fraction: fraction, using: &generator) }
        let held = Set(validation)
        self.validation = (0..<table.count).filter { held.contains(table.items[$0]) }
        training = (0..<table.count).filter { !held.contains(table.items[$0]) }
    }
}

/// The items of a table, each once, in the order of their first rows.
private struct Items {
    let all: [Int]
    let byGroup: [Int: [Int]]
    private let labels: [Int: Int]

    init(of table: FeatureTable) {
        var all: [Int] = []
        var byGroup: [Int: [Int]] = [:]
        var labels: [Int: Int] = [:]
        for (row, item) in table.items.enumerated() where labels[item] == nil {
            labels[item] = table.labels[row]
            all.append(item)
            byGroup[table.groups[row], default: []].append(item)
        }
        self.all = all
        self.byGroup = byGroup
        self.labels = labels
    }

    /// By label.
    func counts(of items: [Int]) -> [Int: Int] {
        items.reduce(into: [:]) { counts, item in
            if let label = labels[item] { counts[label, default: 0] += 1 }
        }
    }

    /// For tables of few, large groups, which cannot be kept whole: items of each class in proportion. A class of one item keeps it for
    /// training.
    func drawn(fraction: Double, using generator: inout SeededGenerator) -> [Int] {
        let byLabel = Dictionary(grouping: all) { labels[$0] ?? 0 }
        return byLabel.sorted { $0.key < $1.key }.flatMap { _, items in
            let wanted = max(1, Int((Double(items.count) * fraction).rounded()))
            return items.shuffled(using: &generator).prefix(min(wanted, items.count - 1))
        }
    }
}

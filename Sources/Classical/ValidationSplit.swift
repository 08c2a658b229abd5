internal import AerialCore

/// A part of the training rows set aside to choose between settings: whole groups, each class in proportion.
struct ValidationSplit {
    /// Row positions, ascending.
    let training: [Int]
    let validation: [Int]

    /// Takes groups in random order as long as they bring classes nearer to their share; a class whose rows all lie
    /// in one group keeps them for training.
    init(of table: FeatureTable, fraction: Double, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var rowsByGroup: [Int: [Int]] = [:]
        for (row, group) in table.groups.enumerated() { rowsByGroup[group, default: []].append(row) }
        var totals: [Int: Int] = [:]
        for label in table.labels { totals[label, default: 0] += 1 }
        let wanted = totals.mapValues { max(1, Int((Double($0) * fraction).rounded())) }

        var taken: [Int: Int] = [:]
        var validation: [Int] = []
        for group in rowsByGroup.keys.sorted().shuffled(using: &generator) {
            let rows = rowsByGroup[group] ?? []
            var counts: [Int: Int] = [:]
            for row in rows { counts[table.labels[row], default: 0] += 1 }
            // Every class keeps a training row; at least one class still wants rows and none would get far too many.
            let leavesSome = counts.allSatisfy { taken[$0, default: 0] + $1 < totals[$0, default: 0] }
            let wants = counts.contains { taken[$0.key, default: 0] < wanted[$0.key, default: 0] }
            let fits = counts.allSatisfy { taken[$0, default: 0] + $1 <= 2 * wanted[$0, default: 0] }
            guard leavesSome, wants, fits else { continue }
            for (label, count) in counts { taken[label, default: 0] += count }
            validation += rows
        }
        if validation.isEmpty { validation = Self.items(of: table, fraction: fraction, using: &generator) }
        self.validation = validation.sorted()
        let held = Set(validation)
        training = (0..<table.count).filter { !held.contains($0) }
    }

    /// For tables of few, large groups: groups cannot be kept whole, so whole items are drawn, each class in proportion. A class of one
    /// item keeps it for training.
    private static func items(
        of table: FeatureTable, fraction: Double, using generator: inout SeededGenerator
    ) -> [Int] {
        var rowsByItem: [Int: [Int]] = [:]
        var itemsByLabel: [Int: Set<Int>] = [:]
        for (row, (item, label)) in zip(table.items, table.labels).enumerated() {
            rowsByItem[item, default: []].append(row)
            itemsByLabel[label, default: []].insert(item)
        }
        return itemsByLabel.sorted { $0.key < $1.key }.flatMap { _, items -> [Int] in
            let wanted = max(1, Int((Double(items.count) * fraction).rounded()))
            return items.sorted().shuffled(using: &generator).prefix(min(wanted, items.count - 1))
                .flatMap { rowsByItem[$0] ?? [] }
        }
    }
}

internal import AerialCore

extension FeatureTable {
    /// - Parameter neededRows: how many rows each class must have.
    /// - Throws: ``ClassicalError`` for what no classifier can be trained on.
    func check(classNames: [String], neededRows: Int) throws {
        var counts = [Int](repeating: 0, count: classNames.count)
        for label in labels { counts[label] += 1 }
        let present = counts.indices.filter { counts[$0] > 0 }
        guard present.count >= 2 else {
            throw ClassicalError.tooFewClasses(names: present.map { classNames[$0] })
        }
        for (index, count) in counts.enumerated() where count < neededRows {
            throw ClassicalError.tooFewSamples(
                className: classNames[index], count: count, needed: neededRows)
        }
        if let position = values.firstIndex(where: { !$0.isFinite }) {
            throw ClassicalError.notFinite(sample: position / featureCount)
        }
    }

    /// A share of the rows of each class, at least one, drawn at random; a larger share holds a smaller one.
    func thinned(_ rows: [Int], share: Double, seed: UInt64) -> [Int] {
        guard share < 1 else { return rows }
        var generator = SeededGenerator(seed: seed)
        let byLabel = Dictionary(grouping: rows) { labels[$0] }
        return byLabel.sorted { $0.key < $1.key }.flatMap { _, rows in
            rows.shuffled(using: &generator).prefix(max(1, Int((Double(rows.count) * share).rounded(.up))))
        }.sorted()
    }

    /// The same for the whole table.
    func thinned(share: Double, seed: UInt64) -> FeatureTable {
        let rows = thinned(Array(0..<count), share: share, seed: seed)
        return rows.count < count ? selecting(rows) : self
    }
}

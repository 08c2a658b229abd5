extension TileLabel {
    /// The purity rule for polygons.
    /// - Parameters:
    ///   - classShares: the share of the tile's area that lies in polygons of each class, by position in the legend. Where
    ///     polygons of two classes overlap, both count.
    ///   - unlistedShare: of polygons whose class the legend leaves out.
    ///   - share: that one class must have, above 0.5 and at most 1.
    public static func ofAreas(
        classShares: [Int: Double], unlistedShare: Double, share: Double
    ) -> TileLabel {
        // A polygon drawn along a tile's edge covers all of it but for the last binary digits.
        let slack = 1e-6
        let reaching = classShares.filter { $0.value >= share - slack }
        if let only = reaching.first, reaching.count == 1 { return .labelled(classIndex: only.key) }
        if reaching.count > 1 { return .dropped(.mixedLabel) }
        let labelled = classShares.values.reduce(unlistedShare, +)
        if labelled <= slack { return .dropped(.unlabelled) }
        if unlistedShare > 0.5 { return .dropped(.unlistedCode) }
        return .dropped(labelled < share - slack ? .partlyLabelled : .mixedLabel)
    }

    /// The nine-points rule for polygons.
    /// - Parameter classes: for each point the positions of the classes whose polygons hold it; empty where none does. A
    ///   class that the legend leaves out is `nil`.
    public static func ofNinePoints(classes: [Set<Int?>]) -> TileLabel {
        if classes.allSatisfy(\.isEmpty) { return .dropped(.unlabelled) }
        if 2 * classes.count(where: { $0 == [nil] }) > classes.count { return .dropped(.unlistedCode) }
        let all = classes.reduce(into: Set<Int?>()) { $0.formUnion($1) }
        guard all.count == 1, let only = all.first, let classIndex = only else {
            return .dropped(.mixedLabel)
        }
        return classes.contains(where: \.isEmpty)
            ? .dropped(.partlyLabelled) : .labelled(classIndex: classIndex)
    }

    /// The rule for points: all are of one class.
    /// - Parameter classCounts: points by class; `nil` for classes that the legend leaves out.
    public static func ofPoints(classCounts: [Int?: Int]) -> TileLabel {
        guard let first = classCounts.first else { return .dropped(.unlabelled) }
        guard classCounts.count == 1 else { return .dropped(.mixedLabel) }
        return first.key.map { .labelled(classIndex: $0) } ?? .dropped(.unlistedCode)
    }
}

internal import ArgumentParser
internal import Classical

/// How trees are grown, for `--classifier random-forest` and `gradient-boosting`.
struct ForestArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Trees per class; of gradient boosting at most. (default: \(RandomForest.Options().treeCount); boosting: as many as the validation part wants, up to \(GradientBoosting.Options().roundCount))",
            valueName: "n"))
    var trees: Int?

    @Option(
        help: ArgumentHelp(
            "Questions from a tree's root to a leaf, at most. (default: \(RandomForest.Options.defaultTrees.depth); boosting: \(GradientBoosting.Options.defaultTrees.depth))",
            valueName: "n"))
    var depth: Int?

    @Option(
        help: ArgumentHelp(
            "Share of the training views that each tree sees. (default: \(RandomForest.Options.defaultTrees.rowShare); boosting: \(GradientBoosting.Options.defaultTrees.rowShare))",
            valueName: "0..1"))
    var rowShare: Double?

    @Option(
        help: ArgumentHelp(
            "Share of the features that each level of a tree chooses among. (default: \(RandomForest.Options.defaultTrees.featureShare))",
            valueName: "0..1"))
    var featureShare: Double?

    @Option(
        help: ArgumentHelp(
            "How far gradient boosting goes with each tree. (default: \(GradientBoosting.Options().learningRate))",
            valueName: "0..1"))
    var learningRate: Double?

    func validate() throws {
        if let trees, !(1...10_000).contains(trees) {
            throw ValidationError("--trees takes a number from 1 to 10000.")
        }
        if let depth, !(1...20).contains(depth) {
            throw ValidationError("--depth takes a number from 1 to 20.")
        }
        for (name, share) in [
            ("row-share", rowShare), ("feature-share", featureShare), ("learning-rate", learningRate),
        ] {
            guard let share else { continue }
            guard share > 0, share <= 1 else {
                throw ValidationError("--\(name) takes a share above 0 to 1.")
            }
        }
    }

    /// Those that are given, as they are written.
    var given: [String] {
        [
            trees.map { _ in "--trees" }, depth.map { _ in "--depth" }, rowShare.map { _ in "--row-share" },
            featureShare.map { _ in "--feature-share" }, learningRate.map { _ in "--learning-rate" },
        ].compactMap { $0 }
    }

    func trees(_ defaults: TreeOptions) -> TreeOptions {
        TreeOptions(
            depth: depth ?? defaults.depth, rowShare: rowShare ?? defaults.rowShare,
            featureShare: featureShare ?? defaults.featureShare)
    }
}

internal import AerialCore

/// Third and last steps for folds: which areas each fold holds out, and a dataset for each, of the same files.
struct FoldedDataset {
    /// Each area with its labelled and cut tiles.
    let areas: [AreaTiles]
    let count: Int
    let plan: PreparePlan
    let corrections: PreparedDataset.Source?
    let observer: any JourneyObserver

    /// - Parameter folder: in which each fold gets a folder.
    /// - Returns: what each fold's dataset holds.
    func write(to folder: String) throws -> [PreparedDataset] {
        let folds = try folds()
        let records = try (0..<count).map { fold in
            var own = areas
            for position in own.indices { own[position].side = folds[position] == fold ? .test : .train }
            try DatasetDivision(
                split: .areas, testFraction: plan.testFraction, seed: plan.seed, balances: plan.balance
            ).divide(&own)
            let tests = own.reduce(0) { $0 + $1.tiles.count { $0.dropReason == nil && $0.side == .test } }
            let kept = own.reduce(0) { $0 + $1.tiles.count { $0.dropReason == nil } }
            return try DatasetAssembly(
                areas: own,
                settings: DatasetSettings(
                    legend: plan.legend, tile: plan.tile, splitText: SplitRule.areas.description,
                    testFraction: Double(tests) / Double(max(1, kept)), isBalanced: plan.balance,
                    seed: plan.seed),
                corrections: corrections, files: .linked, observer: observer
            ).write(to: "\(folder)/\(DatasetFolds.name(fold))")
        }
        try DatasetFolds(split: plan.split, seed: plan.seed, records: records).write(to: folder)
        return records
    }

    /// The fold that holds out each area; `nil` for those that are learned from in all of them.
    private func folds() throws -> [Int?] {
        if let name = areas.first(where: { $0.side == .test })?.name {
            throw CommandError(
                "area '\(name)' has 'side: test', and folds hold out each area once. Leave the line out, or take "
                    + "--split areas.")
        }
        let labels = areas.map { area in
            area.tiles.filter { $0.dropReason == nil }.compactMap { $0.correctedFrom ?? $0.classIndex }
        }
        let free = areas.indices.filter { areas[$0].side == nil && !labels[$0].isEmpty }
        guard free.count >= count else {
            throw CommandError(
                "--split areas:\(count) needs \(count) areas with labelled tiles that are not always learned from, and "
                    + "there are \(free.count). Give more with --areas, or ask for fewer folds.")
        }
        let groups = free.flatMap { area in labels[area].map { _ in area } }
        let folds = FoldAssignment.folds(
            labels: free.flatMap { labels[$0] }, groups: groups, count: count, seed: plan.seed)
        let byArea = Dictionary(zip(groups, folds), uniquingKeysWith: { first, _ in first })
        return areas.indices.map { byArea[$0] }
    }
}

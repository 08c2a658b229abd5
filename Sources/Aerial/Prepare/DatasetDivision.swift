internal import AerialCore

/// Third step: which side each tile stands on, and which ones go to make the classes equal.
struct DatasetDivision {
    let plan: PreparePlan
    let grid: TileGrid

    func divide(_ tiles: inout [PreparedTile]) {
        // By the labels as they are given: corrections move no tile to the other side.
        let labelled = tiles.indices.filter { [nil, .corrected].contains(tiles[$0].dropReason) }
        let groups = labelled.map { group(of: tiles[$0]) }
        let given = labelled.compactMap { tiles[$0].correctedFrom ?? tiles[$0].classIndex }
        for (position, (group, side)) in zip(labelled, zip(groups, sides(labels: given, groups: groups)))
        where tiles[position].dropReason == nil {
            tiles[position].group = group
            tiles[position].side = side
        }
        guard plan.balance else { return }
        let kept = tiles.indices.filter { tiles[$0].dropReason == nil }
        let labels = kept.compactMap { tiles[$0].classIndex }
        let sides = kept.compactMap { tiles[$0].side }
        let staying = Set(ClassBalance.kept(labels: labels, sides: sides, seed: plan.seed))
        for (item, position) in kept.enumerated() where !staying.contains(item) {
            tiles[position].dropReason = .balanced
            tiles[position].side = nil
        }
    }

    private func sides(labels: [Int], groups: [String?]) -> [DatasetSide] {
        let named = groups.compactMap { $0 }
        guard named.count == labels.count else {
            return StratifiedSplit.sides(labels: labels, testFraction: plan.testFraction, seed: plan.seed)
        }
        return GroupSplit(groups: named, labels: labels, testFraction: plan.testFraction, seed: plan.seed)
            .sides
    }

    private func group(of tile: PreparedTile) -> String? {
        switch plan.split {
        case .random: return nil
        case .scenes: return tile.sources.first ?? ""
        case .blocks(let sideMeters):
            let side = sideMeters / grid.reference.metersPerUnit
            let center = grid.bounds(of: tile.index).center
            let column = Int((center.x / side).rounded(.down))
            let row = Int((center.y / side).rounded(.down))
            return "\(column)/\(row)"
        }
    }
}

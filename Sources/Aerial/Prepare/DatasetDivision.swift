internal import AerialCore

/// Third step: which side each tile stands on, and which ones go to make the classes equal.
struct DatasetDivision {
    let plan: PreparePlan
    let grid: TileGrid

    func divide(_ tiles: inout [PreparedTile]) {
        let kept = tiles.indices.filter { tiles[$0].dropReason == nil }
        let labels = kept.compactMap { tiles[$0].classIndex }
        let groups = kept.map { group(of: tiles[$0]) }
        for (position, group) in zip(kept, groups) { tiles[position].group = group }
        let sides = sides(labels: labels, groups: groups)
        for (position, side) in zip(kept, sides) { tiles[position].side = side }
        guard plan.balance else { return }
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

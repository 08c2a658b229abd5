internal import AerialCore

/// Third step: which side each tile stands on, and which ones go to make the classes equal.
struct DatasetDivision {
    let split: SplitRule
    let testFraction: Double
    let seed: UInt64
    let balances: Bool

    /// In a split by areas tiles still belong to blocks of ground, by which a training sets a part aside.
    static let areaBlockMeters = 2000.0

    private static let foldCounts = 2...1000

    /// - Throws: ``CommandError`` for blocks of no size, a number of folds or a share that are none, `nan` say.
    static func check(_ split: SplitRule, testFraction: Double) throws {
        try DatasetSides.check(testFraction)
        switch split {
        case .blocks(let sideMeters) where !SplitRule.blockSideMeters.contains(sideMeters):
            throw CommandError(
                "the ground cannot be divided into blocks of \(sideMeters) m. Take a side of some tiles, for example "
                    + "blocks:\(Int(areaBlockMeters)); any side from 0.001 to 100,000,000 m will do.")
        case .areaFolds(let count) where !foldCounts.contains(count):
            throw CommandError(
                "areas cannot be divided into \(count) folds. Take \(foldCounts.lowerBound) to \(foldCounts.upperBound)."
            )
        case .blocks, .areaFolds, .scenes, .random, .areas: return
        }
    }

    /// Each area is divided by itself, as if it were alone, unless whole areas are held out.
    /// - Throws: ``CommandError`` for a split by areas of a single one, or that holds out nothing.
    func divide(_ areas: inout [AreaTiles]) throws {
        if split == .areas { try chooseSides(of: &areas) }
        for position in areas.indices { divide(&areas[position]) }
        if balances { balance(&areas) }
    }

    private func chooseSides(of areas: inout [AreaTiles]) throws {
        guard areas.count > 1 else {
            throw CommandError(
                "--split areas holds out whole areas, and there is only one. Give two or more with --areas, or take "
                    + "blocks:\(Int(Self.areaBlockMeters)).")
        }
        let labels = areas.map { area in
            area.tiles.filter { $0.dropReason == nil }.compactMap { $0.correctedFrom ?? $0.classIndex }
        }
        let sides = AreaSplit.sides(
            labels: labels, given: areas.map(\.side), testFraction: testFraction, seed: seed)
        try checkThatTilesAreHeldOut(areas, sides: sides, isEmpty: labels.map(\.isEmpty))
        let learnsFromSome = zip(sides, labels).contains { $0 == .train && !$1.isEmpty }
        guard learnsFromSome || !sides.contains(.test) else {
            throw CommandError(
                "all areas with labelled tiles are held out: nothing is left to learn from. Let one be 'side: train'."
            )
        }
        for (position, side) in sides.enumerated() { areas[position].side = side }
    }

    /// An area without tiles would be held out in silence, and nothing with it.
    private func checkThatTilesAreHeldOut(
        _ areas: [AreaTiles], sides: [DatasetSide], isEmpty: [Bool]
    ) throws {
        let empty = areas.indices.filter { isEmpty[$0] }
        if let position = empty.first(where: { sides[$0] == .test }) {
            throw CommandError(
                "area '\(areas[position].name ?? "")' is to be held out and has no labelled tile. Hold out another one, or give it "
                    + "imagery and labels of the same place.")
        }
        // Of areas that somebody has all chosen to learn from, none is asked for.
        guard testFraction > 0, !sides.contains(.test), areas.contains(where: { $0.side == nil }),
            !empty.isEmpty
        else { return }
        let names = empty.map { "'\(areas[$0].name ?? "")'" }.joined(separator: ", ")
        throw CommandError(
            "--split areas finds no area to hold out: there is no labelled tile in \(names), and what is left is needed to learn "
                + "from. Give imagery and labels of more areas.")
    }

    private func divide(_ area: inout AreaTiles) {
        // By the labels as they are given: corrections move no tile to the other side.
        // A tile that a correction dropped has its label still, unless it comes out of another dataset, which keeps none of it.
        let found = area.tiles.indices.filter { [nil, .corrected].contains(area.tiles[$0].dropReason) }
            .compactMap { position in
                (area.tiles[position].correctedFrom ?? area.tiles[position].classIndex).map { (position, $0) }
            }
        let (labelled, given) = (found.map(\.0), found.map(\.1))
        let groups = labelled.map { group(of: area.tiles[$0], on: area.grid) }
        let sides = area.side.map { side in given.map { _ in side } } ?? sides(labels: given, groups: groups)
        for (position, (group, side)) in zip(labelled, zip(groups, sides))
        where area.tiles[position].dropReason == nil {
            area.tiles[position].group = group.map { name in (area.name.map { "\($0) " } ?? "") + name }
            area.tiles[position].side = side
        }
    }

    private func balance(_ areas: inout [AreaTiles]) {
        let kept = areas.indices.flatMap { area in
            areas[area].tiles.indices.filter { areas[area].tiles[$0].dropReason == nil }.map { (area, $0) }
        }
        let labels = kept.compactMap { areas[$0].tiles[$1].classIndex }
        let sides = kept.compactMap { areas[$0].tiles[$1].side }
        let staying = Set(ClassBalance.kept(labels: labels, sides: sides, seed: seed))
        for (item, (area, position)) in kept.enumerated() where !staying.contains(item) {
            areas[area].tiles[position].dropReason = .balanced
            areas[area].tiles[position].side = nil
        }
    }

    private func sides(labels: [Int], groups: [String?]) -> [DatasetSide] {
        let named = groups.compactMap { $0 }
        guard named.count == labels.count else {
            return StratifiedSplit.sides(labels: labels, testFraction: testFraction, seed: seed)
        }
        return GroupSplit(groups: named, labels: labels, testFraction: testFraction, seed: seed).sides
    }

    private func group(of tile: PreparedTile, on grid: TileGrid) -> String? {
        switch split {
        case .random: nil
        case .scenes: tile.sources.first ?? ""
        case .blocks(let sideMeters): block(of: tile, on: grid, sideMeters: sideMeters)
        case .areas, .areaFolds: block(of: tile, on: grid, sideMeters: Self.areaBlockMeters)
        }
    }

    private func block(of tile: PreparedTile, on grid: TileGrid, sideMeters: Double) -> String {
        let side = sideMeters / grid.reference.metersPerUnit
        let center = grid.bounds(of: tile.index).center
        return "\(Self.number(center.x / side))/\(Self.number(center.y / side))"
    }

    /// Of a block, from west to east or from south to north; beyond what an `Int` holds as it is.
    private static func number(_ blocks: Double) -> String {
        let whole = blocks.rounded(.down)
        return Int(exactly: whole).map { String($0) } ?? String(whole)
    }
}

import AerialCore
import Testing

@testable import Aerial

/// Which areas a split by areas holds out, and what it says where there is nothing to hold out.
struct AreaDivisionTests {
    /// An area of so many labelled tiles, and one that shows no class.
    private func area(_ name: String, tiles: Int, side: DatasetSide? = nil) -> AreaTiles {
        let source = PreparedDataset.Source(path: "\(name).tif", sha256: "", bytes: 0)
        let grid = TileGrid(
            reference: CoordinateReference(wellKnownText: "", authorityCode: "EPSG:26915", metersPerUnit: 1),
            origin: MapPoint(x: 0, y: 0), columns: tiles + 1, rows: 1, tileSideMeters: 224)
        let all = (0...tiles).map { column in
            PreparedTile(
                area: name, index: TileIndex(row: 0, column: column), codes: "", sources: [],
                classIndex: column < tiles ? column % 2 : nil,
                dropReason: column < tiles ? nil : .mixedLabel)
        }
        return AreaTiles(
            name: name,
            files: AreaFiles(
                imagery: [source], labels: source, outline: nil, rule: "", labelsLayer: nil, classField: nil),
            date: nil, side: side, grid: grid, metersPerPixel: 1, tiles: all, unlisted: nil)
    }

    private func divided(
        _ areas: [AreaTiles], by split: SplitRule = .areas, testFraction: Double = 0.2
    ) throws -> [AreaTiles] {
        var areas = areas
        try DatasetDivision(split: split, testFraction: testFraction, seed: 7, balances: false).divide(&areas)
        return areas
    }

    private func isRefused(naming name: String, _ areas: [AreaTiles]) {
        let error = #expect(throws: CommandError.self) { try divided(areas) }
        #expect(error?.description.contains("'\(name)'") == true, "\(error as Any)")
    }

    @Test func anAreaWithoutTilesIsNotHeldOutInSilence() {
        isRefused(naming: "bare", [area("full", tiles: 9), area("bare", tiles: 0)])
        isRefused(naming: "bare", [area("bare", tiles: 0, side: .test), area("full", tiles: 9)])
        isRefused(naming: "bare", [area("full", tiles: 9, side: .train), area("bare", tiles: 0)])
        isRefused(
            naming: "bare",
            [
                area("full", tiles: 9), area("other", tiles: 9, side: .test),
                area("bare", tiles: 0, side: .test),
            ])
    }

    /// Tiles out of another dataset have a side already, and those that a person dropped there have no class any more.
    @Test func tilesThatADatasetHasDroppedLeaveNoneOnItsOldSide() throws {
        var areas = [area("one", tiles: 10), area("two", tiles: 10)]
        for position in areas.indices {
            for tile in areas[position].tiles.indices.dropLast() {
                areas[position].tiles[tile].side = tile % 3 == 0 ? .test : .train
            }
            for tile in [2, 5] {
                areas[position].tiles[tile].classIndex = nil
                areas[position].tiles[tile].dropReason = .corrected
                areas[position].tiles[tile].side = nil
            }
        }
        let found = try divided(areas)
        #expect(Set(found.map(\.side)) == [.train, .test])
        for area in found {
            let kept = area.tiles.filter { $0.dropReason == nil }
            #expect(kept.count == 8 && Set(kept.map(\.side)) == [area.side])
            #expect(kept.allSatisfy { $0.group?.hasPrefix("\(area.name ?? "") ") == true })
        }
    }

    @Test func besideAnAreaWithoutTilesAnotherIsHeldOut() throws {
        let areas = try divided([area("bare", tiles: 0), area("one", tiles: 10), area("two", tiles: 12)])
        #expect(areas[0].side == .train && Set([areas[1].side, areas[2].side]) == [.train, .test])
        for area in areas.dropFirst() {
            let sides = area.tiles.filter { $0.dropReason == nil }.map(\.side)
            #expect(Set(sides) == [area.side])
        }
    }

    @Test func somethingIsLeftToLearnFrom() {
        for others in [area("bare", tiles: 0), area("bare", tiles: 0, side: .train)] {
            let error = #expect(throws: CommandError.self) {
                try divided([area("full", tiles: 9, side: .test), others])
            }
            #expect(error?.description.contains("nothing is left to learn from") == true)
        }
    }

    @Test func whatNobodyWantsHeldOutIsLearnedFrom() throws {
        let areas = [area("one", tiles: 9), area("bare", tiles: 0)]
        #expect(try divided(areas, testFraction: 0).map(\.side) == [.train, .train])
        let given = [area("one", tiles: 9, side: .train), area("bare", tiles: 0, side: .train)]
        #expect(try divided(given).map(\.side) == [.train, .train])
    }
}

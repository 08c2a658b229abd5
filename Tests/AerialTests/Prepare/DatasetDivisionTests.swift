import AerialCore
import Foundation
import Testing

@testable import Aerial

/// Which side each tile stands on, for splits and places of any size.
@Suite struct DatasetDivisionTests {
    private let folder = Scratch()
    private static let source = PreparedDataset.Source(path: "a.tif", sha256: "00", bytes: 1)

    /// Ten by ten tiles of two classes, in stripes.
    private func area(_ name: String? = nil, origin: MapPoint = MapPoint(x: 500_000, y: 5_000_000))
        -> AreaTiles
    {
        let grid = TileGrid(
            reference: CoordinateReference(wellKnownText: "w", authorityCode: nil, metersPerUnit: 1),
            origin: origin, columns: 10, rows: 10, tileSideMeters: 224)
        return AreaTiles(
            name: name,
            files: AreaFiles(
                imagery: [Self.source], labels: Self.source, outline: nil, rule: "nine-points",
                labelsLayer: nil,
                classField: nil),
            date: nil, side: nil, grid: grid, metersPerPixel: 1,
            tiles: grid.tiles.map {
                PreparedTile(area: name, index: $0, codes: "", sources: ["a"], classIndex: $0.row % 2)
            }, unlisted: nil)
    }

    private func divided(
        _ split: SplitRule, _ areas: [AreaTiles], testFraction: Double = 0.3
    ) throws -> [PreparedTile] {
        var divided = areas
        try DatasetDivision(split: split, testFraction: testFraction, seed: 7, balances: false).divide(
            &divided)
        return divided.flatMap(\.tiles)
    }

    /// The group of a tile by whole numbers: squares of 500 m.
    @Test func aBlockIsASquareOfGround() throws {
        for tile in try divided(.blocks(sideMeters: 500), [area()]) {
            let (x, y) = (500_000 + 224 * tile.index.column + 112, 5_000_000 - 224 * tile.index.row - 112)
            #expect(tile.group == "\(x / 500)/\(y / 500)")
        }
    }

    /// Blocks so small or so large, and places so far off, that no `Int` counts them.
    @Test(arguments: [1e-300, 1e-3, 1e8, 1e300, Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude])
    func blocksOfAnySizeDivide(sideMeters: Double) throws {
        for origin in [MapPoint(x: 500_000, y: 5_000_000), MapPoint(x: -1e15, y: 1e15)] {
            let tiles = try divided(.blocks(sideMeters: sideMeters), [area(origin: origin)])
            #expect(tiles.count == 100 && tiles.allSatisfy { $0.side != nil && $0.group != nil })
        }
    }

    @Test func splitsAndSharesThatAreNoneAreRefusedBeforeAnyWork() {
        let splits: [SplitRule] = [
            .blocks(sideMeters: .nan), .blocks(sideMeters: 0), .blocks(sideMeters: -5),
            .blocks(sideMeters: 1e300),
            .blocks(sideMeters: .infinity), .areaFolds(count: 0), .areaFolds(count: -1), .areaFolds(count: 1),
            .areaFolds(count: .max),
        ]
        for split in splits {
            #expect(throws: CommandError.self) { try DatasetDivision.check(split, testFraction: 0.2) }
            let plan = PreparePlan(imagery: ["a.tif"], labels: "b.tif", out: folder["d"], split: split)
            #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
            let areas = PrepareAreasPlan(
                areas: [PrepareArea(name: "a", imagery: ["a.tif"], labels: "b.tif")], out: folder["d"],
                split: split)
            #expect(throws: CommandError.self) { try areas.run(SilentObserver()) }
        }
        for share in [-0.1, 1, 1.5, .nan, .infinity] {
            #expect(throws: CommandError.self) { try DatasetDivision.check(.random, testFraction: share) }
            let plan = PreparePlan(
                imagery: ["a.tif"], labels: "b.tif", out: folder["d"], split: .random, testFraction: share)
            let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
            #expect(error?.description.contains("a test fraction of") == true)
        }
        for split: SplitRule in [
            .blocks(sideMeters: 2000), .blocks(sideMeters: 0.5), .areaFolds(count: 2), .scenes,
        ] {
            #expect(throws: Never.self) { try DatasetDivision.check(split, testFraction: 0) }
        }
    }

    @Test func wholeAreasAreHeldOut() throws {
        let tiles = try divided(.areas, ["a", "b", "c"].map { area($0) })
        let sides = Dictionary(grouping: tiles, by: \.area).mapValues { Set($0.compactMap(\.side)) }
        #expect(sides.values.allSatisfy { $0.count == 1 } && sides.values.count { $0 == [.test] } == 1)
        #expect(throws: CommandError.self) { try divided(.areas, [area("a")]) }
    }
}

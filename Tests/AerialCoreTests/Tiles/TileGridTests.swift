import AerialCore
import Foundation
import Testing

private let meters = CoordinateReference(wellKnownText: "", authorityCode: "EPSG:26919", metersPerUnit: 1)

@Test func aGridHoldsWholeTilesFromTheNorthWestCorner() throws {
    let extent = MapBounds(minX: 100, minY: 0, maxX: 100 + 3 * 224 + 100, maxY: 2 * 224)
    let grid = try #require(TileGrid(covering: extent, reference: meters, tileSideMeters: 224))
    #expect(grid.columns == 3)
    #expect(grid.rows == 2)
    let first = grid.bounds(of: TileIndex(row: 0, column: 0))
    #expect(first == MapBounds(minX: 100, minY: 224, maxX: 324, maxY: 448))
}

@Test func tilesCoverTheGridOnceInReadingOrder() {
    let grid = TileGrid(
        reference: meters, origin: MapPoint(x: 0, y: 0), columns: 4, rows: 3, tileSideMeters: 224)
    let tiles = Array(grid.tiles)
    #expect(tiles.count == 12)
    #expect(Set(tiles).count == 12)
    #expect(tiles[4] == TileIndex(row: 1, column: 0))
    for (a, b) in zip(tiles, tiles.dropFirst()) { #expect(!grid.bounds(of: a).overlaps(grid.bounds(of: b))) }
}

@Test func aTileInFeetIsStill224MetersWide() throws {
    let feet = CoordinateReference(wellKnownText: "", authorityCode: nil, metersPerUnit: 1200.0 / 3937)
    let grid = try #require(
        TileGrid(
            covering: MapBounds(minX: 0, minY: 0, maxX: 1470, maxY: 735), reference: feet, tileSideMeters: 224
        ))
    #expect(abs(grid.tileSide - 734.9066666) < 1e-6)
    #expect(grid.columns == 2)
}

@Test(arguments: [Double.nan, .infinity, 1e300, 1e10])
func anExtentThatIsNoneOnEarthHasNoGrid(far: Double) {
    #expect(
        TileGrid(
            covering: MapBounds(minX: 0, minY: 0, maxX: far, maxY: far), reference: meters,
            tileSideMeters: 224) == nil)
}

@Test func namesSortAsTilesDo() {
    #expect(TileGrid.name(of: TileIndex(row: 12, column: 345)) == "r0012_c0345")
    #expect(TileGrid.name(of: TileIndex(row: 12345, column: 0)) == "r12345_c0000")
}

@Test func distanceIsBetweenEdges() {
    let a = MapBounds(minX: 0, minY: 0, maxX: 10, maxY: 10)
    #expect(a.distance(to: MapBounds(minX: 10, minY: 0, maxX: 20, maxY: 10)) == 0)
    #expect(a.distance(to: MapBounds(minX: 13, minY: 14, maxX: 20, maxY: 20)) == 5)
    #expect(!a.overlaps(MapBounds(minX: 10, minY: 0, maxX: 20, maxY: 10)))
}

@Test func overlappingTilesCoverTheGroundOfTheGrid() throws {
    let grid = TileGrid(
        reference: meters, origin: MapPoint(x: 500, y: 900), columns: 4, rows: 3, tileSideMeters: 224)
    let windows = try #require(grid.overlapping(by: 4))
    let cells = try #require(grid.divided(by: 4))
    #expect(windows.columns == 13 && windows.rows == 9 && cells.columns == 16 && cells.rows == 12)
    #expect(windows.extent == grid.extent && cells.extent == grid.extent)
    #expect(windows.bounds(of: TileIndex(row: 4, column: 8)) == grid.bounds(of: TileIndex(row: 1, column: 2)))
    // The squares of a window are cells of the map.
    let window = TileIndex(row: 2, column: 5)
    let expected = (0..<16).map {
        cells.bounds(of: TileIndex(row: 2 + $0 / 4, column: 5 + $0 % 4)).center
    }
    #expect(windows.cellCenters(of: window) == expected)
    #expect(grid.cellCenters(of: window) == [grid.bounds(of: window).center])
    #expect(try JSONDecoder().decode(TileGrid.self, from: JSONEncoder().encode(windows)) == windows)
    #expect(
        TileGrid(
            reference: meters, origin: MapPoint(x: 0, y: 0), columns: 30_000, rows: 9000, tileSideMeters: 224
        ).divided(by: 7) == nil)
}

/// Whoever reads a grid from a file may multiply its sides and divide by its unit.
@Test func aGridThatCannotBeIsNotRead() throws {
    let grid = TileGrid(
        reference: CoordinateReference(wellKnownText: "w", authorityCode: nil, metersPerUnit: 0.5),
        origin: MapPoint(x: 7, y: -9), columns: 40, rows: 30, tileSideMeters: 224)
    let text = String(decoding: try JSONEncoder().encode(grid), as: UTF8.self)
    func read(_ text: String) throws -> TileGrid {
        try JSONDecoder().decode(TileGrid.self, from: Data(text.utf8))
    }
    #expect(try read(text) == grid)
    let most = String(Int.max)
    for (right, others) in [
        ("\"columns\":40", ["-40", most, "10000001"].map { "\"columns\":\($0)" }),
        ("\"rows\":30", ["-1", most, "7500001"].map { "\"rows\":\($0)" }),
        ("\"metersPerUnit\":0.5", ["0", "-1", "1e300", "1e-300"].map { "\"metersPerUnit\":\($0)" }),
        ("\"x\":7", ["1e300", "-1e16"].map { "\"x\":\($0)" }), ("\"y\":-9", ["\"y\":1e16"]),
    ] {
        #expect(text.contains(right))
        for other in others {
            #expect(throws: DecodingError.self, "\(other)") { try read(text.replacing(right, with: other)) }
        }
    }
    // The largest there may be.
    let largest = text.replacing("\"columns\":40", with: "\"columns\":10000000")
    #expect(try read(largest).tileCount == TileGrid.mostTiles)
}

import AerialCore
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

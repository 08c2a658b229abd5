import AerialCore
import Testing

struct ClassAreasTests {
    private func map() -> ClassMap {
        var map = ClassMap(legend: .nlcd3, columns: 2, rows: 2)
        map[TileIndex(row: 0, column: 0)] = 0
        map[TileIndex(row: 0, column: 1)] = 2
        map[TileIndex(row: 1, column: 1)] = 2
        return map
    }

    @Test func tilesWithoutDataCountInNoClass() {
        let areas = ClassAreas(of: map(), tileHectares: 5.0176)
        #expect(areas.rows.map(\.tiles) == [1, 0, 2])
        #expect(areas.tiles == 3 && areas.unscoredTiles == 1)
        #expect(areas.rows.compactMap(\.share).reduce(0, +) == 1)
    }

    @Test func aTileHasFiveHectares() {
        #expect(abs(ClassAreas(of: map(), tileHectares: 5.0176).rows[2].hectares - 2 * 5.0176) < 1e-9)
    }

    @Test func anEmptyMapHasNoShares() {
        let areas = ClassAreas(of: ClassMap(legend: .nlcd6, columns: 3, rows: 3), tileHectares: 5.0176)
        #expect(areas.rows.allSatisfy { $0.share == nil && $0.tiles == 0 } && areas.unscoredTiles == 9)
    }
}

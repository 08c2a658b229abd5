import AerialCore
import Testing

struct MapSetTests {
    private func map(_ names: [String], cells: [UInt8?]) throws -> ClassMap {
        var map = ClassMap(legend: try Legend.named("m", classNames: names), columns: cells.count, rows: 1)
        for (column, cell) in cells.enumerated() { map[TileIndex(row: 0, column: column)] = cell }
        return map
    }

    @Test func mapsAreBroughtIntoOneLegendByTheClassesNames() throws {
        let set = try MapSet([
            .init(name: "a", map: try map(["Forest", "Water"], cells: [0, 1, nil]), tileMeters: 224),
            .init(name: "b", map: try map(["Water", "Developed"], cells: [0, 1]), tileMeters: 112),
        ])
        #expect(set.legend.classNames == ["Forest", "Water", "Developed"])
        #expect(set.entries[0].areas.rows.map(\.tiles) == [1, 1, 0])
        #expect(set.entries[1].areas.rows.map(\.tiles) == [0, 1, 1])
        #expect(set.entries[0].areas.unscoredTiles == 1)
        #expect(abs(set.entries[1].areas.hectares - 2 * 1.2544) < 1e-9)
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct ClassPolygonTests {
    let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    /// The columns class, tiles and hectares of each polygon.
    private func rows(_ path: String) throws -> [[String: String]] {
        let table = try TextTable(vectorFileAt: path, preferredLayer: ClassPolygonFile.layerName)
        return table.rows.map { row in
            Dictionary(
                zip(table.header, row.fields.map { $0 ?? "" }), uniquingKeysWith: { first, _ in first })
        }
    }

    @Test func neighboursOfOneClassAreOnePolygon() throws {
        let grid = try Fixture.grid(columns: 4, rows: 3)
        var map = ClassMap(legend: .nlcd6, columns: 4, rows: 3)
        for tile in grid.tiles { map[tile] = tile.column < 2 ? 2 : 0 }
        map[TileIndex(row: 1, column: 1)] = nil
        try ClassPolygonFile.write(map, grid: grid, to: folder.file("map.gpkg"))
        let found = try rows(folder.file("map.gpkg")).sorted { ($0["class"] ?? "") < ($1["class"] ?? "") }
        #expect(found.map { $0["class"] } == ["Developed", "Forest"])
        #expect(found.map { $0["tiles"] } == ["6", "5"])
        #expect(found.compactMap { $0["hectares"].flatMap(Double.init) } == [30.1056, 25.088])
    }

    @Test func polygonsAndTilesCountTheSame() throws {
        let grid = try Fixture.grid(columns: 30, rows: 20)
        var map = ClassMap(legend: .nlcd6, columns: 30, rows: 20)
        var generator = SeededGenerator(seed: 5)
        for tile in grid.tiles where Int.random(in: 0..<10, using: &generator) > 0 {
            map[tile] = UInt8.random(in: 0..<3, using: &generator)
        }
        try ClassPolygonFile.write(map, grid: grid, to: folder.file("map.gpkg"))
        let found = try rows(folder.file("map.gpkg"))
        #expect(found.count == map.patches.count)
        var counts: [String: Int] = [:]
        for row in found { counts[row["class"] ?? "", default: 0] += Int(row["tiles"] ?? "") ?? 0 }
        for (name, count) in zip(map.legend.classNames, map.tileCounts) {
            #expect(counts[name, default: 0] == count)
        }
        #expect(folder.names == ["map.gpkg"])
    }

    @Test func aFolderThatIsNotThereIsNamed() throws {
        let grid = try Fixture.grid()
        #expect(throws: ImageryError.self) {
            try ClassPolygonFile.write(
                Fixture.map(grid), grid: grid, to: folder.file("none/map.gpkg"))
        }
    }
}

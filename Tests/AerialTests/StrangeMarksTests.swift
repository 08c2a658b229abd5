import AerialCore
import Imagery
import Testing

@testable import Aerial

struct StrangeMarksTests {
    @Test func marksOfOtherTilesAreTold() {
        let tiles = (0..<4).map { TileIndex(row: $0, column: 7) }
        var marks = ChangeMarks()
        marks.marks = [tiles[0]: true, tiles[3]: false]
        #expect(marks.remark(comparing: tiles) == nil)
        marks.marks[TileIndex(row: 99, column: 7)] = true
        let remark = marks.remark(comparing: tiles)
        #expect(remark?.hasPrefix("1 of 3 marks") == true && remark?.contains("r0099_c0007") == true)
        #expect(ChangeMarks().remark(comparing: []) == nil)
    }

    /// Tiles of all places are called alike.
    @Test func marksOfAnotherPlaceAreRefused() throws {
        let grid = try #require(
            TileGrid(
                covering: MapBounds(minX: 500_000, minY: 4_000_000, maxX: 502_240, maxY: 4_002_240),
                reference: try CoordinateReference(definition: "EPSG:26917"), tileSideMeters: 224))
        let tile = TileIndex(row: 2, column: 3)
        let center = try TilePlacer(grid: grid).place(of: tile).degrees.center
        var marks = ChangeMarks()
        marks.marks = [tile: true, TileIndex(row: 99, column: 0): true]
        try marks.check(on: grid)
        // As a page rounds it.
        marks.places = [
            tile: MapPoint(x: (center.x * 1e5).rounded() / 1e5, y: (center.y * 1e5).rounded() / 1e5),
            TileIndex(row: 99, column: 0): MapPoint(x: 0, y: 0),
        ]
        try marks.check(on: grid)
        marks.places[tile] = MapPoint(x: center.x, y: center.y + 0.002)
        let error = #expect(throws: CommandError.self) { try marks.check(on: grid) }
        #expect(error?.description.contains("r0002_c0003") == true)
    }
}

import AerialCore
import Testing

@testable import Imagery

@Suite struct PredictionMapTests {
    let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    /// Metres, and US survey feet, whose tiles have no whole side.
    @Test(arguments: ["EPSG:26917", "EPSG:2249", "+proj=tmerc +lat_0=39 +lon_0=-81.3 +datum=WGS84"])
    func theGridIsFoundAgain(definition: String) throws {
        let grid = try Fixture.grid(columns: 9, rows: 7, code: definition)
        try Fixture.write(try Fixture.rows(grid), to: folder.file("p.csv"), reference: grid.reference)
        let found = try PredictionFile.grid(of: PredictionFile.read(path: folder.file("p.csv")))
        #expect(found.columns == 9 && found.rows == 7)
        #expect(abs(found.origin.x - grid.origin.x) < 0.001 && abs(found.origin.y - grid.origin.y) < 0.001)
        #expect(found.reference.authorityCode == grid.reference.authorityCode)
        #expect(found.tileSide == grid.tileSide)
    }

    @Test func theMapHoldsEachTilesClassAndConfidence() throws {
        let grid = try Fixture.grid()
        let rows = try Fixture.rows(grid)
        let table = PredictionTable(classNames: Legend.nlcd6.classNames.reversed(), rows: rows.shuffled())
        let placed = try PlacedPredictions(of: table)
        let (map, confidence) = try placed.probabilityMap(in: .nlcd6).likeliest
        #expect(placed.grid.columns == grid.columns && placed.grid.rows == grid.rows)
        for (number, row) in rows.enumerated() {
            #expect(map.cells[number] == row.predictedClass.map { UInt8(5 - $0) })
            #expect(confidence[number] == row.confidence.map { UInt8(($0 * 100).rounded()) })
        }
        #expect(map.cells[3] == nil && map.cells[7] == nil)
    }

    @Test func tilesOfTwoGridsAreNotMixed() throws {
        let grid = try Fixture.grid()
        let moved = TileGrid(
            reference: grid.reference, origin: MapPoint(x: grid.origin.x + 1, y: grid.origin.y), columns: 5,
            rows: 4, tileSideMeters: 224)
        let rows = try Fixture.rows(grid) + Fixture.rows(moved)
        #expect(throws: PredictionFileError.self) {
            try PredictionFile.grid(of: PredictionTable(classNames: Legend.nlcd6.classNames, rows: rows))
        }
    }

    @Test(arguments: [(1 << 20, 1 << 20), (Int.max, 0), (0, Int.max), (Int.max, Int.max), (3_000_000, 0)])
    func oneFarTileDoesNotMakeAnEmptyMap(row: Int, column: Int) throws {
        let grid = try Fixture.grid()
        let first = try Fixture.place(TileIndex(row: 0, column: 0), in: grid)
        let far = TilePlace(
            index: TileIndex(row: row, column: column), bounds: first.bounds, degrees: first.degrees,
            referenceIdentifier: first.referenceIdentifier)
        let rows =
            try Fixture.rows(grid) + [
                TilePrediction(id: "far", source: "", place: far, status: .nodata, reason: "")
            ]
        let table = PredictionTable(classNames: Legend.nlcd6.classNames, rows: rows)
        #expect(
            throws: PredictionFileError.farTile(
                id: "far", tile: TileIndex(row: max(row, 3), column: max(column, 4)), rows: 21)
        ) { try PredictionFile.grid(of: table) }
    }

    @Test func aTileThatStandsTwiceIsAnError() throws {
        let grid = try Fixture.grid()
        let rows = try Fixture.rows(grid)
        let table = PredictionTable(classNames: Legend.nlcd6.classNames, rows: rows + [rows[4]])
        #expect(throws: PredictionFileError.repeatedTile(ids: [rows[4].id, rows[4].id])) {
            try PlacedPredictions(of: table).probabilityMap(in: .nlcd6)
        }
    }

    @Test func aLegendOfOtherClassesIsAnError() throws {
        let grid = try Fixture.grid()
        let table = PredictionTable(classNames: Legend.nlcd6.classNames, rows: try Fixture.rows(grid))
        #expect(throws: PredictionFileError.otherClasses(table: Legend.nlcd6.classNames, legend: "nlcd3")) {
            try PlacedPredictions(of: table).probabilityMap(in: .nlcd3)
        }
    }
}

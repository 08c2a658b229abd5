import AerialCore
import Imagery
import Testing

/// Pictures for web maps show what lies there.
struct WebMapTests {
    @Test func theFirstTileIsTheWorldAndTilesDivideIt() throws {
        let world = try #require(WebFrame(zoom: 0, column: 0, row: 0))
        #expect(abs(world.bounds.width - 2 * WebMercator.reach) < 1e-6)
        let tile = try #require(WebFrame(zoom: 1, column: 1, row: 0))
        #expect(tile.bounds.minX == 0)
        #expect(tile.bounds.maxY == WebMercator.reach)
    }

    @Test(arguments: [(0, 1, 0), (3, 8, 0), (3, 0, -1), (25, 0, 0), (-1, 0, 0)])
    func tilesBeyondTheWorldAreNone(zoom: Int, column: Int, row: Int) {
        #expect(WebFrame(zoom: zoom, column: column, row: row) == nil)
    }

    @Test(arguments: [(-71.43, 42.5), (0.0, 0.0), (179.9, -60.0)])
    func degreesComeBack(longitude: Double, latitude: Double) {
        let point = WebMercator.point(longitude: longitude, latitude: latitude)
        let box = WebMercator.degrees(
            of: MapBounds(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y))
        #expect(abs(box.minX - longitude) < 1e-9)
        #expect(abs(box.minY - latitude) < 1e-9)
    }

    @Test func aPlaceInDegreesIsWherePROJPutsIt() {
        // cs2cs EPSG:4326 EPSG:3857, 45 N 10 E
        let point = WebMercator.point(longitude: 10, latitude: 45)
        #expect(abs(point.x - 1_113_194.9079) < 0.001)
        #expect(abs(point.y - 5_621_521.4862) < 0.001)
    }

    private func view() throws -> CellView {
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:32631"),
            origin: MapPoint(x: 500_000, y: 10_000),
            columns: 2, rows: 2, tileSideMeters: 1000)
        return try CellView(grid: grid, cells: [1, 2, 0, 1])
    }

    private let colors = CellColors { value in
        switch value {
        case 1: .init(red: 255, green: 0, blue: 0)
        case 2: .init(red: 0, green: 255, blue: 0)
        default: nil
        }
    }

    private func picture(_ colors: CellColors) throws -> [[UInt8]] {
        let view = try view()
        let frame = try #require(
            WebFrame(bounds: WebMercator.bounds(ofDegrees: view.degrees), width: 40, height: 40))
        let pixels = try #require(try view.picture(frame, colors: colors))
        // The middle of each quarter.
        return [(10, 10), (30, 10), (10, 30), (30, 30)].map { x, y in
            Array(pixels.rgba[((y * 40 + x) * 4)..<((y * 40 + x) * 4 + 4)])
        }
    }

    @Test func everyTileHasItsColorAtItsPlace() throws {
        #expect(
            try picture(colors) == [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 0, 0], [255, 0, 0, 255]])
    }

    @Test func classesThatAreNotWantedAreClear() throws {
        #expect(
            try picture(colors.only([2])) == [[0, 0, 0, 0], [0, 255, 0, 255], [0, 0, 0, 0], [0, 0, 0, 0]])
    }

    @Test func elsewhereThereIsNoPicture() throws {
        let frame = try #require(WebFrame(zoom: 4, column: 0, row: 0))
        #expect(try view().picture(frame, colors: colors) == nil)
    }

    @Test func rampsAreClearBeyondTheHundred() throws {
        #expect(try picture(.share) != picture(.changeProbability))
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:32631"),
            origin: MapPoint(x: 500_000, y: 10_000),
            columns: 1, rows: 1, tileSideMeters: 1000)
        let view = try CellView(grid: grid, cells: [255])
        let frame = try #require(
            WebFrame(bounds: WebMercator.bounds(ofDegrees: view.degrees), width: 8, height: 8))
        #expect(try view.picture(frame, colors: .changeProbability)?.isEmpty == true)
    }
}

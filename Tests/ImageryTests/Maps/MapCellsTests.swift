import AerialCore
import Foundation
import Testing

@testable import Imagery

/// What a page holds of a map.
struct MapCellsTests {
    /// The bytes of a PNG's bands, row by row.
    private func bands(_ png: [UInt8]) throws -> [[UInt8]] {
        let path = NSTemporaryDirectory() + "aerial-cells-\(UUID().uuidString).png"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(png).write(to: URL(fileURLWithPath: path))
        let file = try RasterFile(path: path)
        return try (1...file.bandCount).map { try file.bytes(ofBand: $0) }
    }

    private func map(_ cells: [[UInt8?]]) -> ClassMap {
        var map = ClassMap(legend: .nlcd3, columns: cells[0].count, rows: cells.count)
        for (row, line) in cells.enumerated() {
            for (column, cell) in line.enumerated() { map[TileIndex(row: row, column: column)] = cell }
        }
        return map
    }

    @Test func aCellHoldsItsClassItsShareAndWhetherItIsForeign() throws {
        let cells = try MapCells(
            map([[0, 1], [nil, 2]]), shares: [97, nil, nil, 0], foreign: [TileIndex(row: 0, column: 1)])
        #expect(cells.shape == MapCells.Shape(columns: 2, rows: 2))
        let values = try bands(cells.values)
        #expect(values[0] == [1, 2, 0, 3])
        #expect(values[1] == [98, 0, 0, 1])
        #expect(values[2] == [0, 255, 0, 0])
        let picture = try bands(cells.picture)
        #expect(picture[3] == [255, 255, 0, 255])
        #expect(picture[0][0] == Legend.nlcd3.classes[0].color.red)
    }

    @Test func aLargeMapIsShownInSquaresOfTheirMostFrequentClass() throws {
        let cells = try MapCells(
            map([[0, 0, 1], [2, 0, 1], [nil, nil, 2]]), shares: [60, 80, 50, 99, 70, 30, nil, nil, 90],
            mostCells: 4)
        #expect(cells.shape.tilesPerCell == 2)
        #expect(cells.shape.columns == 2 && cells.shape.rows == 2)
        let values = try bands(cells.values)
        #expect(values[0] == [1, 2, 0, 3])
        // The mean of the tiles that have the class.
        #expect(values[1] == [71, 41, 0, 91])
    }

    @Test func aMillionTilesAreAQuarterOfThatInCells() {
        let shape = MapCells.Shape(columns: 1000, rows: 1000)
        #expect(shape.columns * shape.rows <= MapCells.Shape.mostCells)
        #expect(shape.tilesPerCell == 2)
    }

    @Test func trueNorthTurnsWithTheDistanceFromTheMiddleOfTheZone() throws {
        func north(easting: Double) throws -> Double? {
            try TileGrid(
                reference: CoordinateReference(definition: "EPSG:32619"),
                origin: MapPoint(x: easting - 112, y: 4_700_112), columns: 1, rows: 1, tileSideMeters: 224
            ).trueNorth()
        }
        #expect(abs(try #require(try north(easting: 500_000))) < 1e-6)
        // Two degrees and a half west of the middle, at 42.4 N: longitude difference times the sine of the latitude.
        #expect(abs(try #require(try north(easting: 300_000)) - 1.64) < 0.02)
        #expect(abs(try #require(try north(easting: 700_000)) + 1.64) < 0.02)
    }
}

/// Imagery under a page's map.
struct SceneOverviewTests {
    private func overview(of grid: TileGrid) throws -> [[UInt8]]? {
        let path = NSTemporaryDirectory() + "aerial-overview-\(UUID().uuidString)"
        defer {
            for ending in ["tif", "jpg"] { try? FileManager.default.removeItem(atPath: "\(path).\(ending)") }
        }
        // The west half red, the east half blue.
        try DrawnTIFF(width: 448, height: 224) { column, _, channel in
            channel == (column < 224 ? 0 : 2) ? 250 : 5
        }.write(to: path + ".tif")
        guard let bytes = try SceneOverview(paths: [path + ".tif"]).jpeg(on: grid) else { return nil }
        try Data(bytes).write(to: URL(fileURLWithPath: path + ".jpg"))
        let file = try RasterFile(path: path + ".jpg")
        // Red and blue at the middle of each quarter along the middle row.
        return try (0..<4).map { quarter in
            let position = file.height / 2 * file.width + (2 * quarter + 1) * file.width / 8
            return try [1, 3].map { try file.bytes(ofBand: $0)[position] }
        }
    }

    private func grid(west: Double, columns: Int) throws -> TileGrid {
        TileGrid(
            reference: try CoordinateReference(definition: "EPSG:26917"),
            origin: MapPoint(x: west, y: 4_000_000), columns: columns, rows: 1, tileSideMeters: 224)
    }

    @Test func aPictureLiesOnTheGridAndIsGreyWhereThereIsNoImagery() throws {
        let seen = try #require(try overview(of: grid(west: 500_000 - 224, columns: 4)))
        let isBright: [[Bool]] = seen.map { quarter in quarter.map { $0 > 180 } }
        #expect(isBright == [[true, true], [true, false], [false, true], [true, true]])
    }

    @Test func imageryOfAnotherPlaceGivesNone() throws {
        #expect(try overview(of: grid(west: 700_000, columns: 2)) == nil)
    }
}

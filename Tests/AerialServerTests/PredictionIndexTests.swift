import AerialCore
import Foundation
import Imagery
import Testing

@testable import AerialServer

/// What the service knows of a table is what stands in it, over the ends of its blocks of rows too.
final class PredictionIndexTests {
    private static let (columns, rows) = (100, 90)
    private static let names = ["Developed", "Forest"]
    private let folder = NSTemporaryDirectory() + "aerial-index-\(UUID().uuidString)"
    private let path: String
    private let table: PredictionTable

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = "\(folder)/predictions.csv"
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:26919"),
            origin: MapPoint(x: 300_000, y: 4_700_000), columns: Self.columns, rows: Self.rows,
            tileSideMeters: 224)
        let writer = try PredictionWriter(
            path: path, classNames: Self.names, legend: .nlcd6, reference: grid.reference)
        for tile in grid.tiles { try writer.write(Self.row(tile, on: grid)) }
        try writer.finish()
        table = try PredictionFile.read(path: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func row(_ tile: TileIndex, on grid: TileGrid) -> TilePrediction {
        let (west, north) = (-71 + 0.003 * Double(tile.column), 42 - 0.002 * Double(tile.row))
        let place = TilePlace(
            index: tile, bounds: grid.bounds(of: tile),
            degrees: MapBounds(minX: west, minY: north - 0.002, maxX: west + 0.003, maxY: north),
            referenceIdentifier: "EPSG:26919")
        let (id, number) = (TileGrid.name(of: tile), tile.row * columns + tile.column)
        if number % 7 == 3 {
            let isRejected = number % 2 == 0
            return TilePrediction(
                id: id, source: "s.tif", place: place, status: isRejected ? .rejected : .nodata,
                reason: isRejected ? "the file is cut short" : "no imagery")
        }
        let share = Float(number % 101) / 100
        return TilePrediction(
            id: id, source: "s.tif", place: place, status: .scored, probabilities: [share, 1 - share],
            foreignness: 0.25)
    }

    private func index() throws -> PredictionIndex { try PredictionIndex(path: path, legends: []) }

    @Test func rowsOfABoxAreThoseOfTheTable() throws {
        let index = try index()
        let box = MapBounds(minX: -70.9501, minY: 41.8501, maxX: -70.8001, maxY: 41.9701)
        let expected = table.rows.indices.filter { number in
            let own = table.rows[number].place!.degrees
            return own.minX <= box.maxX && own.maxX >= box.minX && own.minY <= box.maxY
                && own.maxY >= box.minY
        }
        #expect(expected.count > 1000)
        #expect(index.rows(in: box, ofClass: nil, from: 0, limit: .max).rows == expected)
        // Page by page.
        var (found, next): ([Int], Int?) = ([], 0)
        while let start = next {
            let page = index.rows(in: box, ofClass: 1, from: start, limit: 97)
            #expect(page.rows.count <= 97)
            found += page.rows
            next = page.next
        }
        #expect(found == expected.filter { table.rows[$0].predictedClass == 1 })
        let counts = index.classCounts(in: box)
        #expect(counts.classes[1] == found.count)
        #expect(counts.classes.reduce(counts.others, +) == expected.count)
        #expect(counts.others == expected.count { table.rows[$0].status != .scored })
        #expect(index.rows(in: nil, ofClass: nil, from: 8990, limit: 100).rows == Array(8990..<9000))
        #expect(index.rows(in: nil, ofClass: nil, from: 9000, limit: 100).rows == [])
    }

    @Test func aRowSaysWhatStandsInTheTable() throws {
        let index = try index()
        #expect(
            index.counts.tiles == 9000 && index.counts.scored == table.rows.count { $0.status == .scored })
        for number in [0, 3, 10, 4095, 4096, 4097, 8191, 8192, 8999] {
            let (json, row) = (index.json(number), table.rows[number])
            #expect(json["id"]?.text == row.id)
            #expect(json["status"]?.text == row.status.rawValue)
            #expect(json["class"]?.text == row.predictedClass.map { Self.names[$0] })
            #expect((json["reason"]?.text ?? "") == row.reason)
            let place = try #require(row.place)
            #expect(index.tile(of: number) == place.index)
            let middle = (
                (place.degrees.minX + place.degrees.maxX) / 2, (place.degrees.minY + place.degrees.maxY) / 2
            )
            #expect(index.row(longitude: middle.0, latitude: middle.1) == number)
        }
        #expect(index.row(longitude: -60, latitude: 42) == nil)
        let all = try #require(index.degrees)
        #expect(abs(all.minX + 71) < 1e-6 && abs(all.maxY - 42) < 1e-6)
    }

    @Test func aTableWithAndWithoutPlacesIsRefused() throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var lines = text.components(separatedBy: "\r\n")
        var cells = lines[5000].components(separatedBy: ",")
        for number in 2..<13 { cells[number] = "" }
        lines[5000] = cells.joined(separator: ",")
        let other = "\(folder)/mixed.csv"
        try lines.joined(separator: "\r\n").write(toFile: other, atomically: true, encoding: .utf8)
        #expect(throws: PredictionFileError.noPlaces) { _ = try PredictionIndex(path: other, legends: []) }
    }

    /// Six tiles side by side from 179.994 degrees; the fourth lies on the date line.
    private func acrossTheDateLine(_ ends: [(west: Double, east: Double)]) throws -> PredictionIndex {
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:32660"),
            origin: MapPoint(x: 800_000, y: 7_000_000), columns: ends.count, rows: 1, tileSideMeters: 224)
        let path = "\(folder)/line.csv"
        let writer = try PredictionWriter(
            path: path, classNames: Self.names, legend: .nlcd6, reference: grid.reference)
        for (tile, (west, east)) in zip(grid.tiles, ends) {
            let place = TilePlace(
                index: tile, bounds: grid.bounds(of: tile),
                degrees: MapBounds(minX: west, minY: 63, maxX: east, maxY: 63.002),
                referenceIdentifier: "EPSG:32660")
            try writer.write(
                TilePrediction(
                    id: TileGrid.name(of: tile), source: "s.tif", place: place, status: .scored,
                    probabilities: [0.75, 0.25]))
        }
        try writer.finish()
        return try PredictionIndex(path: path, legends: [])
    }

    /// The same tiles as tables have them: the one on the line goes on beyond 180, or ends before it begins.
    @Test(arguments: [180.001, -179.999]) func tilesAreFoundOnBothSidesOfTheDateLine(east: Double) throws {
        let index = try acrossTheDateLine([
            (179.993, 179.995), (179.995, 179.997), (179.997, 179.999), (179.999, east),
            (-179.999, -179.997), (-179.997, -179.995),
        ])
        func rows(_ west: Double, _ east: Double) -> [Int] {
            let box = MapBounds(minX: west, minY: 62, maxX: east, maxY: 64)
            let found = index.rows(in: box, ofClass: nil, from: 0, limit: .max).rows
            #expect(index.classCounts(in: box).classes == [found.count, 0])
            return found
        }
        for turn in [-360.0, 0, 360] {
            #expect(rows(179.9935 + turn, 179.9945 + turn) == [0])
            #expect(rows(179.9955 + turn, 180.0045 + turn) == [1, 2, 3, 4, 5])
            #expect(rows(180.0015 + turn, 180.0025 + turn) == [4])
            #expect(rows(100 + turn, 179.99 + turn).isEmpty)
            #expect(rows(180.01 + turn, 200 + turn).isEmpty)
        }
        #expect(rows(-1, 1).isEmpty && rows(-180, 180).count == 6)
        for (row, longitude) in [
            (0, 179.994), (3, 180.0), (3, -180.0), (4, -179.998), (4, 180.002), (5, 180.004),
        ] {
            #expect(index.row(longitude: longitude, latitude: 63.001) == row)
        }
        #expect(index.row(longitude: 0, latitude: 63.001) == nil)
        let all = try #require(index.degrees)
        #expect(
            abs(all.width - 0.012) < 1e-6 && abs(all.center.x.remainder(dividingBy: 360) - 179.999) < 1e-6)
    }

    /// The page drew the older table for as long as it was open.
    @Test func aLayerOfATableThatChangedHasAnotherStamp() async throws {
        let root = try #require(ServedPath.real(folder))
        func stamps() async throws -> Set<String> {
            let service = ServiceInProcess(folders: [root])
            guard case .array(let items) = try await service.ask("/api/project").json?["items"],
                let id = items.first?["id"]?.text,
                case .array(let layers) = try await service.ask("/api/items/\(id)/layers").json?["layers"]
            else { return [] }
            return Set(layers.compactMap { $0["stamp"]?.text })
        }
        let first = try await stamps()
        #expect(first.count == 1)
        #expect(try await stamps() == first)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data((text + "\r\n").utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await stamps().isDisjoint(with: first))
    }
}

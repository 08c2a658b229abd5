import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Tiles are the same however they are read.
struct TileReadingTests {
    private let folder: SceneFolder
    private static let tile = Result { try TileSpec(sideMeters: 64, sidePixels: 64) }

    init() throws { folder = try SceneFolder() }

    /// Three scenes that overlap, one of other pixels and one in another zone.
    private func mosaic() throws -> Mosaic {
        let first = DrawnTIFF(width: 200, height: 200, nodata: "7") { column, row, channel in
            (column / 20 + row / 20) % 3 == 0 ? 7 : Pattern.value(column, row, channel)
        }
        var second = DrawnTIFF(
            width: 300, height: 260, pixelWidth: 0.7, pixelHeight: 0.7, value: Pattern.value)
        second.west += 150
        second.north -= 30
        var third = DrawnTIFF(width: 320, height: 180, rotationDegrees: 5, value: Pattern.value)
        third.north -= 20
        return try Mosaic(
            paths: [
                folder.drawn("1.tif", first), folder.drawn("2.tif", second), folder.drawn("3.tif", third),
            ], tile: Self.tile.get())
    }

    private func runs(_ mosaic: Mosaic, length: Int) -> [TileRun] {
        (0..<mosaic.grid.rows).flatMap { row in
            stride(from: 0, to: mosaic.grid.columns, by: length).map {
                TileRun(row: row, columns: $0..<min(mosaic.grid.columns, $0 + length))
            }
        }
    }

    @Test func anyNumberOfThreadsAndAnyRunGiveTheSameTiles() throws {
        let mosaic = try mosaic()
        let reader = try mosaic.makeReader()
        let expected = try mosaic.grid.tiles.map { try reader.read($0) }
        #expect(expected.contains { $0.emptyPixelCount == 0 } && expected.contains { $0.emptyPixelCount > 0 })
        for (threads, length) in [(Int?.none, 1), (1, 3), (2, 1), (3, 2), (4, 99)] {
            let runs = runs(mosaic, length: length)
            let next = try mosaic.makeRunReader(threads: threads, runLength: length) {
                var rest = runs.makeIterator()
                return { rest.next() }
            }
            var found: [TileImage] = []
            var places: [TileIndex] = []
            while let tiles = try next() {
                places += tiles.columns.map { TileIndex(row: tiles.row, column: $0) }
                found += try tiles.images().map { try $0.get() }
            }
            #expect(places == Array(mosaic.grid.tiles) && found == expected)
            #expect(try next() == nil)
        }
    }

    @Test func singleTilesComeInTheOrderThatIsAskedFor() throws {
        let mosaic = try mosaic()
        let last = TileIndex(row: mosaic.grid.rows - 1, column: mosaic.grid.columns - 1)
        let first = TileIndex(row: 0, column: 0)
        let next = try mosaic.makeTileReader([last, first, last, first, first])
        var found: [TileIndex: Set<[UInt8]>] = [:]
        var order: [TileIndex] = []
        while let (tile, image) = try next() {
            order.append(tile)
            found[tile, default: []].insert(try image.get().samples)
        }
        #expect(order == [last, first, last, first, first])
        #expect(found.values.allSatisfy { $0.count == 1 })
        #expect(try mosaic.makeTileReader([])() == nil)
    }

    @Test func runsFillTheirLanesAndAreNeverLongerThanWanted() throws {
        let mosaic = try mosaic()
        #expect(!mosaic.isRemote)
        for threads in [0, 1, 2, 7, 1000] {
            for longest in [1, 5, 100] {
                #expect((1...longest).contains(mosaic.runLength(threads: threads, longest: longest)))
            }
        }
        #expect(mosaic.runLength(threads: 1, longest: 50) == 50)
    }

    /// Scenes that were looked at before are read as those that are looked at now.
    @Test func aMosaicOfKnownScenesGivesTheSameTiles() throws {
        let mosaic = try mosaic()
        let again = try Mosaic(scenes: mosaic.scenes, grid: mosaic.grid, tile: Self.tile.get())
        let (one, other) = try (mosaic.makeReader(), again.makeReader())
        for tile in mosaic.grid.tiles { #expect(try one.read(tile) == other.read(tile)) }
        try again.checkFirstScene()
        // The file is another one now.
        _ = try folder.drawn("1.tif", DrawnTIFF(width: 210, height: 200, value: Pattern.value))
        let error = ImageryError.otherThanDescribed(path: folder.file("1.tif"))
        #expect(throws: error) { try again.checkFirstScene() }
        #expect(throws: error) { try again.makeReader().read(TileIndex(row: 0, column: 0)) }
    }

    /// Numbers of 16 bits and of 32 go different ways.
    @Test func theSameNumbersMakeTheSameTilesInAnyType() throws {
        func draw(_ sample: DrawnTIFF.Sample, nodata: String?) throws -> TileImage {
            let raster = DrawnTIFF(width: 64, height: 64, sample: sample, nodata: nodata) {
                column, row, channel in
                if row < 4 { return 0 }
                if row < 8 { return 9 }
                if row < 12 { return channel == 1 ? 9 : 4000 }
                if row < 16 { return channel == 1 ? 0 : 4000 }
                return 300 * Double(channel) + Double(column * 17 + row * 31)
            }
            let path = try folder.drawn("\(sample)\(nodata ?? "").tif", raster)
            return try Mosaic(paths: [path], tile: Self.tile.get()).makeReader().read(
                TileIndex(row: 0, column: 0))
        }
        for nodata in [nil, "9", "0"] {
            let (words, floats) = try (draw(.word, nodata: nodata), draw(.float, nodata: nodata))
            // One band more or less in a pixel that has others is no imagery less.
            #expect(words.emptyPixelCount == floats.emptyPixelCount)
            #expect(words.emptyPixelCount == (nodata == "9" ? 8 : 4) * 64)
            let range = 16 * 64 * 3..<64 * 64 * 3
            #expect(words.samples[range] == floats.samples[range])
        }
    }

    // MARK: - Which scenes meet a tile

    private func placed(_ bounds: [MapBounds]) throws -> [PlacedScene] {
        let scene = try Scene(
            path: folder.drawn("s.tif", DrawnTIFF(width: 64, height: 64, value: Pattern.value)))
        return bounds.map { PlacedScene(scene: scene, bounds: $0, needsWarp: false) }
    }

    @Test(arguments: [1, 2, 3]) func scenesAreFoundAsByLookingAtEach(overlap: Int) throws {
        let grid = try TileGrid(
            reference: CoordinateReference(definition: "EPSG:26917"), origin: MapPoint(x: 1000, y: 9000),
            columns: 12, rows: 9, tileSideMeters: 60, overlap: overlap)
        var generator = SeededGenerator(seed: 51)
        let bounds = (0..<60).map { number -> MapBounds in
            // Some with corners on the tiles' own.
            let step = number % 3 == 0 ? 20.0 : 0.37
            let west = 1000 + step * Double(Int.random(in: -20...60, using: &generator))
            let north = 9000 - step * Double(Int.random(in: -20...60, using: &generator))
            let (width, height) = (step * Double(Int.random(in: 1...30, using: &generator)), step * 7)
            return MapBounds(minX: west, minY: north - height, maxX: west + width, maxY: north)
        }
        let index = try SceneIndex(placed(bounds), grid: grid)
        for tile in grid.tiles {
            let expected = bounds.indices.filter { bounds[$0].overlaps(grid.bounds(of: tile)) }
            #expect(index.sceneNumbers(row: tile.row, columns: tile.column..<tile.column + 1) == expected)
        }
        let rowBounds = (0..<12).map { grid.bounds(of: TileIndex(row: 4, column: $0)) }
        let inRow = bounds.indices.filter { number in rowBounds.contains { $0.overlaps(bounds[number]) } }
        #expect(index.sceneNumbers(row: 4, columns: 0..<12) == inRow)
        for row in [-1, 9, Int.max] { #expect(index.sceneNumbers(row: row, columns: 0..<12).isEmpty) }
    }

    @Test func scenesWithoutAPlaceMeetNoTile() throws {
        let grid = try Fixture.grid()
        let (low, high) = (grid.extent.minX, grid.extent.maxY)
        let bounds = [
            MapBounds(minX: .nan, minY: .nan, maxX: .nan, maxY: .nan),
            MapBounds(minX: -.infinity, minY: -.infinity, maxX: .infinity, maxY: .infinity),
            MapBounds(minX: low, minY: high, maxX: low, maxY: high),
            MapBounds(minX: -1e300, minY: -1e300, maxX: 1e300, maxY: 1e300),
        ]
        let index = try SceneIndex(placed(bounds), grid: grid)
        // The one that covers all, and is finite.
        #expect(index.sceneNumbers(row: 0, columns: 0..<5) == [3])
    }

    // MARK: - Where tiles lie

    @Test func aTilesCornersTurnCounterClockwiseInsideItsBox() throws {
        for code in ["EPSG:26917", "EPSG:32733", "EPSG:3035", "EPSG:2249"] {
            let grid = try TileGrid(
                reference: CoordinateReference(definition: code),
                origin: code == "EPSG:3035"
                    ? MapPoint(x: 3_000_000, y: 3_000_000) : MapPoint(x: 512_345, y: 4_321_987),
                columns: 3, rows: 3, tileSideMeters: 224)
            let placer = try TilePlacer(grid: grid)
            let tile = TileIndex(row: 1, column: 2)
            let corners = try placer.cornersInDegrees(of: tile)
            let box = try placer.place(of: tile).degrees
            let area = corners.indices.reduce(0.0) { sum, position in
                let (one, next) = (corners[position], corners[(position + 1) % 4])
                return sum + one.x * next.y - next.x * one.y
            }
            #expect(area > 0, "\(code)")
            for corner in corners {
                #expect(corner.x >= box.minX - 1e-12 && corner.x <= box.maxX + 1e-12, "\(code)")
                #expect(corner.y >= box.minY - 1e-12 && corner.y <= box.maxY + 1e-12, "\(code)")
            }
            // A square of ground: as many metres in each direction, by the sphere.
            let middle = box.center.y * .pi / 180
            let meters = 6_371_008.8 * .pi / 180
            let (east, north) = (corners[1].x - corners[0].x, corners[1].y - corners[0].y)
            let side = hypot(east * cos(middle), north) * meters
            #expect(abs(side / 224 - 1) < 0.03, "\(code)")
        }
    }

    @Test func theGridsSystemDoesNotHangOnTheOrderOfScenesOfOneSystem() throws {
        let paths = try (0..<3).map { number in
            var raster = DrawnTIFF(width: 100, height: 100, value: Pattern.value)
            raster.west += Double(number) * 90
            return try folder.drawn("o\(number).tif", raster)
        }
        let grids = try [[0, 1, 2], [2, 1, 0], [1, 2, 0]].map { order in
            try Mosaic(paths: order.map { paths[$0] }, tile: Self.tile.get()).grid
        }
        #expect(Set(grids).count == 1)
        #expect(grids[0].origin == MapPoint(x: 500_000, y: 4_000_000) && grids[0].columns == 4)
    }
}

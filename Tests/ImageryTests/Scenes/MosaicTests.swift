import AerialCore
import Foundation
import Testing

@testable import Imagery

struct MosaicTests {
    private let folder: SceneFolder

    init() throws {
        folder = try SceneFolder()
    }

    private func pixel(_ image: TileImage, _ column: Int, _ row: Int) -> [UInt8] {
        Array(image.rgb[(row * image.width + column) * 3..<(row * image.width + column) * 3 + 3])
    }

    @Test func tilesAtOneMetreAreThePixelsThemselves() throws {
        let path = try folder.drawn("a.tif", DrawnTIFF(width: 500, height: 460, value: Pattern.value))
        let mosaic = try Mosaic(paths: [path])
        #expect(mosaic.grid.columns == 2 && mosaic.grid.rows == 2)
        let image = try mosaic.makeReader().read(TileIndex(row: 1, column: 1))
        #expect(image.emptyPixelCount == 0)
        for (column, row) in [(0, 0), (223, 0), (0, 223), (223, 223), (101, 57)] {
            #expect(pixel(image, column, row) == Pattern.rgb(224 + column, 224 + row))
        }
    }

    /// A folder of imagery may hold the place's land cover too.
    @Test func aSceneOfOneBandAmongColoursIsTold() throws {
        let color = try folder.drawn("color.tif", DrawnTIFF(width: 230, height: 230, value: Pattern.value))
        let codes = try ["nlcd.tif", "dem.tif"].map {
            try folder.drawn($0, DrawnTIFF(width: 230, height: 230, channels: 1) { _, _, _ in 41 })
        }
        #expect(try Mosaic(paths: [color]).singleBandWarning == nil)
        #expect(try Mosaic(paths: codes).singleBandWarning == nil)
        let one = try Mosaic(paths: [color, codes[0]]).singleBandWarning
        #expect(one?.hasPrefix("nlcd.tif has one band where other scenes have colours") == true)
        let two = try Mosaic(paths: [codes[0], color, codes[1]]).singleBandWarning
        #expect(two?.hasPrefix("nlcd.tif and 1 more scenes have one band") == true)
    }

    @Test(arguments: [1.0, 0.7, 2.5]) func aRunOfTilesEqualsTheTilesOneByOne(pixelSize: Double) throws {
        let raster = DrawnTIFF(
            width: Int(720 / pixelSize), height: Int(240 / pixelSize), pixelWidth: pixelSize,
            pixelHeight: pixelSize,
            value: Pattern.value)
        let mosaic = try Mosaic(paths: [folder.drawn("a.tif", raster)])
        let run = try mosaic.makeReader().read(row: 0, columns: 0..<mosaic.grid.columns).map { try $0.get() }
        let single = try mosaic.makeReader()
        #expect(run.count == 3)
        for column in run.indices {
            #expect(try run[column] == single.read(TileIndex(row: 0, column: column)))
        }
    }

    @Test func theFirstSceneWinsAndTheNextFillsWhatIsEmpty() throws {
        // The first scene covers the western 300 m of 448, its first 20 columns black.
        let first = DrawnTIFF(width: 300, height: 224) { column, _, _ in column < 20 ? 0 : 100 }
        let second = DrawnTIFF(width: 448, height: 224) { _, _, _ in 200 }
        let paths = try [folder.drawn("first.tif", first), folder.drawn("second.tif", second)]
        let mosaic = try Mosaic(paths: paths)
        let tiles = try mosaic.makeReader().read(row: 0, columns: 0..<2).map { try $0.get() }
        #expect(tiles.map(\.emptyPixelCount) == [0, 0])
        #expect([0, 19, 20, 223].map { pixel(tiles[0], $0, 100)[0] } == [200, 200, 100, 100])
        #expect([75, 76].map { pixel(tiles[1], $0, 100)[0] } == [100, 200])
        #expect(mosaic.sceneNames(at: TileIndex(row: 0, column: 1)) == ["first.tif", "second.tif"])
    }

    @Test func aTileOutsideEverySceneIsEmpty() throws {
        let west = DrawnTIFF(width: 224, height: 224) { _, _, _ in 9 }
        var east = west
        east.west += 672
        let mosaic = try Mosaic(paths: [folder.drawn("w.tif", west), folder.drawn("e.tif", east)])
        let counts = try mosaic.makeReader().read(row: 0, columns: 0..<4).map { try $0.get().emptyPixelCount }
        #expect(counts == [0, 224 * 224, 224 * 224, 0])
        #expect(mosaic.sceneNames(at: TileIndex(row: 0, column: 1)).isEmpty)
    }

    @Test func anotherDatesGridIsKeptToTheNearestPixel() throws {
        let grid = try Mosaic(paths: [
            folder.drawn("a.tif", DrawnTIFF(width: 448, height: 448, value: Pattern.value))
        ]).grid
        var later = DrawnTIFF(width: 448, height: 448, value: Pattern.value)
        later.west -= 3.3
        later.north += 2.4
        let mosaic = try Mosaic(paths: [folder.drawn("b.tif", later)], grid: grid)
        #expect(mosaic.grid == grid)
        let image = try mosaic.makeReader().read(TileIndex(row: 0, column: 0))
        #expect(pixel(image, 0, 0) == Pattern.rgb(3, 2))
    }

    @Test func finerPixelsAreAveraged() throws {
        // Stripes of 0.5 m, black-ish and white: at 1 m all grey.
        let raster = DrawnTIFF(width: 448, height: 448, pixelWidth: 0.5, pixelHeight: 0.5) { column, _, _ in
            column % 2 == 0 ? 50 : 150
        }
        let image = try Mosaic(paths: [folder.drawn("a.tif", raster)]).makeReader().read(
            TileIndex(row: 0, column: 0))
        let middle = pixel(image, 100, 100)[0]
        #expect(abs(Int(middle) - 100) <= 1)
        #expect(image.emptyPixelCount == 0)
    }

    @Test func abuttingScenesLeaveNoSeamAtOtherResolutions() throws {
        // 0.6 m scenes that meet in the middle of a 1 m pixel.
        let raster = DrawnTIFF(width: 375, height: 374, pixelWidth: 0.6, pixelHeight: 0.6) { _, _, _ in 80 }
        var east = raster
        east.west += 375 * 0.6
        let mosaic = try Mosaic(paths: [folder.drawn("w.tif", raster), folder.drawn("e.tif", east)])
        let tiles = try mosaic.makeReader().read(row: 0, columns: 0..<2).map { try $0.get() }
        #expect(tiles.map(\.emptyPixelCount) == [0, 0])
        #expect(tiles.allSatisfy { $0.rgb.allSatisfy { $0 == 80 } })
    }

    @Test func southUpScenesAreTurned() throws {
        let upright = try folder.drawn("n.tif", DrawnTIFF(width: 224, height: 224, value: Pattern.value))
        let turned = DrawnTIFF(width: 224, height: 224, north: 4_000_000 - 224, pixelHeight: -1) {
            column, row, channel in
            Pattern.value(column, 223 - row, channel)
        }
        let tile = TileIndex(row: 0, column: 0)
        let expected = try Mosaic(paths: [upright]).makeReader().read(tile)
        #expect(try Mosaic(paths: [folder.drawn("s.tif", turned)]).makeReader().read(tile) == expected)
    }

    @Test func rotatedScenesLieWhereTheirCornersAre() throws {
        let raster = DrawnTIFF(width: 900, height: 900, rotationDegrees: 45) { _, _, _ in 120 }
        let mosaic = try Mosaic(paths: [folder.drawn("r.tif", raster)])
        let diagonal = 900 * 2.0.squareRoot()
        #expect(mosaic.grid.columns == Int(diagonal / 224))
        let reader = try mosaic.makeReader()
        #expect(try reader.read(TileIndex(row: 0, column: 0)).emptyPixelCount == 224 * 224)
        let middle = try reader.read(TileIndex(row: 2, column: 2))
        #expect(middle.emptyPixelCount == 0 && middle.rgb.allSatisfy { $0 == 120 })
    }

    @Test func degreesGetTheUTMZoneOfTheirCentre() throws {
        let raster = DrawnTIFF(
            width: 400, height: 400, epsg: 4326, isGeographic: true, west: -69.5, north: 45, pixelWidth: 2e-5,
            pixelHeight: 2e-5, value: { _, _, _ in 77 })
        let mosaic = try Mosaic(paths: [folder.drawn("g.tif", raster)])
        #expect(mosaic.grid.reference.authorityCode == "EPSG:32619")
        #expect(abs(mosaic.scenes[0].pixelHeightMeters - 2.22) < 0.01)
        #expect(abs(mosaic.scenes[0].pixelWidthMeters - 1.58) < 0.01)
        let image = try mosaic.makeReader().read(TileIndex(row: 1, column: 1))
        #expect(image.emptyPixelCount == 0 && image.rgb.allSatisfy { $0 == 77 })
    }

    @Test func aTileInFeetIsAsLargeAsOneInMetres() throws {
        let raster = DrawnTIFF(
            width: 740, height: 740, epsg: 2264, west: 1_500_000, north: 600_000, value: Pattern.value)
        let mosaic = try Mosaic(paths: [folder.drawn("f.tif", raster)])
        #expect(mosaic.grid.tileCount == 1)
        #expect(abs(mosaic.groundSampleDistance.metersPerPixel - 0.3048) < 1e-4)
        #expect(try mosaic.makeReader().read(TileIndex(row: 0, column: 0)).emptyPixelCount == 0)
    }

    @Test func theReferenceOfMostScenesIsTheGrids() throws {
        let zone17 = DrawnTIFF(width: 448, height: 448, west: 700_000, value: Pattern.value)
        var more = zone17
        more.north -= 448
        // The same place in zone 18: about 162 km west of its central meridian's false easting.
        let zone18 = DrawnTIFF(
            width: 448, height: 448, epsg: 26918, west: 159_600, north: 4_005_000, value: Pattern.value)
        let paths = try [
            folder.drawn("18.tif", zone18), folder.drawn("17a.tif", zone17), folder.drawn("17b.tif", more),
        ]
        let mosaic = try Mosaic(paths: paths)
        #expect(mosaic.grid.reference.authorityCode == "EPSG:26917")
        #expect(mosaic.placed.map(\.needsWarp) == [true, false, false])
    }

    @Test func lessThanOneTileIsRefused() throws {
        let path = try folder.drawn("s.tif", DrawnTIFF(width: 100, height: 300, value: Pattern.value))
        #expect(
            throws: ImageryError.smallerThanTile(
                path: path, widthMeters: 100, heightMeters: 300, tileMeters: 224)
        ) {
            try Mosaic(paths: [path])
        }
    }

    @Test func placesAreGivenInBothSystems() throws {
        let mosaic = try Mosaic(paths: [
            folder.drawn("a.tif", DrawnTIFF(width: 500, height: 500, value: Pattern.value))
        ])
        let place = try mosaic.makePlacer().place(of: TileIndex(row: 1, column: 0))
        #expect(place.bounds == MapBounds(minX: 500_000, minY: 3_999_552, maxX: 500_224, maxY: 3_999_776))
        // Zone 17's central meridian.
        #expect(abs(place.degrees.minX + 81) < 1e-9)
        #expect(place.degrees.maxY > 36.1 && place.degrees.maxY < 36.2)
        #expect(place.referenceIdentifier == "EPSG:26917")
    }

    @Test func manyScenesAreReadWithFewOpen() throws {
        let paths = try (0..<40).map { number in
            let raster = DrawnTIFF(width: 224, height: 224, west: 500_000 + 224 * Double(number)) { _, _, _ in
                Double(number + 1)
            }
            return try folder.drawn("s\(number).tif", raster)
        }
        let reader = try Mosaic(paths: paths).makeReader()
        for _ in 0..<2 {
            let reds = try reader.read(row: 0, columns: 0..<40).map { try $0.get().rgb[0] }
            #expect(reds == (1...40).map { UInt8($0) })
        }
    }
}

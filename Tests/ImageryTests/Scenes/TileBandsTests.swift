import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Tiles of other sides and bands than the standard ones.
struct TileBandsTests {
    private let folder: SceneFolder
    private static let infrared = ["red", "green", "blue", "nir"]

    init() throws { folder = try SceneFolder() }

    private func tile(
        _ meters: Double = 112, _ pixels: Int = 112, bands: [String] = infrared
    ) throws -> TileSpec {
        try TileSpec(sideMeters: meters, sidePixels: pixels, bands: bands)
    }

    /// What a pixel holds in each of four bands.
    private static func value(_ column: Int, _ row: Int, _ channel: Int) -> Double {
        Double((column * 3 + row * 5 + channel * 50) % 200 + 10)
    }

    private func raster(_ width: Int = 224, _ height: Int = 224) -> DrawnTIFF {
        DrawnTIFF(width: width, height: height, channels: 4, value: Self.value)
    }

    private func first(_ mosaic: Mosaic) throws -> TileImage {
        try mosaic.makeReader().read(TileIndex(row: 0, column: 0))
    }

    @Test func tilesOf112MetresHoldTheirPixelsInFourBands() throws {
        let path = try folder.drawn("a.tif", raster())
        let mosaic = try Mosaic(paths: [path], tile: tile())
        #expect(mosaic.grid.columns == 2 && mosaic.grid.rows == 2 && mosaic.grid.tileSideMeters == 112)
        let image = try mosaic.makeReader().read(TileIndex(row: 1, column: 1))
        #expect(image.width == 112 && image.height == 112 && image.bandCount == 4)
        #expect(image.emptyPixelCount == 0)
        for (column, row) in [(0, 0), (111, 0), (40, 111)] {
            let start = (row * 112 + column) * 4
            let expected = (0..<4).map { UInt8(Self.value(112 + column, 112 + row, $0)) }
            #expect(Array(image.samples[start..<start + 4]) == expected)
        }
    }

    @Test func theColoursOfFourBandsAreThoseOfThree() throws {
        let path = try folder.drawn("a.tif", raster())
        let four = try first(Mosaic(paths: [path], tile: tile(224, 224)))
        let three = try first(Mosaic(paths: [path], tile: .standard))
        #expect(four.rgb == three.samples)
        #expect(four.rgb == three.rgb)
    }

    @Test func bandsComeInTheTilesOrder() throws {
        let path = try folder.drawn("a.tif", raster())
        let image = try first(Mosaic(paths: [path], tile: tile(bands: ["nir", "red"])))
        #expect(image.samples.prefix(2).elementsEqual([3, 0].map { UInt8(Self.value(0, 0, $0)) }))
        let numbered = try first(
            Mosaic(paths: [path], tile: tile(bands: ["a", "b", "c", "d", "e"]), bands: [4, 3, 2, 1, 1]))
        #expect(
            numbered.samples.prefix(5).elementsEqual([3, 2, 1, 0, 0].map { UInt8(Self.value(0, 0, $0)) }))
    }

    /// As some satellites' files are: blue first. Writers flag the first three as red, green and blue all the same.
    @Test func bandsAreTheColoursThatTheirDescriptionsName() throws {
        let path = try folder.drawn("a.tif", raster())
        let names = ["Blue", "Green", "Red", "NIR"].enumerated().map { number, name in
            "<PAMRasterBand band=\"\(number + 1)\"><Description>\(name)</Description></PAMRasterBand>"
        }
        try Data("<PAMDataset>\(names.joined())</PAMDataset>".utf8)
            .write(to: URL(fileURLWithPath: path + ".aux.xml"))
        let three = try first(Mosaic(paths: [path], tile: .standard))
        #expect(three.samples.prefix(3).elementsEqual([2, 1, 0].map { UInt8(Self.value(0, 0, $0)) }))
        let four = try first(Mosaic(paths: [path], tile: tile()))
        #expect(four.samples.prefix(4).elementsEqual([2, 1, 0, 3].map { UInt8(Self.value(0, 0, $0)) }))
    }

    @Test func infraredThatIsFlaggedAsAlphaIsABand() throws {
        var raster = raster()
        raster.flagsLastChannelAsAlpha = true
        let path = try folder.drawn("a.tif", raster)
        let image = try first(Mosaic(paths: [path], tile: tile()))
        #expect(image.samples[3] == UInt8(Self.value(0, 0, 3)))
        #expect(image.emptyPixelCount == 0)
        // Through a warp, where an alpha band would mask the others.
        raster.rotationDegrees = 10
        raster.width = 600
        raster.height = 600
        let turned = try Mosaic(paths: [folder.drawn("turned.tif", raster)], tile: tile())
        let middle = TileIndex(row: turned.grid.rows / 2, column: turned.grid.columns / 2)
        let warped = try turned.makeReader().read(middle)
        #expect(warped.emptyPixelCount == 0 && warped.bandCount == 4)
        let infrared = (0..<100).map { (pixel: Int) -> UInt8 in warped.samples[pixel * 4 + 3] }
        #expect(Set(infrared).count > 1)
    }

    @Test func aTrueMaskIsNoInfrared() throws {
        var raster = DrawnTIFF(width: 224, height: 224, channels: 4) { column, _, channel in
            channel < 3 ? 90 : column < 100 ? 0 : 255
        }
        raster.flagsLastChannelAsAlpha = true
        let path = try folder.drawn("a.tif", raster)
        #expect(throws: ImageryError.missingBands(path: path, names: ["nir"], bandCount: 4)) {
            try Mosaic(paths: [path], tile: tile())
        }
    }

    @Test func bandsThatAreNotThereAreNamed() throws {
        let path = try folder.drawn("a.tif", DrawnTIFF(width: 224, height: 224) { _, _, _ in 9 })
        let error = #expect(throws: ImageryError.self) { try Mosaic(paths: [path], tile: tile()) }
        #expect(error?.description.contains("which of its 3 bands is nir") == true)
        #expect(throws: ImageryError.otherBandCount(path: path, given: 3, wanted: Self.infrared)) {
            try Mosaic(paths: [path], tile: tile(), bands: [1, 2, 3])
        }
        var palette = DrawnTIFF(width: 224, height: 224, channels: 1) { _, _, _ in 3 }
        palette.palette = (0..<256).map { (UInt8($0), 0, 0) }
        let paletted = try folder.drawn("p.tif", palette)
        #expect(throws: ImageryError.palettedBands(path: paletted, names: ["grey"])) {
            try Mosaic(paths: [paletted], tile: tile(bands: ["grey"]), bands: [1])
        }
    }

    @Test func aPixelIsEmptyWhereAllBandsAre() throws {
        var raster = DrawnTIFF(width: 112, height: 112, channels: 4) { column, _, channel in
            column < 2 ? 0 : column < 4 ? (channel == 3 ? 7 : 0) : 90
        }
        raster.nodata = "0"
        let image = try first(Mosaic(paths: [folder.drawn("a.tif", raster)], tile: tile()))
        #expect(image.emptyPixelCount == 2 * 112)
    }

    @Test func deeperSamplesAreBroughtTo8BitsInEveryBand() throws {
        var raster = DrawnTIFF(width: 112, height: 112, channels: 4) { column, row, channel in
            Double(1000 + column * 10 + row + channel * 500)
        }
        raster.sample = .word
        let image = try first(Mosaic(paths: [folder.drawn("a.tif", raster)], tile: tile()))
        let pixel = Array(image.samples[4000..<4004])
        #expect(pixel == pixel.sorted() && Set(pixel).count == 4)
    }

    @Test func tilesOf224MetresThrough112PixelsAreMeans() throws {
        let raster = DrawnTIFF(width: 224, height: 224, channels: 4) { column, _, channel in
            Double((column % 2) * 40 + 60 + channel * 20)
        }
        let image = try first(Mosaic(paths: [folder.drawn("a.tif", raster)], tile: tile(224, 112)))
        #expect(image.width == 112)
        let middle = (50 * 112 + 50) * 4
        for band in 0..<4 { #expect(abs(Int(image.samples[middle + band]) - (80 + band * 20)) <= 2) }
    }

    @Test(arguments: [
        infrared, ["nir"], ["vv", "vh"], ["nir", "red", "green"], ["a", "b", "c", "d", "e", "f"],
    ])
    func tilesOfOtherBandsAreStoredWithoutLoss(bands: [String]) throws {
        let tile = try tile(64, 64, bands: bands)
        var generator = SeededGenerator(seed: 4)
        let image = TileImage(
            width: 64, height: 64,
            samples: (0..<64 * 64 * bands.count).map { _ in UInt8.random(in: 0...255, using: &generator) },
            bandCount: bands.count, pictureBands: tile.pictureBands, emptyPixelCount: 0)
        let path = folder.path + "/t\(TileFile.ending(of: tile))"
        try TileFile.write(image, of: tile, to: path)
        #expect(path.hasSuffix(".tif"))
        #expect(try ImageFile.read(path: path, side: 64, bands: bands) == image)
        #expect(throws: ImageryError.otherPictureBands(path: path, found: bands.count, wanted: ["x"] + bands))
        {
            try ImageFile.read(path: path, side: 64, bands: ["x"] + bands)
        }
    }

    @Test func tilesInColourArePNGFiles() throws {
        let tile = try tile(64, 64, bands: TileSpec.colorBands)
        let image = TileImage(
            width: 64, height: 64, rgb: (0..<64 * 64 * 3).map { UInt8($0 % 251) }, emptyPixelCount: 0)
        let path = folder.path + "/t\(TileFile.ending(of: tile))"
        try TileFile.write(image, of: tile, to: path)
        #expect(path.hasSuffix(".png"))
        #expect(try ImageFile.read(path: path, side: 64) == image)
    }
}

/// Predictions and maps of tiles of another side.
struct TileSideTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func grid(_ side: Double, code: String, columns: Int = 9) throws -> TileGrid {
        TileGrid(
            reference: try CoordinateReference(definition: code),
            origin: MapPoint(x: 512_345.6, y: 4_321_987.25), columns: columns, rows: 7, tileSideMeters: side)
    }

    @Test(arguments: ["EPSG:26917", "EPSG:2249"], [112, 100.5, 448, 33.125])
    func theSideIsFoundAgainInATable(code: String, side: Double) throws {
        for columns in [1, 9] {
            let grid = try grid(side, code: code, columns: columns)
            try Fixture.write(try Fixture.rows(grid), to: folder.file("p.csv"), reference: grid.reference)
            let found = try PredictionFile.grid(of: PredictionFile.read(path: folder.file("p.csv")))
            #expect(found.tileSideMeters == side)
            #expect(found.columns == columns && found.rows == 7)
            try FileManager.default.removeItem(atPath: folder.file("p.csv"))
        }
    }

    @Test(arguments: ["EPSG:26917", "EPSG:2249"]) func aMapSaysHowWideItsTilesAre(code: String) throws {
        let grid = try grid(112, code: code)
        try ClassMapFile.write(Fixture.map(grid), grid: grid, to: folder.file("m.tif"))
        let read = try ClassMapFile.read(path: folder.file("m.tif"))
        #expect(read.grid == grid && read.map == Fixture.map(grid))
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

struct SceneTests {
    private let folder: SceneFolder

    init() throws {
        folder = try SceneFolder()
    }

    private func firstTile(_ path: String, bands: [Int]? = nil) throws -> TileImage {
        try Mosaic(paths: [path], bands: bands).makeReader().read(TileIndex(row: 0, column: 0))
    }

    @Test func nearInfraredFlaggedAsAlphaIsNoMask() throws {
        let raster = DrawnTIFF(width: 224, height: 224, channels: 4, flagsLastChannelAsAlpha: true) {
            column, row, channel in
            channel == 3 ? Double((column + row) % 200) : 90
        }
        let path = try folder.drawn("naip.tif", raster)
        let scene = try Scene(path: path)
        #expect(scene.maskKind == .none && scene.bands == [1, 2, 3])
        #expect(scene.notes.contains { $0.contains("alpha") })
        #expect(try firstTile(path).emptyPixelCount == 0)
    }

    /// Either says that there is no imagery.
    @Test func anAlphaBandAndANodataValueCountTogether() throws {
        let raster = DrawnTIFF(
            width: 672, height: 224, channels: 4, nodata: "0", flagsLastChannelAsAlpha: true
        ) { column, _, channel in
            channel == 3 ? (column < 224 ? 0 : 255) : column < 224 || column >= 448 ? 90 : 0
        }
        let path = try folder.drawn("both.tif", raster)
        #expect(try Scene(path: path).maskKind == .alpha(band: 4))
        let tiles = try Mosaic(paths: [path]).makeReader().read(row: 0, columns: 0..<3)
        #expect(try tiles.map { try $0.get().emptyPixelCount } == [224 * 224, 224 * 224, 0])
    }

    @Test func falseAlphaDoesNotWeighThePixelsOfFinerScenes() throws {
        let raster = DrawnTIFF(
            width: 448, height: 448, channels: 4, pixelWidth: 0.5, pixelHeight: 0.5,
            flagsLastChannelAsAlpha: true
        ) { column, row, channel in
            channel == 3 ? (column % 2 == 0 ? 10 : Double(200 + row % 50)) : (column % 2 == 0 ? 50 : 150)
        }
        let image = try firstTile(folder.drawn("naip.tif", raster))
        #expect(abs(Int(image.rgb[300]) - 100) <= 1)
    }

    @Test(arguments: [1.0, 0.8]) func trueAlphaMasks(pixelSize: Double) throws {
        let raster = DrawnTIFF(
            width: 300, height: 300, channels: 4, pixelWidth: pixelSize, pixelHeight: pixelSize,
            flagsLastChannelAsAlpha: true
        ) { column, _, channel in channel == 3 ? (column < 50 ? 0 : 255) : 130 }
        let path = try folder.drawn("rgba.tif", raster)
        #expect(try Scene(path: path).maskKind == .alpha(band: 4))
        let image = try firstTile(path)
        #expect(abs(Double(image.emptyPixelCount) - 50 * pixelSize * 224) <= 224)
        #expect(Set(image.rgb) == [0, 130])
    }

    /// A mosaic's soft edge: no imagery, more and more of it, all of it.
    @Test func alphaWithASoftEdgeMasks() throws {
        let raster = DrawnTIFF(width: 672, height: 224, channels: 4, flagsLastChannelAsAlpha: true) {
            column, _, channel in
            channel == 3 ? Double(min(255, max(0, column - 224) * 3)) : column < 224 ? 0 : 130
        }
        let path = try folder.drawn("soft.tif", raster)
        let scene = try Scene(path: path)
        #expect(scene.maskKind == .alpha(band: 4) && scene.notes.isEmpty)
        let tiles = try Mosaic(paths: [path]).makeReader().read(row: 0, columns: 0..<3)
        #expect(try tiles.map { try $0.get().emptyPixelCount } == [224 * 224, 224, 0])
        #expect(throws: ImageryError.self) {
            try Scene(path: path, bands: BandSelection(names: ["red", "green", "blue", "nir"]))
        }
    }

    /// Bright ground here and there is at the end of the range.
    @Test func nearInfraredThatIsOftenFullIsNoMask() throws {
        let raster = DrawnTIFF(width: 224, height: 224, channels: 4, flagsLastChannelAsAlpha: true) {
            column, row, channel in
            channel == 3 ? (column % 2 == 0 ? 255 : Double(1 + row % 200)) : 90
        }
        #expect(try Scene(path: folder.drawn("bright.tif", raster)).maskKind == .none)
    }

    @Test func nodataIsEmptyAndBecomesZeroWhileBlackIsAColour() throws {
        let raster = DrawnTIFF(width: 224, height: 224, nodata: "255") { column, row, channel in
            if row == 0 { return 255 }
            if row == 1 { return 0 }
            if row == 2 { return channel == 0 ? 255 : 40 }
            return Pattern.value(column, row, channel)
        }
        let image = try firstTile(folder.drawn("n.tif", raster))
        #expect(image.emptyPixelCount == 224)
        #expect(image.rgb[0..<3] == [0, 0, 0])
        #expect(Array(image.rgb[224 * 2 * 3..<224 * 2 * 3 + 3]) == [255, 40, 40])
    }

    @Test func sixteenBitsAreSpreadByOneRangeForAllBands() throws {
        let raster = DrawnTIFF(width: 256, height: 256, sample: .word) { column, _, channel in
            Double(1000 + column * 10 + channel * 100)
        }
        let path = try folder.drawn("u16.tif", raster)
        let tones = try #require(try Scene(path: path).tones)
        // The values run from 1000 to 3750; a sample need not meet both ends.
        #expect((1000..<1300).contains(tones.low) && (3400...3750).contains(tones.high))
        let image = try firstTile(path)
        #expect(image.emptyPixelCount == 0)
        let at = (100 * 224 + 100) * 3
        let step = 100 * 255 / (tones.high - tones.low)
        #expect(abs(Double(image.rgb[at + 1]) - Double(image.rgb[at]) - step) <= 1)
        #expect(try Scene(path: path) == Scene(path: path))
    }

    @Test func byteValuesInSixteenBitsStayAsTheyAre() throws {
        let path = try folder.drawn(
            "u16.tif", DrawnTIFF(width: 224, height: 224, sample: .word, value: Pattern.value))
        let bytes = try folder.drawn("u8.tif", DrawnTIFF(width: 224, height: 224, value: Pattern.value))
        #expect(try firstTile(path) == firstTile(bytes))
    }

    @Test func floatNodataAndNotANumberAreEmpty() throws {
        let raster = DrawnTIFF(width: 224, height: 224, sample: .float, nodata: "-9999") { column, row, _ in
            row == 0 ? -9999 : row == 1 ? .nan : 0.1 + Double(column) / 500
        }
        #expect(try firstTile(folder.drawn("f.tif", raster)).emptyPixelCount == 2 * 224)
    }

    /// Numbers beyond 255, which no byte holds.
    @Test func palettesOfSixteenBitsAreExpanded() throws {
        let palette = (0..<65_536).map { (UInt8($0 >> 8), UInt8($0 & 255), UInt8(7)) }
        let raster = DrawnTIFF(width: 224, height: 224, channels: 1, sample: .word, palette: palette) {
            column, row, _ in
            Double(256 * (1 + row) + column)
        }
        let path = try folder.drawn("wide.tif", raster)
        let scene = try Scene(path: path)
        #expect(scene.isPaletted && scene.tones == nil && scene.nodata == nil)
        let rgb = try firstTile(path).rgb
        #expect(Array(rgb.prefix(6)) == [1, 0, 7, 1, 1, 7])
        #expect(Array(rgb.suffix(3)) == [224, 223, 7])
    }

    @Test func palettesAreExpanded() throws {
        let palette = (0..<256).map { (UInt8($0), UInt8(255 - $0), UInt8(7)) }
        let raster = DrawnTIFF(width: 224, height: 224, channels: 1, palette: palette) { column, _, _ in
            Double(column)
        }
        let path = try folder.drawn("p.tif", raster)
        #expect(try Scene(path: path).isPaletted)
        #expect(try Array(firstTile(path).rgb[30..<33]) == [10, 245, 7])
    }

    @Test func greyIsShownInAllChannels() throws {
        let raster = DrawnTIFF(width: 224, height: 224, channels: 1) { column, _, _ in Double(column + 1) }
        let path = try folder.drawn("g.tif", raster)
        #expect(try Scene(path: path).bands == [1, 1, 1])
        #expect(try Array(firstTile(path).rgb[0..<6]) == [1, 1, 1, 2, 2, 2])
    }

    @Test func bandsAreTakenAsAskedFor() throws {
        let raster = DrawnTIFF(width: 224, height: 224, channels: 4) { _, _, channel in
            Double(10 * (channel + 1))
        }
        let path = try folder.drawn("b.tif", raster)
        #expect(try Array(firstTile(path, bands: [4, 3, 2]).rgb[0..<3]) == [40, 30, 20])
        #expect(throws: ImageryError.noSuchBand(path: path, band: 5, bandCount: 4)) {
            try Scene(path: path, bands: [5, 1, 2])
        }
    }

    @Test func aPlacelessFileIsRefused() throws {
        let path = try folder.drawn(
            "n.tif", DrawnTIFF(width: 300, height: 300, epsg: nil, value: Pattern.value))
        #expect(throws: ImageryError.missingGeoreference(path: path)) { try Scene(path: path) }
    }

    @Test func textIsNoScene() throws {
        let path = folder.file("text.tif")
        try "no image".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: ImageryError.self) { try Scene(path: path) }
    }

    @Test func aTruncatedSceneFailsWhereItIsCutAndNowhereElse() throws {
        let bytes = DrawnTIFF(width: 448, height: 672, value: Pattern.value).bytes()
        let path = folder.file("cut.tif")
        // The pixels are the file's end: half of them are left, 336 of 672 rows.
        try Data(bytes[..<(bytes.count - 336 * 448 * 3)]).write(to: URL(fileURLWithPath: path))
        let reader = try Mosaic(paths: [path]).makeReader()
        let isRead = (0..<3).map { row in
            reader.read(row: row, columns: 0..<2).map { if case .success = $0 { true } else { false } }
        }
        #expect(isRead == [[true, true], [false, false], [false, false]])
        #expect(throws: ImageryError.self) { try reader.read(TileIndex(row: 2, column: 1)) }
        #expect(try reader.read(TileIndex(row: 0, column: 1)).emptyPixelCount == 0)
    }

    @Test func aSceneSurvivesJSON() throws {
        let scene = try Scene(
            path: folder.drawn("a.tif", DrawnTIFF(width: 300, height: 300, nodata: "0", value: Pattern.value))
        )
        let back = try JSONDecoder().decode(Scene.self, from: JSONEncoder().encode(scene))
        #expect(back == scene)
    }

    @Test func scenesOfAMosaicHaveOneRangeOfTonesInWhateverOrder() throws {
        func quad(_ name: String, west: Double, from low: Double, to high: Double) throws -> String {
            try folder.drawn(
                name,
                DrawnTIFF(width: 448, height: 224, sample: .word, west: west) { column, row, _ in
                    low + (high - low) * Double((column + row) % 100) / 99
                })
        }
        let dark = try quad("dark.tif", west: 500_000, from: 400, to: 900)
        let bright = try quad("bright.tif", west: 500_448, from: 2000, to: 4000)
        let one = try Mosaic(paths: [dark, bright])
        let other = try Mosaic(paths: [bright, dark])
        let tones = try #require(one.scenes[0].tones)
        #expect(one.scenes.allSatisfy { $0.tones == tones } && other.scenes.allSatisfy { $0.tones == tones })
        #expect(tones.low < 500 && tones.high > 3900)
        let tile = TileIndex(row: 0, column: 0)
        #expect(try one.makeReader().read(tile).rgb == other.makeReader().read(tile).rgb)
    }

    @Test(arguments: [(-9999.0, DrawnTIFF.Sample.float), (65535.0, .word)])
    func aFillValueThatNoHeaderNamesIsNoImagery(fill: Double, sample: DrawnTIFF.Sample) throws {
        let path = try folder.drawn(
            "filled.tif",
            DrawnTIFF(width: 448, height: 224, sample: sample) { column, row, _ in
                column < 224 ? fill : 1000 + Double((column + row) % 100)
            })
        let scene = try Scene(path: path)
        #expect(scene.nodata == fill && scene.maskKind == .nodata)
        let tones = try #require(scene.tones)
        #expect(tones.low >= 1000 && tones.high <= 1100)
        let reader = try Mosaic(paths: [path]).makeReader()
        #expect(try reader.read(TileIndex(row: 0, column: 0)).emptyPixelCount == 224 * 224)
        #expect(try reader.read(TileIndex(row: 0, column: 1)).emptyPixelCount == 0)
    }

    @Test func saturatedPixelsAreImagery() throws {
        let path = try folder.drawn(
            "bright.tif",
            DrawnTIFF(width: 224, height: 224, sample: .word) { column, row, _ in
                (column + row) % 9 == 0 ? 65535 : 30000 + 350 * Double(column % 100)
            })
        #expect(try Scene(path: path).nodata == nil)
    }

    @Test func moreThanFourBandsNeedNames() throws {
        // Thirteen bands, none of them said to be red.
        let raster = try RasterFile.inMemory(
            width: 4, height: 4, bands: Array(repeating: [UInt8](repeating: 7, count: 16), count: 13)
        ) { .cannotWrite(path: "", reason: $0) }
        #expect(throws: ImageryError.unnamedBands(path: raster.path, bandCount: 13)) {
            try BandChoice(raster).bands(BandSelection(of: .standard))
        }
        #expect(try BandChoice(raster).bands(BandSelection(of: .standard, numbers: [4, 3, 2])) == [4, 3, 2])
    }
}

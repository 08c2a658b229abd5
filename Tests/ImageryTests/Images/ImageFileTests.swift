import AerialCore
import Foundation
import Testing

@testable import Imagery

struct ImageFileTests {
    private let folder: SceneFolder

    init() throws {
        folder = try SceneFolder()
    }

    private var picture: TileImage {
        let rgb = (0..<64 * 64).flatMap { pixel -> [UInt8] in
            let (row, column) = pixel.quotientAndRemainder(dividingBy: 64)
            return [UInt8(40 + column * 2), UInt8(60 + row), UInt8(90 + column + row)]
        }
        return TileImage(width: 64, height: 64, rgb: rgb, emptyPixelCount: 0)
    }

    @Test func extensionsSayWhatIsAPicture() {
        #expect(
            ["a.png", "x/B.JPG", "c.jpeg", "d.tif", "e.TIFF", "f.jp2", "g.webp"].allSatisfy(ImageFile.isImage)
        )
        #expect(!["a.txt", "png", "x.png/readme", "a.png.aux.xml", ""].contains(where: ImageFile.isImage))
    }

    @Test func theHeaderTellsHowManyBitsASampleHas() throws {
        for (sample, bits) in [(DrawnTIFF.Sample.byte, 8), (.word, 16)] {
            let path = try folder.drawn(
                "\(bits).tif", DrawnTIFF(width: 4, height: 4, sample: sample, value: Pattern.value))
            #expect(try ImageFile.bitsPerSample(path: path) == bits)
        }
    }

    @Test(arguments: [1, 2, 4], ["PNG", "GTiff"]) func greysOfFewBitsGoFromBlackToWhite(
        bits: Int, driver: String
    ) throws {
        let white = (1 << bits) - 1
        let plain = try folder.drawn(
            "plain.tif",
            DrawnTIFF(width: 32, height: 32, channels: 1, epsg: nil) { column, _, _ in Double(column & white)
            })
        let path = folder.file("\(bits)\(driver == "PNG" ? ".png" : ".tif")")
        try RasterFile(path: plain).copy(to: path, driver: driver, options: ["NBITS=\(bits)"]) {
            ImageryError.cannotWrite(path: path, reason: $0)
        }
        let rgb = try ImageFile.read(path: path, side: 32).rgb
        #expect(
            (0..<32).allSatisfy { column in
                rgb[3 * column..<3 * column + 3].allSatisfy { $0 == UInt8((column & white) * 255 / white) }
            })
    }

    @Test(arguments: [DrawnTIFF.Sample.word, .float]) func oneRangeKeepsDarkAndBrightPicturesApart(
        sample: DrawnTIFF.Sample
    ) throws {
        let levels = [500.0, 1500, 2500]
        let paths = try levels.map { level in
            try folder.drawn(
                "\(level).tif",
                DrawnTIFF(width: 64, height: 64, sample: sample) { column, row, _ in
                    level + Double((column * 7 + row * 3) % 100)
                })
        }
        let tones = try #require(ImageFile.tones(of: paths))
        #expect((480...520).contains(tones.low) && (2580...2600).contains(tones.high))
        func means(_ tones: ToneRange?) throws -> [Double] {
            try paths.map { path in
                let rgb = try ImageFile.read(path: path, side: 64, tones: tones).rgb
                return Double(rgb.reduce(0) { $0 + Int($1) }) / Double(rgb.count)
            }
        }
        let alone = try means(nil)
        #expect(abs(alone[0] - alone[2]) < 3)
        let together = try means(tones)
        #expect(together[1] - together[0] > 80 && together[2] - together[1] > 80)
    }

    @Test func picturesOfEightBitsHaveNoRange() throws {
        let path = folder.file("a.png")
        try PNGFile.write(picture, to: path)
        #expect(ImageFile.tones(of: [path, folder.file("none.png")]) == nil)
    }

    @Test func aPNGKeepsEveryPixel() throws {
        let path = folder.file("a.png")
        try PNGFile.write(picture, to: path)
        #expect(try ImageFile.read(path: path, side: 64) == picture)
        #expect(try ImageFile.size(path: path) == (64, 64))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
    }

    @Test func nothingIsLeftOfAPictureThatCannotBeWritten() throws {
        #expect(throws: ImageryError.self) { try PNGFile.write(picture, to: folder.file("missing/a.png")) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func aJPEGIsClose() throws {
        let path = folder.file("a.jpg")
        try Data(JPEGFile.data(picture, quality: 95)).write(to: URL(fileURLWithPath: path))
        let back = try ImageFile.read(path: path, side: 64)
        let difference = zip(back.rgb, picture.rgb).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(difference < 4 * picture.rgb.count)
    }

    @Test func shrinkingKeepsTheMean() throws {
        let path = folder.file("a.png")
        try PNGFile.write(picture, to: path)
        let small = try ImageFile.read(path: path, side: 16)
        func mean(_ image: TileImage) -> Double {
            Double(image.rgb.reduce(0) { $0 + Int($1) }) / Double(image.rgb.count)
        }
        #expect(small.width == 16 && small.height == 16)
        #expect(abs(mean(small) - mean(picture)) < 0.5)
    }

    @Test func blackIsAColourAndTransparencyIsEmpty() throws {
        let rgba = (0..<32 * 32).flatMap { pixel -> [UInt8] in pixel < 320 ? [9, 9, 9, 0] : [0, 0, 1, 255] }
        let path = folder.file("a.png")
        try Data(PNGFile.data(width: 32, height: 32, rgba: rgba)).write(to: URL(fileURLWithPath: path))
        #expect(try ImageFile.read(path: path, side: 32).emptyPixelCount == 320)
        let black = TileImage(
            width: 32, height: 32, rgb: Array(repeating: 0, count: 3072), emptyPixelCount: 0)
        try PNGFile.write(black, to: path)
        #expect(try ImageFile.read(path: path, side: 32).emptyPixelCount == 0)
    }

    /// A pixel of a tile is empty where no pixel below it is opaque, whatever colour that has.
    @Test(arguments: [32, 16, 8, 20, 64]) func opaqueBlackIsNoEmptiness(side: Int) throws {
        var generator = SeededGenerator(seed: 83)
        let squares = (0..<16).map { _ in
            (isBlack: Bool.random(using: &generator), isOpaque: Bool.random(using: &generator))
        }
        let pixels = (0..<32 * 32).map { pixel in
            let (row, column) = (pixel / 32, pixel % 32)
            return squares[row / 8 * 4 + column / 8]
        }
        #expect(pixels.contains { $0.isOpaque && $0.isBlack } && pixels.contains { !$0.isOpaque })
        func read(black: UInt8) throws -> TileImage {
            let rgba = pixels.flatMap { pixel -> [UInt8] in
                [UInt8](repeating: pixel.isBlack ? black : 90, count: 3) + [pixel.isOpaque ? 255 : 0]
            }
            let path = folder.file("a.png")
            try Data(PNGFile.data(width: 32, height: 32, rgba: rgba)).write(to: URL(fileURLWithPath: path))
            return try ImageFile.read(path: path, side: side)
        }
        let count = try read(black: 0).emptyPixelCount
        let bright = try read(black: 200)
        // Without black each pixel that shows nothing is 0, and no other.
        let clear = (0..<side * side).count { bright.rgb[3 * $0..<3 * $0 + 3].allSatisfy { $0 == 0 } }
        #expect(count == clear && bright.emptyPixelCount == clear && clear > 0)
        if side == 32 { #expect(count == pixels.count { !$0.isOpaque }) }
    }

    @Test(arguments: [32, 16]) func aBlackPictureWithAnAlphaBandIsWhole(side: Int) throws {
        let path = folder.file("a.png")
        for opacity in [255, 0] as [UInt8] {
            let rgba = (0..<32 * 32).flatMap { _ -> [UInt8] in [0, 0, 0, opacity] }
            try Data(PNGFile.data(width: 32, height: 32, rgba: rgba)).write(to: URL(fileURLWithPath: path))
            let count = try ImageFile.read(path: path, side: side).emptyPixelCount
            #expect(count == (opacity == 255 ? 0 : side * side))
        }
        // Grey with opacity, and a GeoTIFF of it.
        for channels in [2, 4] {
            var raster = DrawnTIFF(width: 32, height: 32, channels: channels, epsg: nil) {
                column, _, channel in
                channel == channels - 1 && column < 8 ? 255 : 0
            }
            raster.flagsLastChannelAsAlpha = true
            let drawn = try folder.drawn("a.tif", raster)
            let count = try ImageFile.read(path: drawn, side: side).emptyPixelCount
            // The kernel of a tile's pixel at half the size reaches a pixel further.
            #expect(count == (side == 32 ? 32 * 24 : 16 * 11))
        }
    }

    @Test func cutAndDamagedPicturesAreRefused() throws {
        let whole = try JPEGFile.data(noise, quality: 90)
        let garbage =
            whole[..<(whole.count / 2)] + Array(repeating: 0xFF, count: 60) + whole[(whole.count / 2 + 60)...]
        let files: [(String, [UInt8])] = [
            ("cut.jpg", Array(whole[..<(whole.count / 2)])), ("garbage.jpg", Array(garbage)),
            ("text.jpg", Array("no picture at all".utf8)), ("none.jpg", []),
            ("cut.png", try Array(PNGFile.data(noise).dropLast(1000))),
        ]
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
            #expect(throws: ImageryError.self, "\(name)") {
                try ImageFile.read(path: folder.file(name), side: 64)
            }
        }
    }

    private var noise: TileImage {
        var generator = SeededGenerator(seed: 1)
        let rgb = (0..<64 * 64 * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return TileImage(width: 64, height: 64, rgb: rgb, emptyPixelCount: 0)
    }
}

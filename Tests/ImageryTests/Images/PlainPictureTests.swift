import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Pictures that are decoded past GDAL have GDAL's pixels.
struct PlainPictureTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    /// A picture with flat parts, gradients and noise, so that a PNG's rows take all filters.
    private func picture(width: Int, height: Int, channels: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<width * height * channels).map { index in
            let (row, column) = (index / channels).quotientAndRemainder(dividingBy: width)
            switch row * 5 / height {
            case 0: return UInt8(truncatingIfNeeded: column * 3 + index % channels)
            case 1: return UInt8(truncatingIfNeeded: row * 5)
            case 2: return UInt8.random(in: 0...255, using: &generator)
            case 3:
                return UInt8(
                    truncatingIfNeeded: (row + column) * 2 + Int.random(in: 0...3, using: &generator))
            default: return 77
            }
        }
    }

    private func encoded(
        _ driver: String, _ options: [String] = [], width: Int, height: Int, channels: Int = 3,
        seed: UInt64 = 1
    ) throws -> [UInt8] {
        try EncodedPicture(
            width: width, height: height,
            pixels: picture(width: width, height: height, channels: channels, seed: seed),
            channelCount: channels
        ).encoded(driver: driver, options: options)
    }

    private func agree(_ path: String) throws -> Bool {
        let plain = try #require(PlainPicture.read(path: path, longestSide: 1000), "\(path) is plain")
        let whole = try ImageFile.storedByGDAL(path: path, side: 1000)
        return plain.samples == whole.samples && plain.window == whole.window && whole.mask == nil
    }

    @Test(arguments: [1, 3], [(1, 1), (3, 2), (16, 9), (57, 31), (224, 224)])
    func aPNGHasTheSamePixels(channels: Int, size: (Int, Int)) throws {
        for level in [1, 6, 9] {
            let bytes = try encoded(
                "PNG", ["ZLEVEL=\(level)"], width: size.0, height: size.1, channels: channels,
                seed: UInt64(level))
            #expect(try agree(file("a.png", bytes)))
        }
    }

    @Test(arguments: [1, 3], [(1, 1), (17, 8), (100, 75), (224, 224)])
    func aJPEGHasTheSamePixels(channels: Int, size: (Int, Int)) throws {
        for options in [["QUALITY=50"], ["QUALITY=95"], ["QUALITY=90", "PROGRESSIVE=YES"]] {
            let bytes = try encoded("JPEG", options, width: size.0, height: size.1, channels: channels)
            #expect(try agree(file("a.jpg", bytes)))
        }
    }

    @Test func whatIsOutOfTheOrdinaryIsLeftToGDAL() throws {
        let transparent = try encoded("PNG", width: 32, height: 32, channels: 4)
        #expect(PlainPicture.read(path: try file("a.png", transparent), longestSide: 1000) == nil)
        let tiff = try encoded("GTiff", width: 32, height: 32)
        #expect(PlainPicture.read(path: try file("a.tif", tiff), longestSide: 1000) == nil)
        // GDAL would read a JPEG's own half; a PNG has none.
        let large = try file("b.jpg", try encoded("JPEG", width: 64, height: 32))
        #expect(PlainPicture.read(path: large, longestSide: 63) == nil)
        #expect(PlainPicture.read(path: large, longestSide: 64) != nil)
        let largePNG = try file("b.png", try encoded("PNG", width: 64, height: 32))
        #expect(PlainPicture.read(path: largePNG, longestSide: 63)?.window.width == 64)
        #expect(PlainPicture.read(path: folder.file("missing.png"), longestSide: 1000) == nil)
        #expect(PlainPicture.read(path: try file("c.png", []), longestSide: 1000) == nil)
        let masked = try encoded("JPEG", width: 32, height: 32) + Array(repeating: 7, count: 20)
        #expect(PlainPicture.read(path: try file("a.jpg", masked), longestSide: 1000) == nil)
    }

    /// Every cut and every changed byte: either the picture is declined or its pixels are complete, and nothing crashes.
    @Test(arguments: ["PNG", "JPEG"]) func damageIsDeclined(driver: String) throws {
        let whole = try encoded(driver, width: 40, height: 30)
        var generator = SeededGenerator(seed: 11)
        for count in stride(from: 0, to: whole.count - 2, by: 7) {
            let path = try file("cut", Array(whole[..<count]))
            #expect(PlainPicture.read(path: path, longestSide: 1000) == nil)
        }
        for _ in 0..<300 {
            var damaged = whole
            damaged[Int.random(in: 0..<whole.count, using: &generator)] ^= UInt8.random(
                in: 1...255, using: &generator)
            let path = try file("damaged", damaged)
            if let picture = PlainPicture.read(path: path, longestSide: 1000) {
                #expect(picture.samples.count == picture.window.pixelCount * 3)
                // A PNG's checksums find every change but one in a chunk's length.
                if driver == "PNG" { #expect(try agree(path)) }
            }
        }
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Pictures on their way into tiles.
struct FetchedImageTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private static func noise(_ width: Int, _ height: Int, seed: UInt64) -> TileImage {
        var generator = SeededGenerator(seed: seed)
        return TileImage(
            width: width, height: height,
            rgb: (0..<width * height * 3).map { _ in UInt8.random(in: 1...255, using: &generator) },
            emptyPixelCount: 0)
    }

    private func mean(_ image: TileImage) -> Double {
        Double(image.samples.reduce(0) { $0 + Int($1) }) / Double(image.samples.count)
    }

    @Test func picturesComeInTheOrderOfTheirPaths() throws {
        let paths = try (0..<5).map { number in
            let path = folder.file("\(4 - number).png")
            try PNGFile.write(Self.noise(16, 16, seed: UInt64(number)), to: path)
            return path
        }
        let wanted = paths + [folder.file("none.png"), paths[0]]
        let next = FetchedImage.reader(of: wanted, tones: nil)
        var found: [String] = []
        while let image = try next() {
            found.append(image.path)
            // One that is not there costs itself alone, and is told of when it is decoded.
            if image.path.hasSuffix("none.png") {
                #expect(throws: ImageryError.self) { try ImageFile.read(image, side: 16) }
            } else {
                #expect(try ImageFile.read(image, side: 16) == ImageFile.read(path: image.path, side: 16))
            }
        }
        #expect(found == wanted)
        #expect(try FetchedImage.reader(of: [String](), tones: nil)() == nil)
    }

    @Test(arguments: [(16, 16), (40, 25), (1, 1), (3, 90), (64, 64)], ["png", "jpg", "PNG", "tif"])
    func whatIsReadAheadIsReadTheSame(size: (width: Int, height: Int), ending: String) throws {
        let image = Self.noise(size.width, size.height, seed: 71)
        let path = folder.file("a.\(ending)")
        let bytes = try ending == "jpg" ? JPEGFile.data(image, quality: 90) : PNGFile.data(image)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        if ending == "tif" {
            try RasterFile(path: path).copy(to: folder.file("b.tif"), driver: "GTiff", options: []) {
                ImageryError.cannotWrite(path: path, reason: $0)
            }
        }
        let file = ending == "tif" ? folder.file("b.tif") : path
        for side in [16, 64] {
            let ahead = try ImageFile.read(FetchedImage(path: file), side: side)
            #expect(try ahead == ImageFile.read(path: file, side: side))
            #expect(ahead.width == side && ahead.height == side && ahead.emptyPixelCount == 0)
            // GDAL's own way to the same pixels.
            if ending.lowercased() == "png", let plain = try ImageFile.plain(bytes, side: side) {
                #expect(plain == ahead)
            }
        }
        #expect(try ImageFile.size(path: file) == (size.width, size.height))
    }

    @Test func tilesOfOtherBandsAreNoPlainPictures() throws {
        let bytes = try PNGFile.data(Self.noise(16, 16, seed: 72))
        #expect(try ImageFile.plain(bytes, side: 16, bands: ["nir", "red", "green"]) == nil)
        for bytes in [[], [0x89], Array("text".utf8), Array(bytes.prefix(40))] as [[UInt8]] {
            #expect(try ImageFile.plain(bytes, side: 16) == nil)
        }
    }

    @Test(arguments: [1, 16, 50, 64, 130]) func fewerPixelsShowTheSameGround(side: Int) throws {
        let image = Self.noise(64, 64, seed: 73)
        let reduced = try image.reduced(toSide: side)
        #expect(reduced.width == side && reduced.height == side && reduced.bandCount == 3)
        #expect(abs(mean(reduced) - mean(image)) < (side < 64 ? 2 : 4))
        #expect((reduced == image) == (side == 64))
        let flat = TileImage(
            width: 64, height: 64, samples: [UInt8](repeating: 77, count: 64 * 64 * 5), bandCount: 5,
            pictureBands: [4, 0, 2], emptyPixelCount: 64 * 16)
        let small = try flat.reduced(toSide: side)
        #expect(small.samples.allSatisfy { $0 == 77 } && small.samples.count == side * side * 5)
        #expect(small.pictureBands == [4, 0, 2])
        // A quarter of it is empty, and remains so.
        #expect(small.emptyPixelCount == side * side / 4)
    }

    @Test func aPictureThatCannotTakeItsPlaceLeavesWhatWasThere() throws {
        let place = folder.file("a.png")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        try "kept".write(toFile: place + "/inside", atomically: true, encoding: .utf8)
        let error = #expect(throws: ImageryError.self) {
            try PNGFile.write(Self.noise(16, 16, seed: 74), to: place)
        }
        guard case .cannotWrite(path: place, _) = error else { return #expect(Bool(false)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["inside"])
    }

    @Test(arguments: ["a<b>&\"c\".png", "new\nline.png", "名前.png", "a b%20.png", "..png", "'.png"])
    func picturesHaveAnyName(name: String) throws {
        let image = Self.noise(16, 16, seed: 75)
        try PNGFile.write(image, to: folder.file(name))
        #expect(try ImageFile.read(path: folder.file(name), side: 16) == image)
        #expect(try ImageFile.read(FetchedImage(path: folder.file(name)), side: 16) == image)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
    }

    /// Of damaged bytes something is read or an error is thrown, and both ways agree on the size.
    @Test(arguments: ["png", "jpg"]) func damagedPicturesEndNothing(ending: String) throws {
        let image = Self.noise(24, 24, seed: 76)
        let whole = try ending == "png" ? PNGFile.data(image) : JPEGFile.data(image, quality: 80)
        var generator = SeededGenerator(seed: 77)
        let path = folder.file("d.\(ending)")
        var failures = 0
        for _ in 0..<60 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                    in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...bytes.count / 3, using: &generator))
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                let read = try ImageFile.read(path: path, side: 24)
                #expect(read.width == 24 && read.samples.count == 24 * 24 * 3)
            } catch is ImageryError { failures += 1 }
        }
        #expect(failures > 0)
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Rows of a PNG are restored several at a time, whatever filters they have.
struct PNGFilterTests {
    /// Rows around the eight that are restored together, columns around the distance between them.
    @Test(arguments: [1, 3], [(1, 8), (2, 9), (14, 16), (15, 8), (16, 24), (33, 7), (40, 31), (224, 224)])
    func everyFilterBesideEveryOtherHasGDALsPixels(channels: Int, size: (Int, Int)) throws {
        let folder = try SceneFolder()
        for seed in 1...6 {
            let path = folder.file("filters\(seed).png")
            let filters: [UInt8] = seed == 6 ? [0, 1, 2, 4] : [0, 1, 2, 3, 4]
            let png = FilteredPNG(
                width: size.0, height: size.1, channels: channels, filters: filters, seed: UInt64(seed))
            try Data(png.bytes).write(to: URL(fileURLWithPath: path))
            let plain = try #require(PlainPicture.read(path: path, longestSide: 1000))
            #expect(plain.samples == (try ImageFile.storedByGDAL(path: path, side: 1000)).samples)
        }
    }

    @Test func anUnknownFilterIsDeclined() throws {
        let folder = try SceneFolder()
        let path = folder.file("filter5.png")
        let png = FilteredPNG(width: 20, height: 20, channels: 3, filters: [0, 4, 5], seed: 1)
        try Data(png.bytes).write(to: URL(fileURLWithPath: path))
        #expect(PlainPicture.read(path: path, longestSide: 1000) == nil)
    }
}

/// A PNG of random bytes under random filters, not compressed.
private struct FilteredPNG {
    let bytes: [UInt8]

    init(width: Int, height: Int, channels: Int, filters: [UInt8], seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var rows: [UInt8] = []
        for _ in 0..<height {
            rows.append(filters.randomElement(using: &generator) ?? 0)
            // Now and then small numbers, so that neighbours are alike and Paeth's choice is close.
            let limit: UInt8 = Bool.random(using: &generator) ? 255 : 3
            for _ in 0..<width * channels { rows.append(UInt8.random(in: 0...limit, using: &generator)) }
        }
        let header =
            Self.integer(UInt32(width)) + Self.integer(UInt32(height)) + [8, channels == 3 ? 2 : 0, 0, 0, 0]
        bytes =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
            + Self.chunk("IDAT", Self.stored(rows)) + Self.chunk("IEND", [])
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + content
        return integer(UInt32(content.count)) + body + integer(crc(body))
    }

    /// A zlib stream of blocks that are not compressed.
    private static func stored(_ content: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = content[...]
        while !rest.isEmpty {
            let block = rest.prefix(65535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for number in [count, ~count] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
            stream += block
        }
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in content {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return stream + integer(b << 16 | a)
    }

    private static func integer(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}

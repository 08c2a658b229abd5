import Foundation

/// A small uncompressed GeoTIFF drawn by code, written without GDAL so that tests do not ask GDAL about itself.
struct DrawnTIFF {
    enum Sample { case byte, word, float }

    var width: Int
    var height: Int
    var channels = 3
    var sample = Sample.byte
    /// `nil` writes a file without any place.
    var epsg: Int? = 26917
    var isGeographic = false
    var west = 500_000.0
    var north = 4_000_000.0
    var pixelWidth = 1.0
    /// Negative for a file whose first row is the southernmost.
    var pixelHeight = 1.0
    /// Turned clockwise around the north-west corner.
    var rotationDegrees = 0.0
    var nodata: String?
    var flagsLastChannelAsAlpha = false
    /// Red, green, blue of each of 256 palette numbers.
    var palette: [(UInt8, UInt8, UInt8)]?
    var value: (_ column: Int, _ row: Int, _ channel: Int) -> Double

    static let rowsPerStrip = 16

    func write(to path: String) throws {
        try Data(bytes()).write(to: URL(fileURLWithPath: path))
    }

    func bytes() -> [UInt8] {
        let strips = stride(from: 0, to: height, by: Self.rowsPerStrip).map { top in
            pixels(rows: top..<min(height, top + Self.rowsPerStrip))
        }
        var tags = imageTags() + placeTags()
        tags.append(Tag(279, longs: strips.map { UInt32($0.count) }))
        tags.append(Tag(273, longs: strips.map { _ in 0 }))
        tags.sort { $0.number < $1.number }
        // Header, entry count, entries, next directory; then long values; then the strips, so that a cut hits pixels.
        let directoryEnd = 8 + 2 + tags.count * 12 + 4
        let stripStart = directoryEnd + tags.reduce(0) { $0 + $1.outsideCount }
        var offset = stripStart
        let offsets = strips.map { strip in
            defer { offset += strip.count }
            return UInt32(offset)
        }
        tags = tags.map { $0.number == 273 ? Tag(273, longs: offsets) : $0 }
        var head = Tag.little(UInt16(0x4949)) + Tag.little(UInt16(42)) + Tag.little(UInt32(8))
        head += Tag.little(UInt16(tags.count))
        var outside: [UInt8] = []
        for tag in tags {
            head += tag.entry(outsideAt: UInt32(directoryEnd + outside.count))
            outside += tag.outsideBytes
        }
        return head + [0, 0, 0, 0] + outside + strips.flatMap { $0 }
    }

    private var bits: Int {
        switch sample {
        case .byte: 8
        case .word: 16
        case .float: 32
        }
    }

    private func pixels(rows: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * width * channels * bits / 8)
        for row in rows {
            for column in 0..<width {
                for channel in 0..<channels { append(value(column, row, channel), to: &bytes) }
            }
        }
        return bytes
    }

    private func append(_ value: Double, to bytes: inout [UInt8]) {
        switch sample {
        case .byte: bytes.append(UInt8(value))
        case .word: withUnsafeBytes(of: UInt16(value).littleEndian) { bytes += $0 }
        case .float: withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { bytes += $0 }
        }
    }

    private func imageTags() -> [Tag] {
        let colors = channels >= 3 ? 3 : 1
        let photometric: UInt16 = palette != nil ? 3 : colors == 3 ? 2 : 1
        var tags = [
            Tag(256, longs: [UInt32(width)]), Tag(257, longs: [UInt32(height)]),
            Tag(258, shorts: Array(repeating: UInt16(bits), count: channels)), Tag(259, shorts: [1]),
            Tag(262, shorts: [photometric]), Tag(277, shorts: [UInt16(channels)]),
            Tag(278, longs: [UInt32(Self.rowsPerStrip)]), Tag(284, shorts: [1]),
            Tag(339, shorts: Array(repeating: sample == .float ? 3 : 1, count: channels)),
        ]
        if channels > colors {
            var extra = [UInt16](repeating: 0, count: channels - colors)
            if flagsLastChannelAsAlpha { extra[extra.count - 1] = 2 }
            tags.append(Tag(338, shorts: extra))
        }
        if let palette {
            let table = [palette.map(\.0), palette.map(\.1), palette.map(\.2)].flatMap {
                $0.map { UInt16($0) * 257 }
            }
            tags.append(Tag(320, shorts: table))
        }
        if let nodata { tags.append(Tag(42113, text: nodata)) }
        return tags
    }

    private func placeTags() -> [Tag] {
        guard let epsg else { return [] }
        let turn = rotationDegrees * .pi / 180
        let matrix = [
            pixelWidth * cos(turn), -pixelHeight * sin(turn), 0, west, -pixelWidth * sin(turn),
            -pixelHeight * cos(turn), 0, north, 0, 0, 0, 0, 0, 0, 0, 1,
        ]
        let keys: [UInt16] = [
            1, 1, 0, 3, 1024, 0, 1, isGeographic ? 2 : 1, 1025, 0, 1, 1, isGeographic ? 2048 : 3072, 0, 1,
            UInt16(epsg),
        ]
        return [Tag(34264, doubles: matrix), Tag(34735, shorts: keys)]
    }
}

/// One entry of a TIFF directory.
private struct Tag {
    let number: UInt16
    private let type: UInt16
    private let count: UInt32
    private let bytes: [UInt8]

    init(_ number: UInt16, shorts: [UInt16]) {
        self.init(number, type: 3, count: shorts.count, bytes: shorts.flatMap(Self.little))
    }

    init(_ number: UInt16, longs: [UInt32]) {
        self.init(number, type: 4, count: longs.count, bytes: longs.flatMap(Self.little))
    }

    init(_ number: UInt16, doubles: [Double]) {
        self.init(
            number, type: 12, count: doubles.count, bytes: doubles.flatMap { Self.little($0.bitPattern) })
    }

    init(_ number: UInt16, text: String) {
        self.init(number, type: 2, count: text.utf8.count + 1, bytes: Array(text.utf8) + [0])
    }

    private init(_ number: UInt16, type: UInt16, count: Int, bytes: [UInt8]) {
        self.number = number
        self.type = type
        self.count = UInt32(count)
        self.bytes = bytes
    }

    static func little<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    var outsideBytes: [UInt8] { bytes.count > 4 ? bytes + (bytes.count % 2 == 0 ? [] : [0]) : [] }
    var outsideCount: Int { outsideBytes.count }

    func entry(outsideAt offset: UInt32) -> [UInt8] {
        let place =
            bytes.count > 4 ? Self.little(offset) : bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
        return Self.little(number) + Self.little(type) + Self.little(count) + place
    }
}

/// A folder for one test's files, gone with it.
final class SceneFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "aerial-imagery-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a raster and gives its path.
    func drawn(_ name: String, _ raster: DrawnTIFF) throws -> String {
        try raster.write(to: file(name))
        return file(name)
    }
}

/// Pictures whose every pixel says where it is.
enum Pattern {
    /// Never zero, and different for neighbours.
    static func value(_ column: Int, _ row: Int, _ channel: Int) -> Double {
        Double(1 + (column * 7 + row * 13 + channel * 59) % 251)
    }

    static func rgb(_ column: Int, _ row: Int) -> [UInt8] {
        (0..<3).map { UInt8(value(column, row, $0)) }
    }
}

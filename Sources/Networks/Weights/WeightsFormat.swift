/// What a file is, by its first bytes.
enum WeightsFormat: Equatable {
    case safetensors
    /// A zip archive, as torch.save writes since PyTorch 1.6.
    case torchArchive
    /// A chain of pickles followed by raw storages, as torch.save wrote before.
    case torchLegacy
    /// A pickle of NumPy arrays.
    case numpyPickle
    case other(looksLike: String?)

    /// The pickled number 0x1950a86a20f9469cfc6c, first in every legacy file.
    static let legacyMagic: [UInt8] = [
        0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]

    init(of bytes: [UInt8]) {
        if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
            self = .torchArchive
        } else if bytes.first == 0x80, bytes.dropFirst(2).starts(with: Self.legacyMagic) {
            self = .torchLegacy
        } else if bytes.first == 0x80, let version = bytes.dropFirst().first, (2...5).contains(version) {
            self = .numpyPickle
        } else if Self.hasSafetensorsHeader(bytes) {
            self = .safetensors
        } else {
            self = .other(looksLike: Self.guess(bytes))
        }
    }

    private static func hasSafetensorsHeader(_ bytes: [UInt8]) -> Bool {
        var reader = ByteReader(bytes)
        guard let length = try? reader.size(), bytes.count > 8, bytes[8] == UInt8(ascii: "{") else {
            return false
        }
        // Eight printable bytes make a length of many petabytes: some text, not a cut file.
        return length < 1 << 40
    }

    private static func guess(_ bytes: [UInt8]) -> String? {
        let signatures: [(start: [UInt8], name: String)] = [
            (Array("II*\0".utf8), "a TIFF image"), (Array("MM\0*".utf8), "a TIFF image"),
            (Array("II+\0".utf8), "a TIFF image"), ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
            ([0xFF, 0xD8, 0xFF], "a JPEG image"), ([0x1F, 0x8B], "a gzip file"),
            ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ]
        if bytes.isEmpty { return "an empty file" }
        if let match = signatures.first(where: { bytes.starts(with: $0.start) }) { return match.name }
        let head = bytes.prefix(512)
        let isText = head.allSatisfy { $0 >= 0x20 || (0x09...0x0D).contains($0) }
        guard isText else { return nil }
        return head.first { $0 > 0x20 } == UInt8(ascii: "<") ? "a web page" : "a text file"
    }
}

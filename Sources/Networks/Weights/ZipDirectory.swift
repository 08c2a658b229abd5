/// One file in a zip archive.
struct ZipEntry {
    let method: UInt16
    let byteCount: Int
    let headerOffset: Int

    /// Where the content lies; PyTorch stores without compression.
    func content(in bytes: [UInt8]) throws -> Range<Int> {
        guard method == 0 else { throw WeightsDefect.unsupported("its zip entries are compressed") }
        var reader = ByteReader(bytes, from: headerOffset)
        guard reader.offset == headerOffset, try reader.integer(UInt32.self) == 0x0403_4B50 else {
            throw WeightsDefect.truncated
        }
        try reader.skip(22)
        let nameLength = Int(try reader.integer(UInt16.self))
        let extraLength = Int(try reader.integer(UInt16.self))
        try reader.skip(nameLength + extraLength)
        let start = reader.offset
        try reader.skip(byteCount)
        return start..<start + byteCount
    }
}

/// The central directory of a zip archive (PKWARE APPNOTE 6.3), with the 64-bit extension.
enum ZipDirectory {
    static func read(_ bytes: [UInt8]) throws -> [String: ZipEntry] {
        let directory = try location(in: bytes)
        var reader = ByteReader(bytes, from: directory.offset)
        guard reader.offset == directory.offset else { throw WeightsDefect.truncated }
        var entries: [String: ZipEntry] = [:]
        for _ in 0..<directory.entryCount {
            let (name, entry) = try entry(&reader)
            entries[name] = entry
        }
        return entries
    }

    /// The end record lies in the last 64 KiB, before a comment.
    private static func location(in bytes: [UInt8]) throws -> (offset: Int, entryCount: Int) {
        let first = max(0, bytes.count - 22 - 0xFFFF)
        for offset in stride(from: bytes.count - 22, through: first, by: -1)
        where bytes[offset...].starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            var reader = ByteReader(bytes, from: offset + 10)
            let entryCount = try reader.integer(UInt16.self)
            try reader.skip(4)
            let start = try reader.integer(UInt32.self)
            guard entryCount == .max || start == .max else { return (Int(start), Int(entryCount)) }
            return try location64(in: bytes, endRecord: offset)
        }
        throw WeightsDefect.truncated
    }

    private static func location64(in bytes: [UInt8], endRecord: Int) throws -> (offset: Int, entryCount: Int)
    {
        var locator = ByteReader(bytes, from: endRecord - 20)
        guard endRecord >= 20, try locator.integer(UInt32.self) == 0x0706_4B50 else {
            throw WeightsDefect.truncated
        }
        try locator.skip(4)
        var record = ByteReader(bytes, from: try locator.size())
        guard try record.integer(UInt32.self) == 0x0606_4B50 else { throw WeightsDefect.truncated }
        try record.skip(28)
        let entryCount = try record.size()
        try record.skip(8)
        return (try record.size(), entryCount)
    }

    private static func entry(_ reader: inout ByteReader) throws -> (name: String, entry: ZipEntry) {
        guard try reader.integer(UInt32.self) == 0x0201_4B50 else { throw WeightsDefect.truncated }
        try reader.skip(6)
        let method = try reader.integer(UInt16.self)
        try reader.skip(8)
        let packedSize = try reader.integer(UInt32.self)
        let size = try reader.integer(UInt32.self)
        let lengths = try (0..<3).map { _ in Int(try reader.integer(UInt16.self)) }
        try reader.skip(8)
        let offset = try reader.integer(UInt32.self)
        let name = try reader.text(lengths[0])
        let extraEnd = reader.offset + lengths[1]
        var extra = ByteReader(reader.bytes, from: reader.offset, to: extraEnd)
        try reader.skip(lengths[1] + lengths[2])
        // The wide values stand in this order, each only where its narrow field is full.
        var wide = try wideValues(&extra)
        let byteCount = size == .max ? try wide.size() : Int(size)
        if packedSize == .max { _ = try wide.size() }
        let headerOffset = offset == .max ? try wide.size() : Int(offset)
        return (name, ZipEntry(method: method, byteCount: byteCount, headerOffset: headerOffset))
    }

    /// The 64-bit extra field, number 1; empty where there is none.
    private static func wideValues(_ extra: inout ByteReader) throws -> ByteReader {
        while extra.remaining >= 4 {
            let identifier = try extra.integer(UInt16.self)
            let length = Int(try extra.integer(UInt16.self))
            if identifier == 1 {
                return ByteReader(extra.bytes, from: extra.offset, to: extra.offset + length)
            }
            try extra.skip(min(length, extra.remaining))
        }
        return ByteReader([])
    }
}

/// Reads little-endian numbers from bytes and never past their end.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var offset: Int
    /// Where reading stops.
    let end: Int

    init(_ bytes: [UInt8], from offset: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        self.end = min(max(end ?? bytes.count, 0), bytes.count)
        self.offset = min(max(offset, 0), self.end)
    }

    var remaining: Int { end - offset }

    /// - Throws: ``WeightsDefect/truncated`` when fewer bytes are left.
    mutating func skip(_ count: Int) throws {
        guard count >= 0, count <= remaining else { throw WeightsDefect.truncated }
        offset += count
    }

    mutating func bytes(_ count: Int) throws -> ArraySlice<UInt8> {
        let start = offset
        try skip(count)
        return bytes[start..<offset]
    }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws -> Value {
        let slice = try bytes(Value.bitWidth / 8)
        return slice.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    /// A length or an offset of 64 bits.
    mutating func size() throws -> Int {
        guard let size = Int(exactly: try integer(UInt64.self)) else { throw WeightsDefect.truncated }
        return size
    }

    mutating func text(_ count: Int) throws -> String {
        String(decoding: try bytes(count), as: UTF8.self)
    }

    /// Text up to a newline, which is consumed.
    mutating func line() throws -> String {
        guard let newline = bytes[offset..<end].firstIndex(of: 0x0A) else { throw WeightsDefect.truncated }
        let text = try text(newline - offset)
        try skip(1)
        return text
    }
}

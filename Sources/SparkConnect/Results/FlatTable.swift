/// A view of a FlatBuffers table, the form of Arrow's metadata. Every offset comes from the other side and is checked.
struct FlatTable {
    private let bytes: ArraySlice<UInt8>
    /// Where the table starts, counted from the start of `bytes`.
    private let position: Int

    /// The table that the first word of a message points to.
    init(root bytes: ArraySlice<UInt8>) throws {
        self.bytes = bytes
        position = Int(try Self.load(UInt32.self, at: 0, of: bytes))
    }

    private init(bytes: ArraySlice<UInt8>, position: Int) {
        self.bytes = bytes
        self.position = position
    }

    func integer<Value: FixedWidthInteger>(_ field: Int, default value: Value) throws -> Value {
        guard let place = try place(of: field) else { return value }
        return try load(Value.self, at: place)
    }

    func table(_ field: Int) throws -> FlatTable? {
        guard let place = try place(of: field) else { return nil }
        return FlatTable(bytes: bytes, position: try target(of: place))
    }

    func string(_ field: Int) throws -> String {
        guard let place = try place(of: field) else { return "" }
        let start = try target(of: place)
        let count = Int(try load(UInt32.self, at: start))
        guard count <= bytes.count - start - 4 else { throw Self.truncated }
        let first = bytes.startIndex + start + 4
        return String(decoding: bytes[first..<first + count], as: UTF8.self)
    }

    func tables(_ field: Int) throws -> [FlatTable] {
        guard let (start, count) = try vector(field, elementSize: 4) else { return [] }
        return try (0..<count).map { FlatTable(bytes: bytes, position: try target(of: start + 4 * $0)) }
    }

    /// A vector of structs of two 64-bit numbers.
    func pairs(_ field: Int) throws -> [(Int64, Int64)] {
        guard let (start, count) = try vector(field, elementSize: 16) else { return [] }
        return try (0..<count).map {
            (try load(Int64.self, at: start + 16 * $0), try load(Int64.self, at: start + 16 * $0 + 8))
        }
    }

    func has(_ field: Int) throws -> Bool { try place(of: field) != nil }

    private func vector(_ field: Int, elementSize: Int) throws -> (start: Int, count: Int)? {
        guard let place = try place(of: field) else { return nil }
        let start = try target(of: place)
        let count = Int(try load(UInt32.self, at: start))
        guard count <= (bytes.count - start - 4) / elementSize else { throw Self.truncated }
        return (start + 4, count)
    }

    private func place(of field: Int) throws -> Int? {
        let virtual = position - Int(try load(Int32.self, at: position))
        let size = Int(try load(UInt16.self, at: virtual))
        let entry = 4 + 2 * field
        guard entry + 2 <= size else { return nil }
        let offset = Int(try load(UInt16.self, at: virtual + entry))
        return offset == 0 ? nil : position + offset
    }

    private func target(of place: Int) throws -> Int {
        place + Int(try load(UInt32.self, at: place))
    }

    private func load<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) throws -> Value {
        try Self.load(type, at: offset, of: bytes)
    }

    private static func load<Value: FixedWidthInteger>(
        _: Value.Type, at offset: Int, of bytes: ArraySlice<UInt8>
    ) throws -> Value {
        let size = MemoryLayout<Value>.size
        guard offset >= 0, offset <= bytes.count - size else { throw truncated }
        return bytes.withUnsafeBytes {
            Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
        }
    }

    private static var truncated: SparkError { .badResult("its description is cut off") }
}

/// Writes FlatBuffers for tests: parents before children, so every reference points forward.
indirect enum Flat {
    case int8(UInt8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case text(String)
    case table([Int: Flat])
    case tables([Flat])
    case pairs([(Int64, Int64)])

    static func message(root: Flat) -> [UInt8] {
        var writer = FlatWriter()
        writer.put(UInt32(0))
        writer.reference(at: 0, to: root)
        return writer.bytes
    }
}

private struct FlatWriter {
    var bytes: [UInt8] = []

    mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    private mutating func patch(_ value: UInt32, at place: Int) {
        withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
    }

    mutating func reference(at place: Int, to value: Flat) {
        let target = write(value)
        patch(UInt32(target - place), at: place)
    }

    /// - Returns: where what was written is referred to.
    private mutating func write(_ value: Flat) -> Int {
        switch value {
        case .text(let text):
            let start = bytes.count
            put(UInt32(text.utf8.count))
            bytes += Array(text.utf8) + [0]
            return start
        case .pairs(let pairs):
            let start = bytes.count
            put(UInt32(pairs.count))
            for (first, second) in pairs {
                put(first)
                put(second)
            }
            return start
        case .tables(let tables):
            let start = bytes.count
            put(UInt32(tables.count))
            for _ in tables { put(UInt32(0)) }
            for (index, table) in tables.enumerated() { reference(at: start + 4 + 4 * index, to: table) }
            return start
        case .table(let fields): return write(fields)
        case .int8, .int16, .int32, .int64: fatalError("scalars lie in tables")
        }
    }

    private mutating func write(_ fields: [Int: Flat]) -> Int {
        let count = (fields.keys.max() ?? -1) + 1
        let virtual = bytes.count
        var inline: [UInt8] = []
        var places: [(Int, Flat)] = []
        var offsets = [UInt16](repeating: 0, count: count)
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) {
            offsets[field] = UInt16(4 + inline.count)
            switch value {
            case .int8(let number): inline.append(number)
            case .int16(let number): withUnsafeBytes(of: number.littleEndian) { inline += $0 }
            case .int32(let number): withUnsafeBytes(of: number.littleEndian) { inline += $0 }
            case .int64(let number): withUnsafeBytes(of: number.littleEndian) { inline += $0 }
            default:
                places.append((4 + inline.count, value))
                inline += [0, 0, 0, 0]
            }
        }
        put(UInt16(4 + 2 * count))
        put(UInt16(4 + inline.count))
        for offset in offsets { put(offset) }
        let table = bytes.count
        put(Int32(table - virtual))
        bytes += inline
        for (place, value) in places { reference(at: table + place, to: value) }
        return table
    }
}

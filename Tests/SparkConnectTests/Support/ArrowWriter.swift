/// Writes Arrow streams for tests.
enum ArrowWriter {
    struct Column {
        let field: Flat
        let nodes: [(Int64, Int64)]
        let buffers: [[UInt8]]

        static func int64(_ name: String, _ values: [Int64?]) -> Column {
            plain(name, 2, [0: .int32(64), 1: .int8(1)], values) { value in bytes(value ?? 0) }
        }

        static func int32(_ name: String, _ values: [Int32?]) -> Column {
            plain(name, 2, [0: .int32(32), 1: .int8(1)], values) { value in bytes(value ?? 0) }
        }

        static func double(_ name: String, _ values: [Double?]) -> Column {
            plain(name, 3, [0: .int16(2)], values) { value in bytes((value ?? 0).bitPattern) }
        }

        static func float(_ name: String, _ values: [Float?]) -> Column {
            plain(name, 3, [0: .int16(1)], values) { value in bytes((value ?? 0).bitPattern) }
        }

        static func bool(_ name: String, _ values: [Bool?]) -> Column {
            Column(
                field: field(name, 6, [:]), nodes: [(Int64(values.count), nulls(values))],
                buffers: [bits(values.map { $0 != nil }), bits(values.map { $0 == true })])
        }

        static func text(_ name: String, _ values: [String?]) -> Column {
            Column(
                field: field(name, 5, [:]), nodes: [(Int64(values.count), nulls(values))],
                buffers: [
                    bits(values.map { $0 != nil }), offsets(values.map { $0?.utf8.count ?? 0 }),
                    values.flatMap { Array(($0 ?? "").utf8) },
                ])
        }

        static func list(_ name: String, _ values: [[Double]?]) -> Column {
            let items = values.flatMap { $0 ?? [] }
            return Column(
                field: field(name, 12, [:], children: [field("element", 3, [0: .int16(2)])]),
                nodes: [(Int64(values.count), nulls(values)), (Int64(items.count), 0)],
                buffers: [
                    bits(values.map { $0 != nil }), offsets(values.map { $0?.count ?? 0 }), [],
                    items.flatMap { bytes($0.bitPattern) },
                ])
        }

        static func plain<Value>(
            _ name: String, _ number: UInt8, _ type: [Int: Flat], _ values: [Value?],
            _ encode: (Value?) -> [UInt8]
        ) -> Column {
            Column(
                field: field(name, number, type), nodes: [(Int64(values.count), nulls(values))],
                buffers: [bits(values.map { $0 != nil }), values.flatMap(encode)])
        }

        static func field(
            _ name: String, _ number: UInt8, _ type: [Int: Flat], children: [Flat] = []
        ) -> Flat {
            .table([0: .text(name), 1: .int8(1), 2: .int8(number), 3: .table(type), 5: .tables(children)])
        }

        private static func nulls<Value>(_ values: [Value?]) -> Int64 { Int64(values.count { $0 == nil }) }

        private static func bits(_ values: [Bool]) -> [UInt8] {
            stride(from: 0, to: values.count, by: 8).map { start in
                values[start..<min(start + 8, values.count)].enumerated()
                    .reduce(0) { $1.element ? $0 | 1 << UInt8($1.offset) : $0 }
            }
        }

        private static func offsets(_ counts: [Int]) -> [UInt8] {
            counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }.flatMap { bytes(Int32($0)) }
        }
    }

    static func stream(_ columns: [Column], rows: Int) -> [UInt8] {
        schema(columns.map(\.field)) + batch(columns, rows: Int64(rows)) + [255, 255, 255, 255, 0, 0, 0, 0]
    }

    static func schema(_ fields: [Flat]) -> [UInt8] {
        message(kind: 1, header: .table([1: .tables(fields)]), body: [])
    }

    static func batch(_ columns: [Column], rows: Int64, body shortened: Int? = nil) -> [UInt8] {
        var body: [UInt8] = []
        var places: [(Int64, Int64)] = []
        for buffer in columns.flatMap(\.buffers) {
            places.append((Int64(body.count), Int64(buffer.count)))
            body += buffer + [UInt8](repeating: 0, count: (8 - buffer.count % 8) % 8)
        }
        let header = Flat.table([0: .int64(rows), 1: .pairs(columns.flatMap(\.nodes)), 2: .pairs(places)])
        return message(kind: 3, header: header, body: Array(body.prefix(shortened ?? body.count)))
    }

    static func message(kind: UInt8, header: Flat, body: [UInt8]) -> [UInt8] {
        let metadata = Flat.message(
            root: .table([1: .int8(kind), 2: header, 3: .int64(Int64(body.count))]))
        return [255, 255, 255, 255] + bytes(UInt32(metadata.count)) + metadata + body
    }

    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

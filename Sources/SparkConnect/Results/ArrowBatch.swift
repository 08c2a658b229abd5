/// Rows of an Arrow stream: the lengths and places of each column's buffers, and the buffers.
struct ArrowBatch {
    private let rows: Int64
    private let body: ArraySlice<UInt8>
    private let nodes: [(length: Int64, nulls: Int64)]
    private let buffers: [(offset: Int64, length: Int64)]

    init(_ header: FlatTable, body: ArraySlice<UInt8>) throws {
        guard try !header.has(3) else {
            throw SparkError.badResult(
                "its rows are compressed; set spark.sql.execution.arrow.compression.codec to none")
        }
        rows = try header.integer(0, default: Int64(0))
        nodes = try header.pairs(1).map { (length: $0.0, nulls: $0.1) }
        buffers = try header.pairs(2).map { (offset: $0.0, length: $0.1) }
        self.body = body
    }

    func table(of fields: [ArrowField]) throws -> ResultTable {
        var cursor = Cursor(batch: self)
        let columns = try fields.map { field in
            let values = try cursor.values(of: field.type)
            guard values.count == rows else {
                throw SparkError.badResult("the column '\(field.name)' has \(values.count) of \(rows) rows")
            }
            return ResultTable.Column(name: field.name, values: values)
        }
        return ResultTable(columns: columns)
    }

    /// Goes through the nodes and buffers in the order of the columns.
    private struct Cursor {
        let batch: ArrowBatch
        private var node = 0
        private var buffer = 0

        init(batch: ArrowBatch) { self.batch = batch }

        mutating func values(of type: ArrowField.Kind) throws -> ResultTable.Values {
            let (count, valid) = try nextNode()
            switch type {
            case .integer(let bits, let isSigned):
                let data = try nextBuffer(holding: count, bits: bits)
                let get = Self.integerReader(bits: bits, isSigned: isSigned)
                return .integers((0..<count).map { valid($0) ? get(data, $0) : nil })
            case .floating(let bits):
                let data = try nextBuffer(holding: count, bits: bits)
                return .doubles((0..<count).map { valid($0) ? Self.double(data, $0, bits: bits) : nil })
            case .boolean:
                let data = try nextBuffer(holding: count, bits: 1)
                return .booleans((0..<count).map { valid($0) ? Self.bit(data, $0) : nil })
            case .text: return .strings(try texts(count, valid))
            case .list(let element): return .lists(try lists(count, valid, of: element))
            }
        }

        private mutating func texts(_ count: Int, _ valid: (Int) -> Bool) throws -> [String?] {
            let offsets = try nextOffsets(count)
            let text = try nextBuffer(holding: 0, bits: 8)
            return try (0..<count).map { row in
                guard valid(row) else { return nil }
                let range = try Self.range(offsets, row, within: text.count)
                let start = text.startIndex
                return String(
                    decoding: text[start + range.lowerBound..<start + range.upperBound], as: UTF8.self)
            }
        }

        private mutating func lists(
            _ count: Int, _ valid: (Int) -> Bool, of element: ArrowField.Kind
        ) throws -> [[Double]?] {
            let offsets = try nextOffsets(count)
            let numbers: [Double] =
                switch try values(of: element) {
                case .integers(let values): try values.map { Double(try Self.present($0)) }
                case .doubles(let values): try values.map { try Self.present($0) }
                default: throw SparkError.badResult("a list holds something else than numbers")
                }
            return try (0..<count).map { row in
                guard valid(row) else { return nil }
                return Array(numbers[try Self.range(offsets, row, within: numbers.count)])
            }
        }

        private static func present<Value>(_ value: Value?) throws -> Value {
            guard let value else { throw SparkError.badResult("a list holds NULL") }
            return value
        }

        /// - Returns: the number of rows, and whether a row has a value.
        private mutating func nextNode() throws -> (Int, (Int) -> Bool) {
            guard node < batch.nodes.count, let count = Int(exactly: batch.nodes[node].length), count >= 0
            else {
                throw Self.truncated
            }
            let nulls = batch.nodes[node].nulls
            node += 1
            let bits = try nextBuffer(holding: nulls == 0 ? 0 : count, bits: 1)
            return (count, { nulls == 0 || Self.bit(bits, $0) })
        }

        private mutating func nextOffsets(_ count: Int) throws -> ArraySlice<UInt8> {
            // A column without rows may come without its one offset.
            let (wanted, isTooMany) = count.addingReportingOverflow(count == 0 ? 0 : 1)
            guard !isTooMany else { throw Self.truncated }
            return try nextBuffer(holding: wanted, bits: 32)
        }

        /// - Throws: when it holds fewer than `count` values of so many bits.
        private mutating func nextBuffer(holding count: Int, bits: Int) throws -> ArraySlice<UInt8> {
            guard buffer < batch.buffers.count, let offset = Int(exactly: batch.buffers[buffer].offset),
                let length = Int(exactly: batch.buffers[buffer].length), offset >= 0, length >= 0,
                length <= batch.body.count, offset <= batch.body.count - length
            else { throw Self.truncated }
            buffer += 1
            let (needed, isTooMany) = count.multipliedReportingOverflow(by: bits)
            guard !isTooMany, needed <= length * 8 else { throw Self.truncated }
            let start = batch.body.startIndex + offset
            return batch.body[start..<start + length]
        }

        private static func range(
            _ offsets: ArraySlice<UInt8>, _ row: Int, within count: Int
        ) throws -> Range<Int> {
            let (first, last) = (Int(load(Int32.self, offsets, row)), Int(load(Int32.self, offsets, row + 1)))
            guard first >= 0, first <= last, last <= count else { throw truncated }
            return first..<last
        }

        private static func integerReader(
            bits: Int, isSigned: Bool
        ) -> (ArraySlice<UInt8>, Int) -> Int64 {
            switch (bits, isSigned) {
            case (8, true): { Int64(load(Int8.self, $0, $1)) }
            case (8, false): { Int64(load(UInt8.self, $0, $1)) }
            case (16, true): { Int64(load(Int16.self, $0, $1)) }
            case (16, false): { Int64(load(UInt16.self, $0, $1)) }
            case (32, true): { Int64(load(Int32.self, $0, $1)) }
            case (32, false): { Int64(load(UInt32.self, $0, $1)) }
            default: { load(Int64.self, $0, $1) }
            }
        }

        private static func double(_ data: ArraySlice<UInt8>, _ row: Int, bits: Int) -> Double {
            bits == 64
                ? Double(bitPattern: load(UInt64.self, data, row))
                : Double(Float(bitPattern: load(UInt32.self, data, row)))
        }

        private static func bit(_ data: ArraySlice<UInt8>, _ row: Int) -> Bool {
            data[data.startIndex + row / 8] >> UInt8(row % 8) & 1 == 1
        }

        /// The value of a row; the caller made sure that the buffer holds it.
        private static func load<Value: FixedWidthInteger>(
            _: Value.Type, _ data: ArraySlice<UInt8>, _ row: Int
        ) -> Value {
            data.withUnsafeBytes {
                Value(
                    littleEndian: $0.loadUnaligned(
                        fromByteOffset: row * MemoryLayout<Value>.size, as: Value.self))
            }
        }

        private static var truncated: SparkError { .badResult("its rows are cut off") }
    }
}

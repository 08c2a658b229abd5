/// Reads what Spark answers queries with: Arrow's IPC stream. Columns of whole numbers, floating-point numbers, booleans,
/// text, and lists of numbers; other types are refused by name. Whatever the bytes claim, nothing outside them is read and
/// no more is allocated than they can hold.
struct ArrowStream {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read() throws -> ResultTable {
        var position = 0
        var fields: [ArrowField]?
        var table = ResultTable()
        while let message = try nextMessage(&position) {
            switch message.kind {
            case .schema:
                guard fields == nil else { throw SparkError.badResult("it describes its columns twice") }
                let found = try message.header.tables(1).map { try ArrowField($0, depth: 0) }
                fields = found
                table = ResultTable(columns: found.map { .init(name: $0.name, values: $0.type.noValues) })
            case .records:
                guard let fields else { throw SparkError.badResult("rows come before their description") }
                try table.append(ArrowBatch(message.header, body: message.body).table(of: fields))
            case .other(let number): throw SparkError.badResult("it holds a message of the kind \(number)")
            }
        }
        return table
    }

    private enum Kind {
        case schema
        case records
        case other(UInt8)
    }

    private struct Message {
        let kind: Kind
        let header: FlatTable
        let body: ArraySlice<UInt8>
    }

    private func nextMessage(_ position: inout Int) throws -> Message? {
        guard position < bytes.count else { return nil }
        var length = try word(&position)
        // Since Arrow 0.15 a marker comes before the length.
        if length == .max { length = try word(&position) }
        guard length > 0 else { return nil }
        let metadata = try take(Int(length), &position)
        let message = try FlatTable(root: metadata)
        guard let header = try message.table(2) else { throw SparkError.badResult("a message has no header") }
        let bodyLength = try message.integer(3, default: Int64(0))
        guard let size = Int(exactly: bodyLength), size >= 0 else { throw Self.truncated }
        let body = try take(size, &position)
        let kind: Kind =
            switch try message.integer(1, default: UInt8(0)) {
            case 1: .schema
            case 3: .records
            case let number: .other(number)
            }
        return Message(kind: kind, header: header, body: body)
    }

    private func word(_ position: inout Int) throws -> UInt32 {
        let slice = try take(4, &position)
        return slice.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func take(_ count: Int, _ position: inout Int) throws -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw Self.truncated }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private static var truncated: SparkError { .badResult("it is cut off") }
}

/// A column as the schema describes it.
struct ArrowField {
    indirect enum Kind {
        case integer(bits: Int, isSigned: Bool)
        case floating(bits: Int)
        case boolean
        case text
        case list(Kind)

        /// A column of this type without rows.
        var noValues: ResultTable.Values {
            switch self {
            case .integer: .integers([])
            case .floating: .doubles([])
            case .boolean: .booleans([])
            case .text: .strings([])
            case .list: .lists([])
            }
        }
    }

    let name: String
    let type: Kind

    /// - Parameter depth: how many lists it lies in; hostile descriptions nest without end.
    init(_ table: FlatTable, depth: Int) throws {
        let name = try table.string(0)
        self.name = name
        guard try !table.has(4) else { throw Self.unsupported(name, "dictionary") }
        let number = try table.integer(2, default: UInt8(0))
        let details = try table.table(3)
        switch number {
        case 2:
            let bits = Int(try details?.integer(0, default: Int32(0)) ?? 0)
            guard [8, 16, 32, 64].contains(bits) else { throw Self.unsupported(name, "\(bits) bits") }
            type = .integer(bits: bits, isSigned: try details?.integer(1, default: UInt8(0)) != 0)
        case 3:
            let precision = try details?.integer(0, default: Int16(0)) ?? 0
            guard precision == 1 || precision == 2 else { throw Self.unsupported(name, "half precision") }
            type = .floating(bits: precision == 1 ? 32 : 64)
        case 5: type = .text
        case 6: type = .boolean
        case 12:
            let children = try table.tables(5)
            guard depth == 0, children.count == 1 else { throw Self.unsupported(name, "nested lists") }
            let child = try ArrowField(children[0], depth: depth + 1)
            switch child.type {
            case .integer, .floating: type = .list(child.type)
            default: throw Self.unsupported(name, "list of something else than numbers")
            }
        default: throw Self.unsupported(name, Self.typeNames[number] ?? "number \(number)")
        }
    }

    private static let typeNames: [UInt8: String] = [
        1: "void", 4: "binary", 7: "decimal", 8: "date", 9: "time", 10: "timestamp", 11: "interval",
        13: "struct",
        17: "map", 18: "duration", 20: "large text",
    ]

    private static func unsupported(_ name: String, _ type: String) -> SparkError {
        .badResult("the column '\(name)' has the type \(type); cast it in the query")
    }
}

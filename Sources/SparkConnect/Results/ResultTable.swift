/// A small table as a query gives it, column by column.
public struct ResultTable: Sendable, Equatable {
    /// The values of a column, `nil` where SQL has NULL.
    public enum Values: Sendable, Equatable {
        case integers([Int64?])
        case doubles([Double?])
        case booleans([Bool?])
        case strings([String?])
        /// Of integers or floating-point numbers.
        case lists([[Double]?])

        /// Rows, those with NULL too.
        public var count: Int {
            switch self {
            case .integers(let values): values.count
            case .doubles(let values): values.count
            case .booleans(let values): values.count
            case .strings(let values): values.count
            case .lists(let values): values.count
            }
        }
    }

    /// A column of the query's result.
    public struct Column: Sendable, Equatable {
        /// As the query names it.
        public let name: String
        /// From the first row to the last.
        public internal(set) var values: Values

        /// - Parameter values: as many as the other columns of the table have.
        public init(name: String, values: Values) {
            self.name = name
            self.values = values
        }
    }

    /// In the query's order.
    public private(set) var columns: [Column]

    /// - Parameter columns: of equally many rows.
    public init(columns: [Column] = []) { self.columns = columns }

    /// 0 for a table without columns.
    public var rowCount: Int { columns.first?.values.count ?? 0 }

    /// - Throws: ``SparkError/badResult(_:)`` when there is no such column or it holds something else.
    public func integers(_ name: String) throws -> [Int64?] {
        guard case .integers(let values) = try column(name) else { throw Self.mismatch(name, "integers") }
        return values
    }

    /// - Throws: ``SparkError/badResult(_:)`` when there is no such column or it holds something else.
    public func doubles(_ name: String) throws -> [Double?] {
        guard case .doubles(let values) = try column(name) else { throw Self.mismatch(name, "doubles") }
        return values
    }

    /// - Throws: ``SparkError/badResult(_:)`` when there is no such column or it holds something else.
    public func booleans(_ name: String) throws -> [Bool?] {
        guard case .booleans(let values) = try column(name) else { throw Self.mismatch(name, "booleans") }
        return values
    }

    /// - Throws: ``SparkError/badResult(_:)`` when there is no such column or it holds something else.
    public func strings(_ name: String) throws -> [String?] {
        guard case .strings(let values) = try column(name) else { throw Self.mismatch(name, "strings") }
        return values
    }

    /// Arrays of numbers, a vector's values say.
    /// - Throws: ``SparkError/badResult(_:)`` when there is no such column or it holds something else.
    public func lists(_ name: String) throws -> [[Double]?] {
        guard case .lists(let values) = try column(name) else { throw Self.mismatch(name, "lists") }
        return values
    }

    /// The one integer of the first row, of `SELECT count(*) AS n` say.
    public func integer(_ name: String) throws -> Int {
        guard let value = try integers(name).first ?? nil else {
            throw SparkError.badResult("\(name) has no value")
        }
        return Int(value)
    }

    private func column(_ name: String) throws -> Values {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw SparkError.badResult(
                "there is no column \(name) among \(columns.map(\.name).joined(separator: ", "))")
        }
        return column.values
    }

    private static func mismatch(_ name: String, _ wanted: String) -> SparkError {
        .badResult("the column \(name) does not hold \(wanted)")
    }

    /// Adds the rows of another part of the same result.
    mutating func append(_ part: ResultTable) throws {
        guard !columns.isEmpty else {
            columns = part.columns
            return
        }
        guard columns.map(\.name) == part.columns.map(\.name) else {
            throw SparkError.badResult("its parts have different columns")
        }
        for index in columns.indices {
            try columns[index].values.append(part.columns[index].values, name: columns[index].name)
        }
    }
}

extension ResultTable.Values {
    /// Appends in place: the array is taken out of the case first, so that it is not copied.
    mutating func append(_ more: Self, name: String) throws {
        switch (self, more) {
        case (.integers(var values), .integers(let others)):
            self = .integers([])
            values += others
            self = .integers(values)
        case (.doubles(var values), .doubles(let others)):
            self = .doubles([])
            values += others
            self = .doubles(values)
        case (.booleans(var values), .booleans(let others)):
            self = .booleans([])
            values += others
            self = .booleans(values)
        case (.strings(var values), .strings(let others)):
            self = .strings([])
            values += others
            self = .strings(values)
        case (.lists(var values), .lists(let others)):
            self = .lists([])
            values += others
            self = .lists(values)
        default: throw SparkError.badResult("the parts of the column \(name) have different types")
        }
    }
}

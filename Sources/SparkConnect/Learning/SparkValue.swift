internal import SparkProtocol
internal import SwiftProtobuf

/// A value of Spark ML: a parameter, or what a model tells of itself.
public enum SparkValue: Sendable, Equatable {
    /// A 32-bit whole number, such as `maxIter`.
    case integer(Int)
    /// A 64-bit whole number, such as `seed`.
    case long(Int64)
    case double(Double)
    case string(String)
    case boolean(Bool)
    case doubles([Double])
    case strings([String])
    /// A vector, its zeros written out.
    case vector([Double])
    /// A matrix, row by row, its zeros written out.
    case matrix(rows: Int, columns: Int, [Double])
    case null

    /// Its 64-bit floating-point number, whichever kind of number it is; `nil` for others.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .long(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    var literal: Spark_Connect_Expression.Literal {
        .with {
            switch self {
            case .integer(let value): $0.integer = Int32(clamping: value)
            case .long(let value): $0.long = value
            case .double(let value): $0.double = value
            case .string(let value): $0.string = value
            case .boolean(let value): $0.boolean = value
            case .doubles(let values), .vector(let values):
                $0.specializedArray.doubles.values = values
            case .strings(let values): $0.specializedArray.strings.values = values
            case .matrix(_, _, let values): $0.specializedArray.doubles.values = values
            case .null: break
            }
        }
    }

    init(_ literal: Spark_Connect_Expression.Literal) throws {
        switch literal.literalType {
        case .boolean(let value): self = .boolean(value)
        case .byte(let value), .short(let value), .integer(let value): self = .integer(Int(value))
        case .long(let value): self = .long(value)
        case .float(let value): self = .double(Double(value))
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .specializedArray(let array): self = try Self.array(array)
        case .array(let array): self = try Self.array(array.elements)
        case .struct(let structure): self = try Self.algebra(structure.elements)
        case .binary: throw SparkError.badResult("a value is binary")
        case nil: self = .null
        }
    }

    private static func array(_ array: Spark_Connect_Expression.Literal.SpecializedArray) throws -> Self {
        switch array.valueType {
        case .doubles(let doubles): .doubles(doubles.values)
        case .floats(let floats): .doubles(floats.values.map(Double.init))
        case .ints(let ints): .doubles(ints.values.map(Double.init))
        case .longs(let longs): .doubles(longs.values.map(Double.init))
        case .strings(let strings): .strings(strings.values)
        case .bools, nil: throw SparkError.badResult("an array holds neither numbers nor text")
        }
    }

    private static func array(_ elements: [Spark_Connect_Expression.Literal]) throws -> Self {
        let values = try elements.map(SparkValue.init)
        let numbers = values.compactMap(\.number)
        if numbers.count == values.count { return .doubles(numbers) }
        let strings = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        guard strings.count == values.count else { throw SparkError.badResult("an array is mixed") }
        return .strings(strings)
    }

    /// Vectors and matrices come as the structs that Spark ML keeps them in.
    private static func algebra(_ elements: [Spark_Connect_Expression.Literal]) throws -> Self {
        let fields = try elements.map(SparkValue.init)
        switch fields.count {
        case 4: return .vector(try LinearAlgebra.vector(fields))
        case 7:
            let (rows, columns, values) = try LinearAlgebra.matrix(fields)
            return .matrix(rows: rows, columns: columns, values)
        default: throw SparkError.badResult("a struct is neither a vector nor a matrix")
        }
    }
}

/// Spark ML's vectors and matrices, dense or sparse, out of the fields of their structs.
enum LinearAlgebra {
    /// What a sparse one may claim to be, so that it cannot exhaust memory.
    private static let largestSize = 1 << 27

    /// `type` (0 sparse, 1 dense), `size`, `indices`, `values`.
    static func vector(_ fields: [SparkValue]) throws -> [Double] {
        let values = try doubles(fields[3])
        guard fields[0].number == 0 else { return values }
        let (count, indices) = (try size(fields[1]), try doubles(fields[2]).map(Int.init))
        guard count <= largestSize, indices.count == values.count, indices.allSatisfy((0..<count).contains)
        else { throw damaged }
        var dense = [Double](repeating: 0, count: count)
        for (index, value) in zip(indices, values) { dense[index] = value }
        return dense
    }

    /// `type`, `numRows`, `numCols`, `colPtrs`, `rowIndices`, `values`, `isTransposed`. Values lie column by column unless
    /// it is transposed.
    static func matrix(_ fields: [SparkValue]) throws -> (rows: Int, columns: Int, values: [Double]) {
        let (rows, columns) = (try size(fields[1]), try size(fields[2]))
        let values = try doubles(fields[5])
        let isTransposed = fields[6] == .boolean(true)
        let (count, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
        guard !isTooLarge, count <= largestSize else { throw damaged }
        var dense = [Double](repeating: 0, count: count)
        func put(_ value: Double, major: Int, minor: Int) throws {
            let (row, column) = isTransposed ? (major, minor) : (minor, major)
            guard row >= 0, row < rows, column >= 0, column < columns else { throw damaged }
            dense[row * columns + column] = value
        }
        if fields[0].number == 0 {
            let (starts, minors) = (
                try doubles(fields[3]).map(Int.init), try doubles(fields[4]).map(Int.init)
            )
            guard minors.count == values.count, let last = starts.last, last <= values.count else {
                throw damaged
            }
            for (major, (start, end)) in zip(starts, starts.dropFirst()).enumerated() {
                guard start >= 0, start <= end, end <= values.count else { throw damaged }
                for index in start..<end { try put(values[index], major: major, minor: minors[index]) }
            }
        } else {
            guard values.count == count else { throw damaged }
            let length = isTransposed ? columns : rows
            for (index, value) in values.enumerated() {
                try put(value, major: index / length, minor: index % length)
            }
        }
        return (rows, columns, dense)
    }

    private static func doubles(_ value: SparkValue) throws -> [Double] {
        switch value {
        case .doubles(let values): return values
        case .null: return []
        default: throw damaged
        }
    }

    private static func size(_ value: SparkValue) throws -> Int {
        guard let number = value.number, number >= 0, number < Double(Int32.max) else { throw damaged }
        return Int(number)
    }

    private static var damaged: SparkError { .badResult("a vector or matrix contradicts itself") }
}

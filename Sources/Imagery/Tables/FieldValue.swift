internal import Foundation

/// What kind of values a column of a table holds.
enum FieldKind: Equatable {
    case text
    case integer
    /// Rounded to this many decimals, trailing zeros left out.
    case measure(decimals: Int)
    /// Written with exactly this many decimals.
    case share(decimals: Int)
}

/// A column of a table: its name and the kind of its values.
struct FieldColumn: Equatable {
    let name: String
    let kind: FieldKind
}

/// One value of a row; `nil` where the row has none.
enum FieldValue: Equatable {
    case text(String)
    case integer(Int)
    case real(Double)
}

/// Numbers as tables write them: the same digits on every machine, never an exponent.
package enum DecimalText {
    /// `value` rounded half to even at `decimals`; with `padded` it keeps its trailing zeros.
    package static func string(_ value: Double, decimals: Int, padded: Bool) -> String {
        var bytes: [UInt8] = []
        append(value, decimals: decimals, padded: padded, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same at the end of other text, which for millions of numbers costs a fraction.
    static func append(_ value: Double, decimals: Int, padded: Bool, to bytes: inout [UInt8]) {
        let scale = powersOfTen[decimals]
        let scaled = (value * scale).rounded(.toNearestOrEven)
        // Beyond 2^53 a Double has no decimals left to write.
        guard value.isFinite, abs(scaled) < 9e15 else {
            return bytes.append(contentsOf: "\(value)".utf8)
        }
        let units = UInt64(abs(scaled))
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        append(units / UInt64(scale), to: &bytes)
        var (fraction, digits) = (units % UInt64(scale), decimals)
        if !padded {
            while digits > 0, fraction % 10 == 0 { (fraction, digits) = (fraction / 10, digits - 1) }
        }
        guard digits > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        append(fraction, digits: digits, to: &bytes)
    }

    static func append(_ number: Int, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(UInt64(number.magnitude), to: &bytes)
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var digits = 1
        var rest = number / 10
        while rest > 0 { (rest, digits) = (rest / 10, digits + 1) }
        append(number, digits: digits, to: &bytes)
    }

    /// With zeros in front where there are fewer digits.
    private static func append(_ number: UInt64, digits: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits))
        var rest = number
        var position = start + digits
        while rest > 0 {
            position -= 1
            bytes[position] += UInt8(rest % 10)
            rest /= 10
        }
    }

    private static let powersOfTen: [Double] = (0...15).map { pow(10, Double($0)) }

    /// The number that the text stands for.
    static func rounded(_ value: Double, decimals: Int) -> Double {
        let scale = powersOfTen[decimals]
        return (value * scale).rounded(.toNearestOrEven) / scale
    }
}

extension FieldKind {
    /// The value's text, `nil` without one.
    func text(of value: FieldValue?) -> String? {
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): text(of: number)
        case nil: nil
        }
    }

    private func text(of number: Double) -> String {
        switch self {
        case .share(let decimals): DecimalText.string(number, decimals: decimals, padded: true)
        case .measure(let decimals): DecimalText.string(number, decimals: decimals, padded: false)
        case .text, .integer: "\(number)"
        }
    }

    /// The number's text at the end of other text.
    func append(_ number: Double, to bytes: inout [UInt8]) {
        switch self {
        case .share(let decimals):
            DecimalText.append(number, decimals: decimals, padded: true, to: &bytes)
        case .measure(let decimals):
            DecimalText.append(number, decimals: decimals, padded: false, to: &bytes)
        case .text, .integer: bytes.append(contentsOf: "\(number)".utf8)
        }
    }

    /// The value as binary formats store it, so that every format holds the same number.
    func stored(_ number: Double) -> Double {
        switch self {
        case .share(let decimals), .measure(let decimals): DecimalText.rounded(number, decimals: decimals)
        case .text, .integer: number
        }
    }
}

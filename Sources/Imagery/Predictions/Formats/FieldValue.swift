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
enum DecimalText {
    /// `value` rounded half to even at `decimals`; with `padded` it keeps its trailing zeros.
    static func string(_ value: Double, decimals: Int, padded: Bool) -> String {
        let scale = pow(10, Double(decimals))
        let scaled = (value * scale).rounded(.toNearestOrEven)
        // Beyond 2^53 a Double has no decimals left to write.
        guard value.isFinite, abs(scaled) < 9e15 else { return "\(value)" }
        let units = Int(abs(scaled))
        let whole = units / Int(scale)
        var fraction = decimals == 0 ? "" : String(units % Int(scale))
        fraction = String(repeating: "0", count: decimals - fraction.count) + fraction
        if !padded { while fraction.hasSuffix("0") { fraction.removeLast() } }
        let sign = scaled < 0 ? "-" : ""
        return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
    }

    /// The number that the text stands for.
    static func rounded(_ value: Double, decimals: Int) -> Double {
        let scale = pow(10, Double(decimals))
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

    /// The value as binary formats store it, so that every format holds the same number.
    func stored(_ number: Double) -> Double {
        switch self {
        case .share(let decimals), .measure(let decimals): DecimalText.rounded(number, decimals: decimals)
        case .text, .integer: number
        }
    }
}

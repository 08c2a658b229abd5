/// A piece of HTML or SVG. What is written in the source stands as it is; texts put into it are escaped, so that a
/// file name or a class can never become part of the page's structure.
struct Markup: ExpressibleByStringInterpolation, Sendable, Equatable {
    let html: String

    init(stringLiteral value: String) {
        html = value
    }

    init(stringInterpolation: Interpolation) {
        html = stringInterpolation.html
    }

    static let empty: Markup = ""

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            html.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { html += literal }
        mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }
        /// A sentence whose numbers stay on one line with their per cent sign.
        mutating func appendInterpolation(unbroken text: String) {
            html += Markup.escaped(text).split(separator: " %", omittingEmptySubsequences: false)
                .joined(separator: "\u{A0}%")
        }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ markup: [Markup]) {
            html += markup.map(\.html).joined(separator: "\n")
        }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }

        /// A length or coordinate, to a hundredth; 0 for what is no number.
        mutating func appendInterpolation(_ number: Double) {
            let rounded = (number * 100).rounded() / 100
            html += Int(exactly: rounded).map(String.init) ?? (rounded.isFinite ? String(rounded) : "0")
        }
    }

    /// The text with HTML's five special characters named; control characters and U+FFFE and
    /// U+FFFF, which HTML and SVG forbid, are replaced.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 32)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
            case "\0"..<" ", "\u{7F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        // U+FFFE and U+FFFF begin with EF, as others do.
        byte < 0x20 || byte == 0x7F || byte == 0xEF || [0x22, 0x26, 0x27, 0x3C, 0x3E].contains(byte)
    }
}

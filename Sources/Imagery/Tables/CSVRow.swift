/// One row of comma-separated values after RFC 4180.
enum CSVRow {
    /// The row with its CRLF.
    static func encode(_ fields: [String]) -> String {
        fields.map(encode).joined(separator: ",") + "\r\n"
    }

    private static func encode(_ field: String) -> String {
        var bytes: [UInt8] = []
        append(field, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A field, in quotes only where it needs them.
    static func append(_ field: String, to bytes: inout [UInt8]) {
        let needsQuotes = field.utf8.contains {
            $0 == comma || $0 == quote || $0 == carriageReturn || $0 == lineFeed
        }
        guard needsQuotes else { return bytes.append(contentsOf: field.utf8) }
        bytes.append(quote)
        for byte in field.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    /// The rows of a text, each with the number of the line it starts on (from 1); blank lines are left out.
    /// Takes what spreadsheets make of the format: a byte order mark, LF alone, `;` or tabs between the fields.
    /// - Throws: ``CSVError`` for quotes that do not close or that end inside a field.
    static func rows(of bytes: [UInt8]) throws -> [(line: Int, fields: [String])] {
        var parser = CSVParser(bytes: bytes)
        var rows: [(line: Int, fields: [String])] = []
        while let row = try parser.nextRow() { rows.append(row) }
        return rows
    }

    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
}

/// What is wrong with comma-separated values.
enum CSVError: Error, Equatable {
    case unclosedQuote(line: Int)
    case textAfterQuote(line: Int)
}

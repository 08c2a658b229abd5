internal import AerialCore

/// A small table as comma-separated values after RFC 4180: UTF-8, lines ended by CR LF, fields quoted where needed,
/// texts that a spreadsheet would run guarded (``SpreadsheetText``).
public struct CSVText: Sendable {
    /// The names of the columns, the file's first line.
    public let header: [String]
    /// Cells in the columns' order, not yet quoted.
    public let rows: [[String]]

    public init(header: [String], rows: [[String]]) {
        self.header = header
        self.rows = rows
    }

    /// The whole file, the last line ended too.
    public var encoded: String {
        ([header] + rows).map {
            $0.map(Self.cell).joined(separator: ",") + "\r\n"
        }.joined()
    }

    /// A cell as it stands in the file, guarded and quoted where needed.
    static func cell(_ text: String) -> String { field(SpreadsheetText.guarded(text)) }

    /// The field as it stands in the file: in quotes if it holds a comma, a quote or a line's end.
    static func field(_ text: String) -> String {
        // Bytes and scalars, not characters: CR LF is one character that equals neither, and a quote with an accent is
        // no quote.
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            return text
        }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}

/// A table for the terminal: a header, a rule, rows; numbers flush right. Columns are as wide as a terminal draws their texts.
public struct TextTable: Sendable {
    /// A column's heading and the side that its cells are flush with.
    public enum Column: Sendable, Equatable {
        /// Flush left.
        case text(String)
        /// Flush right.
        case number(String)

        var heading: String {
            switch self {
            case .text(let heading), .number(let heading): heading
            }
        }
    }

    /// From left to right.
    public let columns: [Column]
    /// A cell per column, each on one line.
    public let rows: [[String]]

    /// - Parameter rows: cells in the columns' order; a short row is filled with empty cells.
    public init(columns: [Column], rows: [[String]]) {
        self.columns = columns
        self.rows = rows.map { row in
            columns.indices.map { $0 < row.count ? TextTable.oneLine(row[$0]) : "" }
        }
    }

    /// Lines without trailing spaces, with newlines between them.
    public func rendered() -> String {
        let headings = columns.map { Self.oneLine($0.heading) }
        let widths = columns.indices.map { column in
            ([headings] + rows).map { TerminalWidth.of($0[column]) }.max() ?? 0
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        let lines = ([headings, rule] + rows).map { line($0, widths) }
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = columns.indices.map { column in
            let gap = String(repeating: " ", count: widths[column] - TerminalWidth.of(cells[column]))
            return switch columns[column] {
            case .text: cells[column] + gap
            case .number: gap + cells[column]
            }
        }.joined(separator: "  ")
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// A cell stays on its line and commands no terminal, whatever a file name holds.
    private static func oneLine(_ cell: String) -> String {
        let line = cell.onOneLine.replacing("\t", with: " ")
        guard line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return line
        }
        let scalars = line.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

/// A table for the terminal: a header, a rule, rows; numbers flush right.
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
        let widths = columns.indices.map { column in
            max(columns[column].heading.count, rows.map { $0[column].count }.max() ?? 0)
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        let lines =
            [line(columns.map(\.heading), widths), line(rule, widths)] + rows.map { line($0, widths) }
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = columns.indices.map { column in
            let gap = String(repeating: " ", count: widths[column] - cells[column].count)
            return switch columns[column] {
            case .text: cells[column] + gap
            case .number: gap + cells[column]
            }
        }.joined(separator: "  ")
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// A cell stays on its line, whatever a file name holds.
    private static func oneLine(_ cell: String) -> String {
        String(cell.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}

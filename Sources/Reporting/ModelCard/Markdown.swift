/// Pieces of Markdown (CommonMark with tables) in which texts stay texts.
enum Markdown {
    static func table(columns: [TextTable.Column], rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let rule = columns.map { column in
            switch column {
            case .text: "---"
            case .number: "---:"
            }
        }
        let cells = [columns.map { escaped($0.heading) }, rule] + rows.map { $0.map(escaped) }
        return cells.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    static func facts(_ facts: [Fact]) -> String {
        facts.map { fact in
            "- **\(escaped(fact.name)):** \(fact.isVerbatim ? code(fact.value) : escaped(fact.value))"
        }.joined(separator: "\n")
    }

    static func bullets(_ texts: [String]) -> String {
        texts.map { "- " + escaped($0) }.joined(separator: "\n")
    }

    /// The text on one line, with a backslash before what Markdown would take for its own.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in oneLine(text) {
            if "\\`*_[]<>|".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }

    /// The text as code, fenced by more backticks than it holds in a row.
    private static func code(_ text: String) -> String {
        let line = oneLine(text)
        var (longest, current) = (0, 0)
        for character in line {
            current = character == "`" ? current + 1 : 0
            longest = max(longest, current)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return longest == 0 ? fence + line + fence : "\(fence) \(line) \(fence)"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

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
        let line = text.onOneLine
        // An address keeps its bare "&"; before a semicolon it may begin the name of a character.
        let mayName = line.unicodeScalars.contains(";")
        var escaped = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            if special.contains(scalar) || (scalar == "&" && mayName) { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    /// Scalars, not characters: an accent on one of them hides it from Swift, and not from Markdown.
    private static let special = Set("\\`*_[]<>|".unicodeScalars)

    /// The text as code, fenced by more backticks than it holds in a row.
    private static func code(_ text: String) -> String {
        let line = text.onOneLine
        // A pair of backticks without anything between them would be the beginning of code.
        guard !line.isEmpty else { return "" }
        var (longest, current) = (0, 0)
        for scalar in line.unicodeScalars {
            current = scalar == "`" ? current + 1 : 0
            longest = max(longest, current)
        }
        let fence = String(repeating: "`", count: longest + 1)
        // Where a blank stands at either end, one is taken away there, unless there is nothing else.
        let losesBlanks = line.hasPrefix(" ") && line.hasSuffix(" ") && line.contains { $0 != " " }
        let isPadded = longest > 0 || losesBlanks
        return isPadded ? "\(fence) \(line) \(fence)" : fence + line + fence
    }
}

extension Markup {
    /// A table of counts, wide ones in a box that scrolls.
    /// - Parameters:
    ///   - head: of the first column, then of those with numbers.
    ///   - rows: the first cell's content, then the numbers.
    ///   - total: the last row, if there is one.
    static func counts(_ head: [String], rows: [(name: Markup, cells: [String])], total: [String] = [])
        -> Markup
    {
        let heads: [Markup] = head.dropFirst().map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
        let lines: [Markup] = rows.map { "<tr><th scope=\"row\">\($0.name)</th>\(numbers($0.cells))</tr>" }
        let foot: Markup =
            total.isEmpty
            ? .empty
            : "<tfoot><tr><th scope=\"row\">\(total[0])</th>\(numbers(Array(total.dropFirst())))</tr></tfoot>"
        return .scrolling(
            """
            <table><thead><tr><th scope="col">\(head[0])</th>\(heads)</tr></thead><tbody>\(lines)</tbody>\(foot)</table>
            """, label: head[0])
    }

    private static func numbers(_ cells: [String]) -> [Markup] {
        cells.map { "<td class=\"number\">\($0)</td>" }
    }
}

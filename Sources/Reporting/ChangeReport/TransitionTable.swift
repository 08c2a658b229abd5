public import AerialCore

/// How many tiles went from which class to which, as CSV and in reports: counts, not an area estimate.
public struct TransitionTable: Sendable {
    /// The counts of tiles that the table shows.
    public let matrix: TransitionMatrix

    public init(_ matrix: TransitionMatrix) {
        self.matrix = matrix
    }

    /// `from,to,tiles,hectares`, a row per pair of classes, pairs without tiles too.
    public var csv: String {
        let names = matrix.classNames
        let rows = names.indices.flatMap { from in
            names.indices.map { to in
                [
                    names[from], names[to], String(matrix.tiles[from][to]),
                    NumberText.exactHectares(matrix.hectares(from: from, to: to)),
                ]
            }
        }
        return CSVText(header: ["from", "to", "tiles", "hectares"], rows: rows).encoded
    }

    var markup: Markup {
        let headings: [Markup] = matrix.classNames.map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
        let rows: [Markup] = matrix.classNames.enumerated().map { from, name in
            let cells: [Markup] = matrix.classNames.indices.map { to in
                let tiles = matrix.tiles[from][to]
                return tiles == 0
                    ? "<td class=\"number\">\(NumberText.missing)</td>"
                    : """
                    <td class="number">\(NumberText.count(tiles))<br/>\
                    <small>\(NumberText.hectares(matrix.hectares(from: from, to: to))) ha</small></td>
                    """
            }
            return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
        }
        return """
            <table><thead><tr><th scope="col">Before \\ after</th>\(headings)</tr></thead><tbody>\(rows)</tbody></table>
            """
    }
}

internal import AerialCore

/// Cells of a map that are hatched: those that are unlike anything that the model learned from.
struct Hatching {
    let tiles: Set<TileIndex>
    let columns: Int
    let rows: Int

    /// What captions say of it.
    static let remark = "Hatched: unlike anything that the model learned from."

    /// SVG in units of a cell; empty without tiles.
    var markup: Markup {
        guard !tiles.isEmpty else { return .empty }
        let paths = CellRuns.paths(columns: columns, rows: rows) { row, column in
            tiles.contains(TileIndex(row: row, column: column)) ? true : nil
        }
        guard let path = paths[true] else { return .empty }
        return """
            <defs><pattern id="hatch" width="0.5" height="0.5" patternUnits="userSpaceOnUse" \
            patternTransform="rotate(45)"><path d="M0.25 0V0.5" stroke="#000" stroke-width="0.14"/>\
            <path d="M0.38 0V0.5" stroke="#fff" stroke-width="0.12"/></pattern></defs>\
            <path fill="url(#hatch)" shape-rendering="auto" d="\(path)"/>
            """
    }

    /// A picture of its own, to lie over that of the map; `nil` without tiles.
    var picture: ReportPicture? {
        guard !tiles.isEmpty else { return nil }
        let svg: Markup = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(columns) \(rows)" \
            width="\(12 * columns)" height="\(12 * rows)">\(markup)</svg>
            """
        return .svg(svg.html)
    }
}

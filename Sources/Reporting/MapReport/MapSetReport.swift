public import AerialCore

/// Maps beside each other with one legend and one table: one page that stands alone.
public struct MapSetReport: Sendable {
    /// The page's heading, of the browser's tab too.
    public var title: String
    /// The maps, in the order in which they stand.
    public var set: MapSet
    /// Of each map, to look into, with the layer's classes in the set's legend.
    public var views: [MapView]
    /// What may make a map worse than it looks.
    public var cautions: [String] = []
    /// What each map was made from, and the steps.
    public var facts: [Fact] = []
    /// Checksums, versions, the command line: what it takes to do it again.
    public var provenance: [Fact] = []

    /// - Parameter views: one for each map, to look into.
    public init(title: String, set: MapSet, views: [MapView]) {
        self.title = title
        self.set = set
        self.views = views
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Land-use map",
            subtitle: "\(NumberText.count(set.entries.count)) maps, north up, blank where there is no data",
            sections: [
                maps,
                .cautions(cautions),
                .section(
                    "Land by class",
                    lead: """
                        These are \(ClassAreas.caution): they carry the maps’ errors, and a difference of two maps carries those of \
                        both.
                        """,
                    [.scrolling(table, label: "Land by class")]),
                .section(
                    "Tiles and provenance",
                    [
                        .factTable(facts), provenance.isEmpty ? .empty : "<h3>Provenance</h3>",
                        .factTable(provenance),
                    ]),
            ]
        ).html
    }

    private var maps: Markup {
        let figures = views.map { $0.markup(showsLegend: false) }
        return """
            <section class="maps">\(MapView.style)<div class="pair">\(figures)</div>\(Markup.legend(set.legend))\
            \(MapView.script)</section>
            """
    }

    private var table: Markup {
        let areas = set.entries.map(\.areas)
        let heads: [Markup] = set.entries.map { "<th scope=\"col\" class=\"number\">\($0.name)</th>" }
        let rows: [Markup] = set.legend.classes.enumerated().map { index, each in
            let cells: [Markup] = areas.map { areas in
                let row = areas.rows[index]
                return """
                    <td class="number">\(NumberText.count(row.tiles))<br/>\(NumberText.percent(row.share))\
                    <br/><small>\(NumberText.hectares(row.hectares)) ha</small></td>
                    """
            }
            return "<tr><th scope=\"row\">\(Markup.swatch(each.color))\(each.name)</th>\(cells)</tr>"
        }
        let totals: [Markup] = areas.map {
            "<td class=\"number\">\(NumberText.count($0.tiles))<br/><small>\(NumberText.hectares($0.hectares)) ha</small></td>"
        }
        let blanks: [Markup] = areas.map {
            "<td class=\"number\">\(NumberText.count($0.unscoredTiles))</td>"
        }
        return """
            <table><thead><tr><th scope="col">Tiles and their share</th>\(heads)</tr></thead><tbody>\(rows)
            <tr><th scope="row">No data</th>\(blanks)</tr></tbody>
            <tfoot><tr><th scope="row">With a class</th>\(totals)</tr></tfoot></table>
            """
    }
}

extension MapSet {
    /// The counts for the terminal.
    public var table: TextTable {
        let areas = entries.map(\.areas)
        return TextTable(
            columns: [.text("Tiles")] + entries.flatMap { [.number($0.name), .number("share")] },
            rows: legend.classes.enumerated().map { index, each in
                [each.name]
                    + areas.flatMap {
                        [NumberText.count($0.rows[index].tiles), NumberText.percent($0.rows[index].share)]
                    }
            } + [["No data"] + areas.flatMap { [NumberText.count($0.unscoredTiles), ""] }])
    }
}

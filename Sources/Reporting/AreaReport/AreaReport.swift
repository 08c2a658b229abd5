public import AerialCore

/// Areas with intervals from a labelled sample: one page that stands alone.
public struct AreaReport: Sendable {
    /// The page's heading, of the browser's tab too.
    public var title: String
    /// What stands below the heading, in one line.
    public var subtitle: String
    /// The figures that the page shows.
    public var estimate: AreaEstimate
    /// Checksums, versions, options, the command line: what it takes to do it again.
    public var provenance: [Fact] = []

    /// A report without provenance, which may be set afterwards.
    public init(title: String, subtitle: String, estimate: AreaEstimate) {
        self.title = title
        self.subtitle = subtitle
        self.estimate = estimate
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Area estimate", subtitle: subtitle,
            sections: [
                .section(
                    "Area by class", lead: "\(unbroken: AreaTables.explanation.replacing("+-", with: "±"))",
                    [
                        .scrolling(areaTable, label: "Area by class"),
                        .paragraph(AreaTables(estimate).overall.replacing("+-", with: "±") + "."),
                        AreaTables(estimate).caution.map { Markup.paragraph($0, class: "notice") } ?? .empty,
                    ]),
                .section(
                    "The sample", lead: "Tiles by the map's class (rows) and by the reference (columns).",
                    [.scrolling(sampleTable, label: "The sample")]),
                .section("Provenance", [.factTable(provenance)]),
            ]
        ).html
    }

    private var areaTable: Markup {
        let headings: [Markup] = [
            "Class", "Estimated ha", "95 % interval", "Mapped ha", "User’s accuracy", "Producer’s accuracy",
        ].enumerated().map {
            $0 == 0 ? "<th scope=\"col\">\($1)</th>" : "<th scope=\"col\" class=\"number\">\($1)</th>"
        }
        let rows: [Markup] = estimate.rows.map { row in
            let cells = [
                NumberText.hectares(row.hectares.value),
                "\(NumberText.hectares(row.hectares.interval.lowerBound)) to "
                    + NumberText.hectares(row.hectares.interval.upperBound),
                NumberText.hectares(row.mappedHectares), Self.accuracy(row.usersAccuracy),
                Self.accuracy(row.producersAccuracy),
            ].map { "<td class=\"number\">\($0)</td>" as Markup }
            return "<tr><th scope=\"row\">\(row.className)</th>\(cells)</tr>"
        }
        return "<table><thead><tr>\(headings)</tr></thead><tbody>\(rows)</tbody></table>"
    }

    private var sampleTable: Markup {
        let sample = estimate.sample
        let headings: [Markup] = sample.classNames.map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
        let rows: [Markup] = zip(sample.classNames, sample.counts).map { name, counts in
            let cells: [Markup] = counts.map { "<td class=\"number\">\($0)</td>" }
            return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
        }
        return """
            <table><thead><tr><th scope="col">Map \\ reference</th>\(headings)</tr></thead>\
            <tbody>\(rows)</tbody></table>
            """
    }

    private static func accuracy(_ figure: EstimatedFigure?) -> String {
        guard let figure else { return NumberText.missing }
        return "\(NumberText.percent(figure.value)) ± \(NumberText.percent(figure.margin))"
    }
}

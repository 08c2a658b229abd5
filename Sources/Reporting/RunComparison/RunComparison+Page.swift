internal import Foundation

extension RunComparison {
    /// One page that stands alone.
    /// - Parameter title: what is compared.
    public func html(title: String) -> String {
        let days = runs.map(\.started).sorted().map { $0.formatted(.iso8601.year().month().day()) }
        let span = days.first == days.last ? days.first ?? "" : "\(days.first ?? "") to \(days.last ?? "")"
        return Page(
            title: title, kind: "Comparison of runs",
            subtitle: "\(NumberText.count(runs.count)) runs, \(span)",
            sections: (runs.count > Self.mostColumns ? [everyRun] : [differences, figures])
                + [charts, curves, sharedSection]
        ).html
    }

    /// A row per run, for many of them.
    private var everyRun: Markup {
        let names = differingParameters
        let heads: [Markup] = (names + metricNames).map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
        let rows: [Markup] = runs.map { run in
            let texts =
                names.map { run.parameters[$0] ?? NumberText.missing }
                + metricNames.map { NumberText.significant(run.metrics[$0]) }
            let cells: [Markup] = texts.map { "<td class=\"number\">\($0)</td>" }
            return "<tr><th scope=\"row\">\(run.name)</th>\(cells)</tr>"
        }
        return .section(
            "What differs, and the figures",
            [
                .scrolling(
                    """
                    <table><thead><tr><th scope="col">Run</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table>
                    """, label: "Runs")
            ])
    }

    private var differences: Markup {
        let names = differingParameters
        guard !names.isEmpty else {
            return .section("What differs", [.paragraph("All runs were asked the same.", class: "note")])
        }
        return .section(
            "What differs",
            [
                rowsTable(names, label: "Parameters that differ") { run, name in
                    run.parameters[name] ?? NumberText.missing
                }
            ])
    }

    private var figures: Markup {
        .section(
            "Figures", lead: "The last value of each; the best of a row is for the reader to judge.",
            [
                rowsTable(metricNames, label: "Metrics") { run, name in
                    NumberText.significant(run.metrics[name])
                }
            ])
    }

    /// A row a name, a column per run.
    private func rowsTable(_ names: [String], label: String, cell: (Run, String) -> String) -> Markup {
        let heads: [Markup] = runs.map { "<th scope=\"col\" class=\"number\">\($0.name)</th>" }
        let rows: [Markup] = names.map { name in
            let cells: [Markup] = runs.map { "<td class=\"number\">\(cell($0, name))</td>" }
            return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
        }
        let table: Markup = """
            <table><thead><tr><th scope="col"></th>\(heads)</tr></thead><tbody>\(rows)</tbody></table>
            """
        return .scrolling(table, label: label)
    }

    /// Metrics over runs.
    private var charts: Markup {
        let plots = runPlots.map(\.markup)
        return plots.isEmpty ? .empty : .section("Over runs", ["<div class=\"pair\">\(plots)</div>"])
    }

    private var curves: Markup {
        let names = curveNames
        guard !names.isEmpty else { return .empty }
        let plots = names.map { name in
            let lines = runs.enumerated().flatMap { index, run in
                run.curves.filter { $0.metric == name }.map {
                    MetricPlot.Line(name: run.name, color: MetricPlot.color(index), points: $0.points)
                }
            }
            return MetricPlot(metric: name, lines: lines).markup
        }
        return .section("By step", ["<div class=\"pair\">\(plots)</div>"])
    }

    private var sharedSection: Markup {
        let facts = sharedParameters.map { Fact($0, runs.first?.parameters[$0] ?? "", isVerbatim: true) }
        return facts.isEmpty ? .empty : .section("The same in all", [.factTable(facts)])
    }
}

internal import AerialCore

extension MapReport {
    var areaSection: Markup {
        .section(
            "Land by class",
            lead: """
                These are \(ClassAreas.caution): they carry the model’s errors, which need not cancel out. One tile \
                is \(NumberText.fixed(tileHectares, decimals: 2)) ha.
                """,
            [.scrolling(AreaTable(areas: areas).markup, label: "Land by class")])
    }

    /// The most frequent class, how good the model is, and what became of the tiles.
    var headline: Markup {
        let rows = areas.rows.filter { $0.tiles > 0 }
        let largest = rows.max { $0.tiles < $1.tiles }
        let warned = cautions.isEmpty ? [] : [("Warnings", NumberText.count(cautions.count), "below")]
        return """
            <div class="headline"><div><p class="figure">\(NumberText.percent(largest?.share))</p>\
            <p>\(largest.map { "of the tiles with a class are \($0.name), the most frequent" } ?? "no tile has a class")</p></div>\
            \(Markup.stats([
                accuracy?.stat ?? ("Right on held-out tiles", NumberText.missing, "the predictions do not say which model made them"),
                ("Tiles with a class", NumberText.count(areas.tiles), "of \(NumberText.count(counts.tiles))"),
                ("Ground with a class", NumberText.hectares(areas.hectares), "hectares, counted"),
            ] + warned))</div>
            """
    }

    func comparisonSection(_ comparison: Comparison) -> Markup {
        let matrix = comparison.confusion
        return .section(
            "Agreement with \(comparison.name)",
            lead: """
                \(NumberText.percent(matrix.accuracy)) of \(SampleKind.tile.counted(matrix.total)) agree (95 % interval \
                \(NumberText.percentRange(matrix.accuracyInterval))). \(comparison.rule) A land-cover raster has \
                errors and a date of its own: agreement is not accuracy. Rows are the land cover, columns the map.
                """,
            [
                ConfusionTable(matrix: matrix, rowAxis: "Land cover", columnAxis: "Map").markup,
                AgreementTable(matrix: matrix, legend: legend).markup,
            ])
    }

    var factSection: Markup {
        let reconciled = [
            Fact("Tiles", NumberText.count(counts.tiles)), Fact("Scored", NumberText.count(counts.scored)),
            Fact("Without imagery", NumberText.count(counts.nodata)),
            Fact("Rejected", NumberText.count(counts.rejected)),
        ]
        return .section(
            "Tiles and provenance",
            [
                .factTable(reconciled + facts), provenance.isEmpty ? .empty : "<h3>Provenance</h3>",
                .factTable(provenance),
            ])
    }
}

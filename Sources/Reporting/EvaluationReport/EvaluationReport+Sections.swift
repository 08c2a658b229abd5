internal import AerialCore

extension EvaluationReport {
    var confusionSection: Markup {
        .section(
            "What is taken for what",
            lead: """
                Rows are the reference, columns the prediction: each row shows what the \(kind.plural) of one class were \
                taken for. The tint is the share of the row.
                """,
            [ConfusionTable(matrix: summary.confusion).markup])
    }

    var classSection: Markup {
        .section(
            "Class by class",
            lead: """
                Precision: of the \(kind.plural) given a class, how many are of it. Recall: of the \(kind.plural) of \
                a class, how many were found.
                """,
            [ClassTable(matrix: summary.confusion, legend: legend).markup])
    }

    var groupedSection: Markup {
        guard let grouped = summary.groupedConfusion else { return .empty }
        return .section(
            "In \(grouped.classNames.count) groups",
            lead: """
                With the classes put into groups, \(NumberText.percent(grouped.accuracy)) are right \
                (95 % interval \(NumberText.percentRange(grouped.accuracyInterval))). Rows are the reference.
                """,
            [
                ConfusionTable(matrix: grouped).markup,
                ClassTable(matrix: grouped, legend: groupedLegend ?? legend).markup,
            ])
    }

    var confidenceSection: Markup {
        guard summary.evaluatedCount > 0 else { return .empty }
        return .section(
            "How far to trust its confidence",
            [
                """
                <div class="pair">\(ReliabilityPlot(curve: summary.reliability).markup)\
                \(CoveragePlot(curve: summary.coverage).markup)</div>
                """,
                calibrationNote,
            ])
    }

    var mapSection: Markup {
        guard !maps.isEmpty || !places.isEmpty else { return .empty }
        let figures = maps.map(\.markup) + places.map(\.markup)
        return .section("On the map", ["<div class=\"pair\">\(figures)</div>"])
    }

    var gallerySection: Markup {
        guard !mistakes.isEmpty else { return .empty }
        let pairs = mistakePairs
        let lone = pairs.filter { $0.count == 1 }.flatMap { $0 }
        return .section(
            "Most confidently wrong",
            lead: """
                Where the model was surest and disagreed with the reference, by pair of classes, the pair most often \
                confused first. Look at each: the model may err, and so may the reference.
                """,
            [
                mistakes.contains { $0.sight != nil }
                    ? .veilSwitch("Show where in each tile the model sees the wrong class", id: "why")
                    : .empty
            ]
                + pairs.filter { $0.count > 1 }.map { pair in
                    "<h3>\(pair[0].reference) taken for \(pair[0].prediction)</h3>\(Markup.gallery(pair))"
                } + (lone.isEmpty ? [] : ["<h3>Pairs confused once</h3>\(Markup.gallery(lone))"]))
    }

    /// Mistakes of one pair of classes after another, none empty.
    private var mistakePairs: [[Mistake]] {
        mistakes.reduce(into: []) { pairs, mistake in
            if let last = pairs.last?.first, last.reference == mistake.reference,
                last.prediction == mistake.prediction
            {
                pairs[pairs.count - 1].append(mistake)
            } else {
                pairs.append([mistake])
            }
        }
    }

    var notesSection: Markup {
        notes.isEmpty ? .empty : .section("Notes", [.bullets(notes)])
    }
}

internal import AerialCore

extension EvaluationReport {
    /// The model's card, the data's, and what it takes to do it again.
    var cardSection: Markup {
        .section(
            "Model, data, provenance",
            [
                "<h3>Model card</h3>", .factTable(model.facts(counting: kind)),
                .paragraph("What it is for:"), .bullets(ModelCard.intendedUse), .paragraph("Where it ends:"),
                .bullets(ModelCard.standardLimits), "<h3>Data card</h3>", .factTable(samples + data),
                classCounts, provenance.isEmpty ? .empty : "<h3>Provenance</h3>", .factTable(provenance),
            ])
    }

    private var samples: [Fact] {
        let counts = summary.counts
        let reconciled =
            "\(NumberText.count(counts.tiles)) = \(NumberText.count(counts.scored)) scored + "
            + "\(NumberText.count(counts.nodata)) nodata + \(NumberText.count(counts.rejected)) rejected"
        var samples = [
            Fact("Evaluated", "\(kind.counted(summary.evaluatedCount)) \(split.phrase)"),
            Fact("Inputs", reconciled),
        ]
        if summary.unlabelledCount > 0 {
            samples.append(Fact("Without a reference", kind.counted(summary.unlabelledCount)))
        }
        return samples
    }

    /// What the model learned from, class by class.
    private var classCounts: Markup {
        guard !classes.isEmpty else { return .empty }
        return Self.table(
            ["Class", "Training \(kind.plural)", "Held-out \(kind.plural)"],
            classes.map {
                Self.row([$0.name, NumberText.count($0.training), NumberText.count($0.heldOut)])
            })
    }
}

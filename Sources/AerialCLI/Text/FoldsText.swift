internal import Aerial
internal import Reporting

extension FoldsOutcome {
    /// Tables for stdout.
    var text: String {
        let rows = figures.folds.map { fold in
            [
                fold.name, fold.areas.joined(separator: ", "), "\(fold.evaluated)",
                NumberText.percent(fold.accuracy), NumberText.percent(fold.balancedAccuracy),
                NumberText.fixed(fold.kappa, decimals: 3),
            ]
        }
        let table = TextTable(
            columns: [
                .text("Fold"), .text("Held out"), .number("Tiles"), .number("Accuracy"), .number("Balanced"),
                .number("Kappa"),
            ], rows: rows
        ).rendered()
        let spread = figures.standardDeviation.map {
            ", standard deviation \(NumberText.fixed($0 * 100, decimals: 1)) points"
        }
        return [
            table,
            "Mean accuracy of \(figures.folds.count) folds \(NumberText.percent(figures.meanAccuracy))\(spread ?? "")\n"
                + "All held-out tiles together: \(NumberText.percent(figures.accuracy)) of \(figures.evaluated)",
            TextTable.classes(of: confusion).rendered(), TextTable.confusion(confusion).rendered(),
        ].joined(separator: "\n\n")
    }

    /// For the run history.
    var recordedMetrics: [String: Double?] {
        [
            "accuracy": figures.accuracy, "meanAccuracy": figures.meanAccuracy,
            "accuracyStandardDeviation": figures.standardDeviation,
            "balancedAccuracy": figures.balancedAccuracy, "kappa": figures.kappa,
            "evaluated": Double(figures.evaluated), "rejected": Double(figures.rejected),
        ]
    }
}

internal import AerialCore

extension EvaluationReport {
    /// The accuracy, how sure it is, and the figures that put it in proportion.
    var headline: Markup {
        let interval = summary.confusion.accuracyInterval
        return """
            <div class="headline">
            <div><p class="figure">\(NumberText.percent(summary.accuracy))</p>
            <p>of \(kind.counted(summary.evaluatedCount)) \(split.phrase) got the right class.</p>
            <p class="note">95 % interval: \(NumberText.percentRange(interval)) (Wilson)</p>
            \(intervalBar)</div>
            \(Markup.stats(stats))
            </div>
            """
    }

    private var stats: [(name: String, figure: String, remark: String)] {
        let matrix = summary.confusion
        var stats = [
            ("Balanced accuracy", NumberText.percent(matrix.balancedAccuracy), "each class weighs the same"),
            ("Kappa", NumberText.fixed(matrix.kappa, decimals: 3), "agreement beyond chance, at most 1"),
            ("Right in two guesses", NumberText.percent(summary.topTwoAccuracy), "top-2 accuracy"),
            (
                "Calibration error", NumberText.percent(summary.reliability.expectedCalibrationError),
                "expected, over 15 bins"
            ),
            ("Commonest class alone", NumberText.percent(summary.majorityAccuracy), "the floor to beat"),
        ]
        if let grouped = summary.groupedConfusion {
            stats.append(
                (
                    "In \(grouped.classNames.count) groups", NumberText.percent(grouped.accuracy),
                    groupedLegend?.name ?? "grouped legend"
                ))
        }
        return stats
    }

    /// The interval on a line from nothing to all right, with the floor of the commonest class.
    private var intervalBar: Markup {
        guard let accuracy = summary.accuracy, let interval = summary.confusion.accuracyInterval else {
            return .empty
        }
        let floor: Markup =
            summary.majorityAccuracy.map {
                "<line class=\"ideal\" x1=\"\(4 + 292 * $0)\" x2=\"\(4 + 292 * $0)\" y1=\"3\" y2=\"21\"/>"
            } ?? .empty
        return """
            <svg viewBox="0 0 300 38" width="300" style="max-width:100%;overflow:visible" aria-hidden="true">
            <line class="rule" x1="4" x2="296" y1="12" y2="12"/>\(floor)
            <line class="span" x1="\(4 + 292 * interval.lowerBound)" x2="\(4 + 292 * interval.upperBound)" y1="12" y2="12"/>
            <circle class="dot" cx="\(4 + 292 * accuracy)" cy="12" r="5"/>
            <text x="0" y="35">0</text><text x="300" y="35" text-anchor="end">100 %</text></svg>
            """
    }
}

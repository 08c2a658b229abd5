internal import Aerial
internal import Foundation
internal import Reporting

extension ChangeSummary {
    /// What comes after the list.
    private var nextText: String {
        guard let first = next.first, let last = next.last else { return "none" }
        return "\(next.count), from \(NumberText.percent(first.probability)) down to "
            + NumberText.percent(last.probability)
    }

    private var markedRows: [[String]] {
        guard let markedPrecision else { return [] }
        let share = Double(markedPrecision.right) / Double(max(1, markedPrecision.judged))
        return [
            [
                "Right by the marks, of the list that was marked",
                "\(NumberText.percent(share)) of \(markedPrecision.judged) "
                    + "(95 % interval \(NumberText.percentRange(markedPrecision.interval[0]...markedPrecision.interval[1])))",
            ]
        ]
    }

    private var labelRows: [[String]] {
        guard let labels else { return [] }
        return [
            ["Labels and model agree", NumberText.percent(labels.agreement)],
            [
                "Label errors alone would look changed",
                NumberText.fixed(labels.expectedLabelErrors, decimals: 1),
            ],
        ]
    }

    private var emptyHint: String {
        candidates == 0 && !next.isEmpty
            ? "\n\nNo tile is likely enough for --fdr. List the likeliest with --top \(next.count), look at them, and "
                + "give what you marked with --marks."
            : ""
    }

    var text: String {
        let rows =
            [
                [
                    labels == nil ? "Tiles with imagery at both dates" : "Tiles with a label and imagery",
                    "\(NumberText.count(scored)) of \(NumberText.count(tiles))",
                ],
                ["Candidates, newly \(target)", NumberText.count(candidates)],
                ["Of these expected to be false", NumberText.percent(expectedFalseShare)],
                [
                    "Tiles expected to be newly \(target)",
                    NumberText.fixed(expectedChangedTiles, decimals: 1),
                ],
                ["Just below the list", nextText],
                ["By comparing the labels alone", NumberText.count(labelComparisonTiles)],
                ["Tiles that keep their class", NumberText.count(unchangedLabels)],
            ] + labelRows + markedRows
        return TextTable(columns: [.text("Change"), .number("")], rows: rows).rendered()
            + "\n\n(tiles are counts, not an area estimate: draw a sample with 'aerial area design')"
            + emptyHint
    }
}

internal import AerialCore
internal import Reporting

/// What `change` tells.
struct ChangeSummary: Encodable {
    let tiles: Int
    let scored: Int
    let nodata: Int
    let rejected: Int
    let target: String
    /// `null` where the list's length was given.
    @NullWhenNil var fdr: Double?
    /// How the dates were made comparable.
    let normalization: String
    let candidates: Int
    /// The mean doubt over the candidates; `null` when there are none.
    @NullWhenNil var expectedFalseShare: Double?
    /// The sum of all probabilities, in tiles: candidates or not.
    let expectedChangedTiles: Double
    /// What a plain comparison of the two label maps calls changed.
    let labelComparisonTiles: Int
    let unchangedLabels: Int
    /// The tiles that come after the list, the likeliest first.
    let next: [Next]
    /// How much of the list that was marked is right; `null` without marks of its sample.
    @NullWhenNil var markedPrecision: Marked?
    /// The share of tiles that are unlike anything that the model learned, at the two dates; `null` where it does not
    /// tell.
    let foreign: [Double?]
    /// What may make the result worse than it says.
    let warnings: [String]

    init(_ result: ChangeResult) {
        tiles = result.counts.tiles
        scored = result.counts.scored
        nodata = result.counts.nodata
        rejected = result.counts.rejected
        target = result.targetName
        fdr = result.length.falseShare
        next = result.next.map { Next(id: TileGrid.name(of: $0.tile), probability: $0.probability) }
        markedPrecision = result.markedPrecision.map {
            Marked(
                judged: $0.judged, right: $0.right,
                interval: [$0.interval.lowerBound, $0.interval.upperBound])
        }
        foreign = result.foreignness.map { ForeignTiles($0.values).share }
        normalization = result.radiometry
        candidates = result.candidates.count
        expectedFalseShare = ChangeSelection.expectedFalseShare(of: result.candidates)
        expectedChangedTiles = result.expectedChanged
        labelComparisonTiles = result.naiveCount
        unchangedLabels = result.changes.count { $0.from == $0.to }
        warnings = result.cautions
    }

    struct Next: Encodable {
        let id: String
        let probability: Double
    }

    struct Marked: Codable, Equatable {
        let judged: Int
        let right: Int
        /// 95 %.
        let interval: [Double]
    }

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
                "Right by the marks of the list's sample",
                "\(NumberText.percent(share)) of \(markedPrecision.judged) "
                    + "(95 % interval \(NumberText.percentRange(markedPrecision.interval[0]...markedPrecision.interval[1])))",
            ]
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
                    "Tiles with imagery at both dates",
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
            ] + markedRows
        return TextTable(columns: [.text("Change"), .number("")], rows: rows).rendered()
            + "\n\n(tiles are counts, not an area estimate: draw a sample with 'aerial area design')"
            + emptyHint
    }
}

internal import AerialCore
internal import Reporting

/// What `change` tells.
struct ChangeSummary: Encodable {
    let tiles: Int
    let scored: Int
    let nodata: Int
    let rejected: Int
    let target: String
    let fdr: Double
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
    /// What may make the result worse than it says.
    let warnings: [String]

    init(_ result: ChangeResult) {
        tiles = result.counts.tiles
        scored = result.counts.scored
        nodata = result.counts.nodata
        rejected = result.counts.rejected
        target = result.targetName
        fdr = result.falseShare
        normalization = result.radiometry
        candidates = result.candidates.count
        expectedFalseShare = ChangeSelection.expectedFalseShare(of: result.candidates)
        expectedChangedTiles = result.changes.reduce(0) { $0 + $1.probability }
        labelComparisonTiles = result.naiveCount
        unchangedLabels = result.changes.count { $0.from == $0.to }
        warnings = result.cautions
    }

    var text: String {
        let rows = [
            [
                "Tiles with imagery at both dates",
                "\(NumberText.count(scored)) of \(NumberText.count(tiles))",
            ],
            ["Candidates, newly \(target)", NumberText.count(candidates)],
            ["Of these expected to be false", NumberText.percent(expectedFalseShare)],
            ["Tiles expected to be newly \(target)", NumberText.fixed(expectedChangedTiles, decimals: 1)],
            ["By comparing the labels alone", NumberText.count(labelComparisonTiles)],
            ["Tiles that keep their class", NumberText.count(unchangedLabels)],
        ]
        return TextTable(columns: [.text("Change"), .number("")], rows: rows).rendered()
            + "\n\n(tiles are counts, not an area estimate: draw a sample with 'aerial area design')"
    }
}

internal import AerialCore
internal import Imagery
internal import Reporting
internal import Scoring

/// What an analysis found.
struct ChangeResult {
    let model: TrainedModel
    /// Classes at both dates; those of the model come first.
    let legend: Legend
    let before: FirstDate
    let after: Mosaic
    let target: Int
    let length: ListLength
    /// What a person said of an earlier list; `nil` without.
    let marks: ChangeMarks?
    let seed: UInt64
    /// How the dates were made comparable.
    let radiometry: String
    /// What is done to the second date's colours before the model sees them.
    var matchingAfter: ColorMatching?
    /// What may make the result worse than it says.
    let cautions: [String]
    /// Of the tiles in the area; scored are those with imagery at both dates.
    let counts: TileCounts
    /// What comparing the two label maps would have called changed into the target.
    let naiveCount: Int
    /// One a tile with both dates, row by row.
    let changes: [TileChange]
    /// By rank.
    let candidates: [TileChange]
    /// Tiles that come next after the list.
    let next: [TileChange]
    /// Of the two dates, how unlike tiles are to what the model learned; empty where it does not tell.
    let foreignness: [[TileIndex: Float]]
    /// How labels and model agree; `nil` where the first date has imagery.
    var landCover: ChangeLandCover?

    /// Tiles of a date, 0 or 1, that are unlike anything that the model learned from.
    func foreignTiles(ofDate date: Int) -> Set<TileIndex> {
        Set(foreignness[date].filter { TilePrediction.isForeign($0.value) }.keys)
    }

    /// The part of the list whose marks speak for the whole list.
    var sample: Set<TileIndex> {
        ChangeSelection.sample(Self.sampleSize, of: candidates, seed: seed)
    }

    /// What the marks say of the list that they were made on; `nil` without marks that speak for it.
    var markedPrecision: ListPrecision? {
        guard let marks, !marks.sample.isEmpty else { return nil }
        return ListPrecision(list: [], sample: marks.sample, marks: marks.marks)
    }

    static let nextCount = 12
    private static let sampleSize = 30

    /// The number of tiles that probably changed, listed or not.
    var expectedChanged: Double { changes.reduce(0) { $0 + $1.probability } }

    var grid: TileGrid { after.grid }
    var targetName: String { legend.classNames[target] }

    func map(_ classIndex: (TileChange) -> Int) -> ClassMap {
        var map = ClassMap(legend: legend, columns: grid.columns, rows: grid.rows)
        for change in changes { map[change.tile] = UInt8(classIndex(change)) }
        return map
    }
}

internal import AerialCore
public import Reporting

/// What a comparison of two dates found.
public struct ChangeSummary: Codable, Sendable {
    /// Tiles in the area.
    public let tiles: Int
    /// Those with imagery at both dates.
    public let scored: Int
    /// Those without imagery at one date.
    public let nodata: Int
    /// Those whose imagery could not be read.
    public let rejected: Int
    /// The class that was looked for.
    public let target: String
    /// `null` where the list's length was given.
    @NullWhenNil public internal(set) var fdr: Double?
    /// How the dates were made comparable.
    public let normalization: String
    /// How many tiles are listed.
    public let candidates: Int
    /// The mean doubt over the candidates; `null` when there are none.
    @NullWhenNil public internal(set) var expectedFalseShare: Double?
    /// The sum of all probabilities, in tiles: candidates or not.
    public let expectedChangedTiles: Double
    /// What a plain comparison of the two label maps calls changed.
    public let labelComparisonTiles: Int
    /// Tiles that keep their class.
    public let unchangedLabels: Int
    /// The tiles that come after the list, the likeliest first.
    public let next: [Next]
    /// How much of the list that was marked is right; `null` without marks of its sample.
    @NullWhenNil public internal(set) var markedPrecision: Marked?
    /// The share of tiles that are unlike anything that the model learned, at the two dates; `null` where it does not
    /// tell.
    public let foreign: [Double?]
    /// What may make the result worse than it says.
    public let warnings: [String]

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

    /// A tile that comes after the list.
    public struct Next: Codable, Sendable {
        /// Its row and column in the grid.
        public let id: String
        /// That it changed into the target class.
        public let probability: Double
    }

    /// A person's judgement of a list.
    public struct Marked: Codable, Equatable, Sendable {
        /// How many tiles of the list's random sample were judged.
        public let judged: Int
        /// How many of them had changed.
        public let right: Int
        /// Of the share that is right, 95 %: from, to.
        public let interval: [Double]
    }
}

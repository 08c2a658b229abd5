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
    /// How the labels of the first date and the model agree; `null` where that date has imagery.
    @NullWhenNil public internal(set) var labels: Labels?

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
        labels = result.landCover.map(Labels.init)
    }

    /// A land-cover raster as the first date.
    public struct Labels: Codable, Equatable, Sendable {
        /// The share of tiles, 0 to 1, that have the same class by the labels and by the model, changes included.
        public let agreement: Double?
        /// Tiles that the labels do not give to the target class and that look like it: a sum of probabilities.
        public let contradictions: Double
        /// Those of them that are expected to be no change: errors of the labels, and ground that was partly of the class.
        public let expectedLabelErrors: Double
        /// Tiles that the labels give to the target class and that do not look like it.
        public let reverseContradictions: Double
        /// Tiles that the labels give no clear class.
        public let unlabelled: Int
        /// How a tile got its class.
        public let rule: String
        /// Rows are the labels, columns the model.
        public let confusion: [[Int]]
        /// Of rows and columns, in order.
        public let classNames: [String]

        init(_ found: ChangeLandCover) {
            agreement = found.agreement.accuracy
            contradictions = found.contradictions
            expectedLabelErrors = found.labelErrors
            reverseContradictions = found.reverseContradictions
            unlabelled = found.unlabelled
            rule = found.rule
            confusion = found.agreement.counts
            classNames = found.agreement.classNames
        }
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

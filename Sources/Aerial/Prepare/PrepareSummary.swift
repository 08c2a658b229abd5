internal import AerialCore

/// What a prepared dataset holds.
public struct PrepareSummary: Codable, Sendable {
    /// Its folder.
    public let dataset: String
    /// How many tiles the imagery has in the area.
    public let tiles: Int
    /// How many of them the dataset holds.
    public let kept: Int
    /// How many were left out, by reason.
    public let dropped: [String: Int]
    /// Training tiles by class.
    public let train: [String: Int]
    /// Held-out tiles by class.
    public let test: [String: Int]
    /// From a held-out tile to the nearest training tile; `nil` where one side has no tiles.
    public let leakageDistanceMeters: Double?
    /// Tiles of cover that the legend leaves out, by code or class.
    public let unlisted: [String: Int]
    /// What a tile had to show to have a class.
    public let rule: String
    /// How the sides came about.
    public let split: String
    /// What decided what is random.
    public let seed: UInt64
    /// In the legend's order.
    public let classNames: [String]
    /// Its areas; `nil` where they have no names.
    public let areas: [DatasetAreaSummary]?

    /// Tiles whose imagery could not be read.
    public var unreadable: Int { dropped[DropReason.unreadable.rawValue] ?? 0 }

    init(_ result: Preparation.Result) {
        self.init(result.record, dataset: result.out)
    }

    init(_ record: PreparedDataset, dataset: String) {
        self.dataset = dataset
        tiles = record.tilesConsidered
        kept = record.tiles.count
        dropped = record.dropped
        train = record.classCounts[DatasetSide.train.rawValue] ?? [:]
        test = record.classCounts[DatasetSide.test.rawValue] ?? [:]
        leakageDistanceMeters = record.leakageDistanceMeters
        unlisted = record.unlisted ?? [:]
        rule = record.rule
        split = record.split
        seed = record.seed
        classNames = record.legend.classNames
        areas = record.hasNamedAreas ? record.areas.map(DatasetAreaSummary.init) : nil
    }
}

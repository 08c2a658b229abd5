internal import AerialCore

/// What a prepared dataset holds.
public struct PrepareSummary: Codable, Sendable {
    /// Its folder.
    public internal(set) var dataset: String
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
    /// Its folds, each a dataset in a folder below; `nil` where it has none.
    public let folds: [DatasetFold]?
    /// Its areas; `nil` where they have no names.
    public let areas: [DatasetAreaSummary]?

    /// Tiles whose imagery could not be read.
    public var unreadable: Int { dropped[DropReason.unreadable.rawValue] ?? 0 }

    init(_ result: Preparation.Result) {
        let folds =
            result.records.count > 1
            ? DatasetFolds(
                split: .areaFolds(count: result.records.count), seed: result.records[0].seed,
                records: result.records)
            : nil
        self.init(result.records, dataset: result.out, folds: folds)
    }

    init(_ record: PreparedDataset, dataset: String) {
        self.init([record], dataset: dataset, folds: nil)
    }

    /// - Parameters:
    ///   - records: what the dataset holds, or each of its folds.
    ///   - folds: where it has folds: then the held-out tiles are those of all, each once, and the training tiles those
    ///     that no fold holds out. Each fold is balanced by itself: a tile is kept where one of them holds it.
    private init(_ records: [PreparedDataset], dataset: String, folds: DatasetFolds?) {
        let record = records[0]
        self.dataset = dataset
        self.folds = folds?.folds
        tiles = record.tilesConsidered
        if let folds {
            let heldOut = Set(folds.folds.flatMap(\.areas))
            let learned = record.areas.filter { !heldOut.contains($0.name ?? "") }
            train = Self.sum(learned.flatMap { $0.classCounts.values })
            test = Self.sum(records.compactMap { $0.classCounts[DatasetSide.test.rawValue] })
            kept = Set(records.flatMap { $0.tiles.map(\.place) }).count
            dropped = Self.dropped(record, kept: kept)
        } else {
            train = record.classCounts[DatasetSide.train.rawValue] ?? [:]
            test = record.classCounts[DatasetSide.test.rawValue] ?? [:]
            kept = record.tiles.count
            dropped = record.dropped
        }
        leakageDistanceMeters =
            folds.map { $0.folds.compactMap(\.leakageDistanceMeters).min() } ?? record.leakageDistanceMeters
        unlisted = record.unlisted ?? [:]
        rule = record.rule
        split = folds?.split ?? record.split
        seed = record.seed
        classNames = record.legend.classNames
        areas = record.hasNamedAreas ? record.areas.map(DatasetAreaSummary.init) : nil
    }

    private static func sum(_ counts: [[String: Int]]) -> [String: Int] {
        counts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }

    /// Folds differ in what balancing drops: that are the tiles that none of them holds.
    private static func dropped(_ record: PreparedDataset, kept: Int) -> [String: Int] {
        var dropped = record.dropped
        dropped[DropReason.balanced.rawValue] = nil
        let balanced = record.tilesConsidered - kept - dropped.values.reduce(0, +)
        if balanced > 0 { dropped[DropReason.balanced.rawValue] = balanced }
        return dropped
    }
}

extension PreparedDataset.Tile {
    /// What it is in every fold.
    fileprivate var place: [String] { [area ?? "", "\(row)", "\(column)"] }
}

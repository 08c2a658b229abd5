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
        let whole = result.records[0]
        let folds =
            result.records.count > 1
            ? DatasetFolds(
                split: .areaFolds(count: result.records.count), seed: whole.seed, records: result.records)
            : nil
        self.init(whole, dataset: result.out, folds: folds)
    }

    /// - Parameters:
    ///   - record: what the dataset holds, or the first of its folds.
    ///   - folds: where it has folds: then the held-out tiles are those of all, each once, and the training tiles those
    ///     that no fold holds out.
    init(_ record: PreparedDataset, dataset: String, folds: DatasetFolds? = nil) {
        let heldOut = Set(folds?.folds.flatMap(\.areas) ?? [])
        func counts(_ side: DatasetSide) -> [String: Int] {
            guard folds != nil else { return record.classCounts[side.rawValue] ?? [:] }
            let areas = record.areas.filter { heldOut.contains($0.name ?? "") == (side == .test) }
            return areas.flatMap { $0.classCounts.values }.reduce(into: [:]) { sums, classes in
                sums.merge(classes, uniquingKeysWith: +)
            }
        }
        self.dataset = dataset
        self.folds = folds?.folds
        tiles = record.tilesConsidered
        kept = record.tiles.count
        dropped = record.dropped
        train = counts(.train)
        test = counts(.test)
        leakageDistanceMeters =
            folds.map { $0.folds.compactMap(\.leakageDistanceMeters).min() } ?? record.leakageDistanceMeters
        unlisted = record.unlisted ?? [:]
        rule = record.rule
        split = folds?.split ?? record.split
        seed = record.seed
        classNames = record.legend.classNames
        areas = record.hasNamedAreas ? record.areas.map(DatasetAreaSummary.init) : nil
    }
}

public import AerialCore
internal import Foundation
internal import Scoring

/// What became of the tiles so far.
struct ScoreTally {
    private(set) var counts = TileCounts()
    private(set) var classCounts: [Int: Int] = [:]
    private(set) var foreign = ForeignTiles()
    private var rejections: [String] = []

    mutating func record(_ prediction: TilePrediction) {
        counts.record(prediction.status)
        foreign.record(prediction)
        if let predicted = prediction.predictedClass { classCounts[predicted, default: 0] += 1 }
        // The first ones are told; the output holds all, so memory stays bounded.
        if prediction.status == .rejected, rejections.count < 1000 {
            rejections.append("\(prediction.filePath ?? prediction.id): \(prediction.reason)")
        }
    }

    func tellRejections(_ observer: any JourneyObserver) {
        RejectionList(rejections).tell(observer)
    }
}

/// How a scoring run went.
public struct ScoreSummary: Encodable, Sendable {
    /// How many tiles there were, and what became of them.
    public let counts: TileCounts
    /// Tiles that an interrupted run had done.
    public let restored: Int
    /// How long it took.
    public let seconds: Double
    /// The process's largest resident size, in MiB.
    public let peakMemory = ProcessMemory.peak >> 20
    /// Of the network alone, on batches in memory; `nil` when it was not measured.
    public internal(set) var networkTilesPerSecond: Double?
    /// Windows that the model looked at in this run, where they overlap and ``counts`` are of the cells between them.
    public internal(set) var windows: Int?
    /// Tiles or windows that this run scored itself.
    var seenTiles: Int
    /// The side of a cell of the map of cells, in metres; `nil` where none was made.
    public internal(set) var detailMeters: Double?
    /// The name of the job on a cluster; `nil` for a local run.
    public internal(set) var job: String?
    /// The model's classes, in order, with how many tiles show each.
    public let classes: [(name: String, tiles: Int)]
    /// How many tiles are unlike anything that the model learned from.
    public let foreign: ForeignTiles
    /// What the network computed in: `int8` say.
    public let precision: String
    /// What ran the network, with its version.
    public let engine: String

    init(tally: ScoreTally, restored: Int, seconds: Double, model: TrainedModel) {
        self.restored = restored
        seenTiles = tally.counts.tiles - restored
        counts = tally.counts
        classes = model.legend.classNames.enumerated().map { ($1, tally.classCounts[$0] ?? 0) }
        foreign = tally.foreign
        self.seconds = seconds
        precision = model.precisionName
        engine = model.engineName
    }

    private enum CodingKeys: String, CodingKey {
        case tiles, scored, nodata, rejected, restored, seconds, tilesPerSecond, networkTilesPerSecond,
            precision, engine, job, foreign, detailMeters, windows
        case peakMemory = "peakMemoryMiB"
    }

    /// One flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(counts.tiles, forKey: .tiles)
        try container.encode(counts.scored, forKey: .scored)
        try container.encode(counts.nodata, forKey: .nodata)
        try container.encode(counts.rejected, forKey: .rejected)
        try container.encode(restored, forKey: .restored)
        try container.encode(peakMemory, forKey: .peakMemory)
        try container.encode(foreign.share, forKey: .foreign)
        try container.encodeIfPresent(networkTilesPerSecond, forKey: .networkTilesPerSecond)
        try container.encodeIfPresent(windows, forKey: .windows)
        try container.encodeIfPresent(detailMeters, forKey: .detailMeters)
        try container.encodeIfPresent(job, forKey: .job)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(tilesPerSecond, forKey: .tilesPerSecond)
        try container.encode(precision, forKey: .precision)
        try container.encode(engine, forKey: .engine)
    }

    /// Of the tiles or windows that this run scored itself.
    public var tilesPerSecond: Double { seconds > 0 ? Double(seenTiles) / seconds : 0 }
}

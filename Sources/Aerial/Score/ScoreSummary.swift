public import AerialCore
internal import Foundation
public import Reporting
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
public struct ScoreSummary: ReportedOutcome {
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
    /// Tiles or windows that the first of two models was not sure of, in this run; `nil` where there was one model.
    public internal(set) var passedTiles: Int?
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
    /// A warning where the model does not know the place.
    /// - Parameter out: the output, which may say which tiles are foreign.
    public func foreignWarning(out: String) -> String? { foreign.warning(in: ScoreOutput.foreignPlace(out)) }
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

    /// What its JSON holds.
    public var figures: ScoreFigures {
        ScoreFigures(
            tiles: counts.tiles, scored: counts.scored, nodata: counts.nodata, rejected: counts.rejected,
            restored: restored, seconds: seconds, tilesPerSecond: tilesPerSecond,
            networkTilesPerSecond: networkTilesPerSecond, windows: windows, passedTiles: passedTiles,
            detailMeters: detailMeters,
            precision: precision, engine: engine, job: job,
            foreign: foreign.share, peakMemoryMiB: peakMemory)
    }

    /// Of the tiles or windows that this run scored itself.
    public var tilesPerSecond: Double { seconds > 0 ? Double(seenTiles) / seconds : 0 }
}

/// The figures of a scoring run.
public struct ScoreFigures: Codable, Sendable {
    /// All tiles: scored, without data or rejected.
    public let tiles: Int
    /// Those with a class.
    public let scored: Int
    /// Those without imagery.
    public let nodata: Int
    /// Those that could not be read.
    public let rejected: Int
    /// Tiles that an interrupted run had done.
    public let restored: Int
    /// How long it took.
    public let seconds: Double
    /// Of the tiles that this run scored itself.
    public let tilesPerSecond: Double
    /// Of the network alone; `nil` when it was not measured.
    public let networkTilesPerSecond: Double?
    /// Overlapping windows that were looked at, where tiles are their means.
    public let windows: Int?
    /// Tiles that the first of two models was not sure of and that the finer one looked at, where two were asked.
    public let passedTiles: Int?
    /// The side of a cell of the finer map, in metres, where one was made.
    public let detailMeters: Double?
    /// What the network computed in.
    public let precision: String
    /// What ran the network, with its version.
    public let engine: String
    /// The name of the job on a cluster.
    public let job: String?
    /// The share of tiles that are unlike anything that the model learned from; `null` where it does not tell.
    @NullWhenNil public var foreign: Double?
    /// The process's largest resident size, in MiB.
    public let peakMemoryMiB: Int
}

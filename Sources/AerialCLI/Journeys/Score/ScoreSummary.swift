internal import AerialCore
internal import Foundation
internal import Reporting
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

    func tellRejections(_ console: Console) {
        RejectionList(rejections).tell(console)
    }
}

/// How a scoring run went.
struct ScoreSummary: Encodable {
    let counts: TileCounts
    /// Tiles that an interrupted run had done.
    let restored: Int
    let seconds: Double
    /// The process's largest resident size, in MiB.
    let peakMemory = ProcessMemory.peak >> 20
    /// Of the network alone, on batches in memory; `nil` when it was not measured.
    var networkTilesPerSecond: Double?
    /// The name of the job on a cluster; `nil` for a local run.
    var job: String?
    private let model: TrainedModel
    private let classCounts: [Int: Int]
    private let foreign: ForeignTiles

    init(tally: ScoreTally, restored: Int, seconds: Double, model: TrainedModel) {
        self.restored = restored
        counts = tally.counts
        classCounts = tally.classCounts
        foreign = tally.foreign
        self.seconds = seconds
        self.model = model
    }

    private enum CodingKeys: String, CodingKey {
        case tiles, scored, nodata, rejected, restored, seconds, tilesPerSecond, networkTilesPerSecond,
            precision, engine, job, foreign
        case peakMemory = "peakMemoryMiB"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(counts.tiles, forKey: .tiles)
        try container.encode(counts.scored, forKey: .scored)
        try container.encode(counts.nodata, forKey: .nodata)
        try container.encode(counts.rejected, forKey: .rejected)
        try container.encode(restored, forKey: .restored)
        try container.encode(peakMemory, forKey: .peakMemory)
        try container.encode(foreign.share, forKey: .foreign)
        try container.encodeIfPresent(networkTilesPerSecond, forKey: .networkTilesPerSecond)
        try container.encodeIfPresent(job, forKey: .job)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(tilesPerSecond, forKey: .tilesPerSecond)
        try container.encode(model.precisionName, forKey: .precision)
        try container.encode(model.engineName, forKey: .engine)
    }

    /// Of the tiles that this run scored itself.
    var tilesPerSecond: Double { seconds > 0 ? Double(counts.tiles - restored) / seconds : 0 }

    func tell(json: Bool, out: String, console: Console) throws {
        console.say(
            "\(counts.tiles) tiles in \(Duration.readable(seconds: seconds)) "
                + "(\(Int(tilesPerSecond.rounded())) tiles/s): \(counts.scored) scored, \(counts.nodata) nodata, "
                + "\(counts.rejected) rejected -> \(out)")
        foreign.warning.map(console.warn)
        if let network = networkTilesPerSecond {
            console.say(String(format: "the network alone: %.1f tiles/s", network))
        }
        guard !json else { return try Output.writeJSON(self) }
        let rows = model.legend.classes.enumerated().map { index, landUseClass in
            let count = classCounts[index] ?? 0
            let share = counts.scored > 0 ? 100 * Double(count) / Double(counts.scored) : 0
            return [landUseClass.name, "\(count)", String(format: "%.1f", share)]
        }
        try Output.write(
            TextTable(columns: [.text("Class"), .number("Tiles"), .number("% of scored")], rows: rows)
                .rendered())
    }
}

internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Scoring

/// The end of the line, the same for scenes and images: outcomes go into the ledger and, as rows, to the output, in the
/// order of the tiles.
final class ScoreRun {
    /// Where the rows go and how a run is begun.
    struct Options {
        let out: String
        /// Where they end up, an address in an object store say.
        let address: String
        /// Go on from what an interrupted run left.
        let resumes: Bool
        /// Also measure the network alone, for so many seconds.
        var networkSeconds: Double?
        var memory: MemoryBudget?
        /// Where a map of the cells in tiles goes; `nil` for none.
        var detail: String?
        /// What is asked before the model; `nil` for nothing.
        var cascade: Cascade?
    }

    private let model: TrainedModel
    private let options: Options
    private let observer: any JourneyObserver
    /// Table and map of cells appear together.
    private let outputs: OutputSet
    private let output: ScoreOutput
    private let detail: DetailMap?
    private let ledger: ScoreLedger
    private let progress: Progress
    private var tally = ScoreTally()
    private var seenCount = 0

    /// - Parameters:
    ///   - grid: the tiles' grid; `nil` for images.
    ///   - total: how many tiles there will be.
    ///   - record: how the predictions come to be.
    init(
        model: TrainedModel, options: Options, grid: TileGrid?, total: Int, plan: LedgerPlan,
        record: PredictionRecord = PredictionRecord(), observer: any JourneyObserver
    ) throws {
        self.model = model
        self.options = options
        self.observer = observer
        let (out, outputs) = (options.out, OutputSet())
        self.outputs = outputs
        try ScoreOutput.check(out, hasPlaces: grid != nil)
        ledger = try ScoreLedger(
            output: out, plan: plan, classCount: model.legend.classes.count, resumes: options.resumes)
        do {
            detail = try options.detail.map {
                try DetailMap(
                    path: $0, place: outputs.place(for:), model: model, tiles: grid, record: record)
            }
            output = try ScoreOutput(
                path: detail == nil ? out : outputs.place(for: out), legend: model.legend, grid: grid,
                metadata: model.provenance.merging(options.cascade?.provenance ?? [:]) { $1 },
                record: record)
        } catch {
            if ledger.restoredCount == 0 { ledger.remove() }
            throw outputs.named(error)
        }
        progress = Progress("scoring", unit: "tiles", total: total - ledger.restoredCount, observer: observer)
        tellStart()
    }

    /// How many tiles an interrupted run has done.
    var restoredCount: Int { ledger.restoredCount }

    private func tellStart() {
        if ledger.discardedCount > 0 {
            observer.warn(
                "the \(ledger.discardedCount) tiles of an interrupted run are scored again; --resume would have "
                    + "kept them.")
        }
        guard options.resumes else { return }
        observer.say(
            restoredCount > 0
                ? "resuming after \(restoredCount) tiles" : "nothing to resume: starting from the beginning")
    }

    /// Runs `work`; when it fails, says what can be resumed.
    /// - Parameters:
    ///   - restore: the rows that an outcome of the interrupted run completes; called in the order of the tiles, before
    ///     `work`.
    ///   - rest: the rows that no outcome has completed.
    func run(
        restore: (InferenceOutcome) throws -> [TilePrediction], work: () throws -> Void,
        rest: () throws -> [TilePrediction] = { [] }
    ) throws -> ScoreSummary {
        do {
            try ledger.restore { try write(restore($0), of: [$0]) }
            try work()
            try write(rest(), of: [])
            progress.finish()
            try checkThatTilesWereFound()
            try outputs.complete(output, detail)
        } catch {
            let error = outputs.named(error)
            let kept = ledger.abandon(after: error)
            if kept > 0 { observer.warn("\(kept) tiles are kept; --resume goes on from there.") }
            throw error
        }
        ledger.remove()
        tally.tellRejections(observer)
        var summary = ScoreSummary(
            tally: tally, restored: restoredCount, seconds: progress.seconds, model: model)
        summary.seenTiles = seenCount
        summary.passedTiles = options.cascade?.look.passedCount
        summary.detailMeters = detail?.cellMeters
        summary.networkTilesPerSecond = try options.networkSeconds.map {
            try model.network.imagesPerSecond(over: $0)
        }
        return summary
    }

    /// Takes a batch of outcomes with the rows that they complete: one each where a map of cells is made.
    func deliver(_ outcomes: [InferenceOutcome], rows: [TilePrediction]) throws {
        try ledger.append(outcomes)
        try write(rows, of: outcomes)
        seenCount += outcomes.count
        try progress.advance(by: outcomes.count)
        try options.memory?.check()
    }

    private func write(_ rows: [TilePrediction], of outcomes: [InferenceOutcome]) throws {
        for row in rows {
            try output.write(row)
            tally.record(row)
        }
        guard let detail else { return }
        for (row, outcome) in zip(rows, outcomes) {
            if let tile = row.place?.index { try detail.record(outcome, of: tile) }
        }
    }

    private func checkThatTilesWereFound() throws {
        guard tally.counts.tiles == 0 else { return }
        throw CommandError(
            "no tile of the imagery has its centre in the area of --aoi, or --sample-fraction takes none of them. Check that "
                + "both show the same place, or take a larger part."
        )
    }
}

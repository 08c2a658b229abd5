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
        /// Go on from what an interrupted run left.
        let resumes: Bool
        /// Also measure the network alone, for so many seconds.
        var networkSeconds: Double?
        var memory: MemoryBudget?
    }

    private let model: TrainedModel
    private let options: Options
    private let observer: any JourneyObserver
    private let output: ScoreOutput
    private let ledger: ScoreLedger
    private let progress: Progress
    private var tally = ScoreTally()

    /// - Parameters:
    ///   - grid: the tiles' grid; `nil` for images.
    ///   - total: how many tiles there will be.
    ///   - cautions: what is to be kept in mind of the predictions.
    init(
        model: TrainedModel, options: Options, grid: TileGrid?, total: Int, plan: LedgerPlan,
        cautions: [String] = [], observer: any JourneyObserver
    ) throws {
        self.model = model
        self.options = options
        self.observer = observer
        let out = options.out
        try ScoreOutput.check(out, hasPlaces: grid != nil)
        ledger = try ScoreLedger(
            output: out, plan: plan, classCount: model.legend.classes.count, resumes: options.resumes)
        do {
            output = try ScoreOutput(
                path: out, legend: model.legend, grid: grid, metadata: model.provenance,
                cautions: cautions)
        } catch {
            if ledger.restored.isEmpty { ledger.remove() }
            throw error
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
    ///   - restore: a row of the interrupted run; called in the order of the tiles, before `work`.
    func run(
        restore: (InferenceOutcome) throws -> TilePrediction, work: () throws -> Void
    ) throws -> ScoreSummary {
        do {
            for outcome in ledger.restored.joined() { try write(restore(outcome)) }
            try work()
            progress.finish()
            try checkThatTilesWereFound()
            try output.finish()
        } catch {
            let kept = ledger.abandon(after: error)
            if kept > 0 { observer.warn("\(kept) tiles are kept; --resume goes on from there.") }
            throw error
        }
        ledger.remove()
        tally.tellRejections(observer)
        var summary = ScoreSummary(
            tally: tally, restored: restoredCount, seconds: progress.seconds, model: model)
        summary.networkTilesPerSecond = try options.networkSeconds.map {
            try model.network.imagesPerSecond(over: $0)
        }
        return summary
    }

    /// Takes a batch of outcomes with their rows.
    func deliver(_ outcomes: [InferenceOutcome], rows: [TilePrediction]) throws {
        try ledger.append(outcomes)
        for row in rows { try write(row) }
        try progress.advance(by: rows.count)
        try options.memory?.check()
    }

    private func write(_ row: TilePrediction) throws {
        try output.write(row)
        tally.record(row)
    }

    private func checkThatTilesWereFound() throws {
        guard tally.counts.tiles == 0 else { return }
        throw CommandError(
            "no tile of the imagery has its centre in the area of --aoi, or --sample-fraction takes none of them. Check that "
                + "both show the same place, or take a larger part."
        )
    }
}

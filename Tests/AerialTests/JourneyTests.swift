import Aerial
import AerialCore
import Foundation
import Inference
import Scoring
import Synchronization
import Testing
import Training

/// The journeys as a program calls them: from imagery to a map and to change, without a command line.
@Suite(.serialized) struct JourneyTests {
    static let county = Result { try SmallCounty() }

    @Test func fromImageryToAMap() throws {
        let county = try Self.county.get()
        let prepared = county.prepared
        #expect(prepared.kept + prepared.dropped.values.reduce(0, +) == prepared.tiles)
        #expect(prepared.kept == prepared.train.values.reduce(0, +) + prepared.test.values.reduce(0, +))

        let folder = Scratch()
        var score = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
        score.precision = .fp32
        let scored = try score.run(SilentObserver())
        #expect(scored.counts.tiles == 64)
        #expect(scored.counts.scored == scored.classes.reduce(0) { $0 + $1.tiles })

        var map = MapPlan(predictions: folder["p.csv"], out: folder["map.tif"])
        map.areas = folder["areas.csv"]
        let made = try map.run(SilentObserver())
        #expect(made.figures.scored == 64)
        try expectReadsItsJSONBack(scored)
        try expectReadsItsJSONBack(made)
        try expectReadsItsJSONBack(county.trained)
        #expect(abs(made.figures.areas.reduce(0) { $0 + $1.hectares } - 64 * 5.0176) < 1e-6)
        #expect(folder.has("map.tif") && folder.has("areas.csv"))
        try expectASampleGoesWithItsMapAlone(folder)
    }

    /// A sample of the map, labelled as the map has it, and one of a map on which one of its tiles is of another class.
    private func expectASampleGoesWithItsMapAlone(_ folder: Scratch) throws {
        var design = AreaDesignPlan(map: folder["map.tif"], out: folder["s"])
        design.least = 2
        _ = try design.run(SilentObserver())
        let text = try String(contentsOfFile: folder["s/sample.csv"], encoding: .utf8)
        var rows = text.split(whereSeparator: \.isNewline).map { $0.components(separatedBy: ",") }
        let map = try #require(rows[0].firstIndex(of: "map"))
        let reference = try #require(rows[0].firstIndex(of: "reference"))
        for row in rows.indices.dropFirst() { rows[row][reference] = rows[row][map] }
        func estimate() throws -> AreaResult {
            let lines = rows.map { $0.joined(separator: ",") }.joined(separator: "\n")
            try Data(lines.utf8).write(to: URL(fileURLWithPath: folder["labelled.csv"]))
            return try AreaEstimatePlan(sample: folder["labelled.csv"], strata: .map(folder["map.tif"]))
                .run(SilentObserver())
        }
        _ = try estimate()
        let other = try #require(rows.dropFirst().map { $0[map] }.first { $0 != rows[1][map] })
        rows[1][map] = other
        let error = #expect(throws: CommandError.self) { try estimate() }
        #expect(error?.description.contains("1 of its \(rows.count - 1) tiles") == true)
    }

    @Test func anEvaluationCountsTheHeldOutTilesOnly() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let plan = EvaluatePlan(
            model: county.model, dataset: try ImageDataset(path: county.dataset), out: folder["e"])
        let outcome = try plan.run(SilentObserver())
        #expect(outcome.summary.evaluatedCount == county.trained.summary.evaluatedCount)
        try expectReadsItsJSONBack(outcome)
        #expect(
            try folder.names(in: "e") == ["confusion.csv", "metrics.json", "predictions.csv", "report.html"])
    }

    /// A picture is gone, another one came: the dataset is another one by its fingerprint, and what the model learned from is no
    /// test of it.
    @Test func picturesThatTheModelLearnedFromAreKnownInAnotherDataset() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let copy = folder["copy"]
        try FileManager.default.copyItem(atPath: county.dataset, toPath: copy)
        let held = Set(try TrainedModel(path: county.model, precision: .float32, threads: 1).heldOutIDs)
        let images = try ImageDataset(path: copy).images
        let gone = try #require(images.first { held.contains($0.id) })
        try FileManager.default.removeItem(atPath: gone.path)
        let learned = try #require(images.first { !held.contains($0.id) })
        try FileManager.default.copyItem(
            atPath: learned.path,
            toPath: (learned.path as NSString).deletingLastPathComponent + "/copied.png")

        let recorder = Recorder()
        var plan = EvaluatePlan(
            model: county.model, dataset: try ImageDataset(path: copy), out: folder["e"])
        let outcome = try plan.run(recorder)
        #expect(outcome.summary.evaluatedCount == county.trained.summary.evaluatedCount - 1)
        #expect(recorder.warnings.contains { $0.contains("learned from") && $0.contains("left out") })
        try expectTheReportNamesWhatWasLearned(county, folder)
        plan.part = .all
        plan.out = folder["all"]
        let all = Recorder()
        _ = try plan.run(all)
        #expect(all.warnings.contains { $0.contains("flatter") })
        #expect(try String(contentsOfFile: folder["all/report.html"], encoding: .utf8).contains("saw a part"))

        // A model of an older version cannot tell, and says so.
        let older = folder["older"]
        try FileManager.default.copyItem(atPath: county.model, toPath: older)
        try FileManager.default.removeItem(atPath: older + "/learned.txt")
        (plan.model, plan.part, plan.out) = (older, .heldOut, folder["o"])
        let doubt = Recorder()
        _ = try plan.run(doubt)
        #expect(doubt.warnings.contains { $0.contains("older version") })
        try Data("no digits".utf8).write(to: URL(fileURLWithPath: older + "/learned.txt"))
        #expect(throws: (any Error).self) { try plan.run(SilentObserver()) }
    }

    private func expectTheReportNamesWhatWasLearned(_ county: SmallCounty, _ folder: Scratch) throws {
        var plan = EvaluatePlan(
            model: county.model, dataset: try ImageDataset(path: county.dataset), out: folder["own"])
        plan.part = .train
        _ = try plan.run(SilentObserver())
        let report = try String(contentsOfFile: folder["own/report.html"], encoding: .utf8)
        #expect(report.contains("that the model learned from") && !report.contains("held out by"))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1]) func sharesThatAreNoneAreRefused(share: Double)
        throws
    {
        let county = try Self.county.get()
        let folder = Scratch()
        let dataset = try ImageDataset(path: county.dataset)
        var transfer = TransferPlan(dataset: dataset, out: folder["m"])
        transfer.testFraction = share
        #expect(throws: CommandError.self) { try transfer.run(SilentObserver()) }
        transfer.testFraction = 0.2
        transfer.classifier = .logisticRegression(penalty: share == 1 ? 0 : share)
        #expect(throws: CommandError.self) { try transfer.run(SilentObserver()) }
        var finetune = FinetunePlan(dataset: dataset, out: folder["f"])
        finetune.testFraction = share
        #expect(throws: CommandError.self) { try finetune.run(SilentObserver()) }
        #expect(try folder.names().isEmpty)
    }

    @Test func twoDatesGiveAResultThatIsReadBack() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var plan = ChangePlan(
            model: county.model, before: [county.before], after: [county.after], out: folder["c"])
        plan.turns = 1
        plan.length = .top(5)
        let change = try plan.run(SilentObserver())
        #expect(change.candidates == 5)
        #expect(change.scored == 64)
        let again = try JSONDecoder().decode(ChangeSummary.self, from: try JSONEncoder().encode(change))
        #expect(again.next.map(\.id) == change.next.map(\.id))
        #expect(again.warnings == change.warnings)
    }

    @Test func whatAKilledRunLeftOfItsTrialOfAPlaceTheNextRemoves() throws {
        let folder = Scratch()
        try FileManager.default.createDirectory(
            atPath: folder[".aerial.partial-abcdef"], withIntermediateDirectories: true)
        try OutputPlace.check(folder["p.csv"])
        #expect(try folder.names() == [])
    }

    // MARK: Observers

    @Test func progressGrowsToItsTotalAndEndsOnce() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let recorder = Recorder()
        _ = try ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"]).run(recorder)
        let scoring = recorder.progress.filter { $0.title == "scoring" }
        #expect(scoring.map(\.done) == scoring.map(\.done).sorted())
        #expect(scoring.last?.done == 64)
        #expect(scoring.map(\.isFinished) == scoring.dropLast().map { _ in false } + [true])
    }

    @Test func whatAnObserverEndsLeavesNothingAndIsResumed() throws {
        let county = try Self.county.get()
        let (whole, folder) = (Scratch(), Scratch())
        _ = try ScorePlan(model: county.model, inputs: [county.before], out: whole["p.csv"]).run(
            SilentObserver())

        var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
        plan.threads = 1
        let recorder = Recorder(isCancelled: true)
        #expect(throws: JourneyCancelled.self) { try plan.run(recorder) }
        #expect(!folder.has("p.csv"))
        #expect(recorder.warnings.contains { $0.contains("tiles are kept") })

        plan.resumes = true
        let resumed = try plan.run(SilentObserver())
        #expect(resumed.restored > 0 && resumed.restored < 64)
        #expect(
            FileManager.default.contentsEqual(atPath: whole["p.csv"], andPath: folder["p.csv"]))
        #expect(try folder.names() == ["p.csv", "p.csv.aerial.json"])
    }

    @Test func anEndedPreparationLeavesTheOlderDataset() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var plan = county.preparation(out: folder["d"])
        _ = try plan.run(SilentObserver())
        let before = try Data(contentsOf: URL(fileURLWithPath: folder["d/dataset.json"]))
        plan.writing.overwrites = true
        plan.seed = 99
        #expect(throws: JourneyCancelled.self) { try plan.run(Recorder(isCancelled: true)) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder["d/dataset.json"])) == before)
        #expect(try folder.names() == ["d"])
    }

    @Test func whatWasTrainedOnAPartIsJudgedOnThatPart() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let whole = try ImageDataset(path: county.dataset)
        let part = whole.sampled(by: SampleFraction(0.5, seed: 3))
        var training = TransferPlan(dataset: part, out: folder["m"])
        training.turns = 1
        training.classifier = .logisticRegression(penalty: 1e-2)
        _ = try training.run(SilentObserver())
        var plan = EvaluatePlan(model: folder["m"], dataset: whole, out: folder["e"])
        plan.part = .train
        let learned = part.images.count { $0.side == .train }
        #expect(learned < whole.images.count { $0.side == .train })
        #expect(try plan.run(SilentObserver()).summary.evaluatedCount == learned)
        plan.part = .heldOut
        plan.writing.overwrites = true
        #expect(
            try plan.run(SilentObserver()).summary.evaluatedCount == part.images.count - learned)
    }

    @Test func aFineTuningLearnsFromThePartAndTheCorrectionsAlone() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let whole = try ImageDataset(path: county.dataset)
        let part = whole.sampled(by: SampleFraction(0.6, seed: 3))
        let dropped = try #require(part.images.first { $0.side == .train })
        let corrections = LabelCorrections(entries: [
            LabelCorrections.Entry(
                path: dropped.id, label: whole.classNames[dropped.label], correction: .drop)
        ])
        let corrected = try part.corrected(by: corrections, from: "c.csv")
        var plan = FinetunePlan(dataset: corrected, out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        plan.recipe.batchSize = 8
        _ = try plan.run(SilentObserver())
        struct Model: Decodable {
            struct Data: Decodable {
                let trainingCounts: [String: Int]
                let heldOutTiles: [String]
            }
            struct Provenance: Decodable { let options: [String: String] }
            let trainingData: Data
            let provenance: Provenance
        }
        let model = try JSONDecoder().decode(
            Model.self, from: try Data(contentsOf: URL(fileURLWithPath: folder["m/model.json"])))
        let learned = part.images.count { $0.side == .train } - 1
        #expect(model.trainingData.trainingCounts.values.reduce(0, +) == learned)
        #expect(
            Set(model.trainingData.heldOutTiles)
                == Set(part.images.filter { $0.side == .test }.map(\.id)))
        #expect(model.provenance.options["sample-fraction"] == "0.6, seed 3")
        #expect(model.provenance.options["corrections"] == "c.csv: 0 relabelled, 1 dropped, 0 kept")
    }

    @Test func anEndedTrainingGoesOnFromItsCheckpoint() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var plan = FinetunePlan(dataset: try ImageDataset(path: county.dataset), out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        plan.recipe.batchSize = 8
        #expect(throws: JourneyCancelled.self) { try plan.run(Recorder(endingAt: "epoch 1 of 1")) }
        #expect(try folder.names() == ["m.checkpoints"])
        plan.resumes = true
        try expectReadsItsJSONBack(try plan.run(SilentObserver()))
        #expect(try folder.names() == ["m"])
    }

    /// Waits in the middle of an epoch, then ends the journey.
    private final class SlowEnd: JourneyObserver {
        static let seconds = 0.4
        private let hasEnded = Mutex(false)
        var isCancelled: Bool { hasEnded.withLock { $0 } }

        func say(_ line: String) {}
        func warn(_ line: String) {}
        func show(_ progress: JourneyProgress) {
            guard progress.title == "epoch 1 of 1", !isCancelled else { return }
            Thread.sleep(forTimeInterval: Self.seconds)
            hasEnded.withLock { $0 = true }
        }
    }

    /// The steps before the end count too.
    @Test func anEpochThatWasGoneOnWithTookTheTimeOfAllItsSteps() throws {
        let folder = Scratch()
        var plan = FinetunePlan(dataset: try ImageDataset(path: Self.county.get().dataset), out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        plan.recipe.batchSize = 8
        plan.stepLog = folder["steps.csv"]
        // Steps of an earlier training.
        try Data("epoch,step,learning_rate,loss,gradient_norm,seconds\n7,1,0,0,0,0\n".utf8).write(
            to: URL(fileURLWithPath: folder["steps.csv"]))
        plan.resumes = true
        #expect(throws: JourneyCancelled.self) { try plan.run(SlowEnd()) }
        let result = try plan.run(SilentObserver())
        let record = try #require(result.outcome.history.first)
        #expect(record.seconds >= SlowEnd.seconds)
        let images = result.sample.training.count / 8 * 8
        #expect(abs(record.imagesPerSecond * record.seconds - Double(images)) < 1e-6)
        // A training that begins anew has a log of its own, one that goes on adds to it.
        let rows = try String(contentsOfFile: folder["steps.csv"], encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 1 + images / 8 && rows.dropFirst().allSatisfy { $0.hasPrefix("1,") })
    }

    @Test func aTrainingThatPassesOthersCheckpointsBeginsAnew() throws {
        let folder = Scratch()
        var plan = FinetunePlan(dataset: try ImageDataset(path: Self.county.get().dataset), out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        plan.recipe.batchSize = 8
        #expect(throws: JourneyCancelled.self) { try plan.run(Recorder(endingAt: "epoch 1 of 1")) }
        plan.resumes = true
        plan.recipe.labelSmoothing = 0
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        plan.passesOtherCheckpoints = true
        let recorder = Recorder()
        _ = try plan.run(recorder)
        #expect(recorder.said.contains { $0.contains("no checkpoint of this training") })
        #expect(try folder.names() == ["m"])
    }

    @Test func aTrainingThatIsEndedAtItsLastStepHasACheckpoint() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let dataset = try ImageDataset(path: county.dataset)
        var plan = FinetunePlan(dataset: dataset, out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        // Two steps: the first shows progress, the second is the last.
        plan.recipe.batchSize = dataset.images.count { $0.side == .train } / 2
        #expect(throws: JourneyCancelled.self) { try plan.run(Recorder(endingAt: "epoch 1 of 1")) }
        #expect(try folder.names() == ["m.checkpoints"])
    }

    // MARK: Outputs

    @Test func anOutputIsNeverAnInput() throws {
        let county = try Self.county.get()
        var plan = ScorePlan(model: county.model, inputs: [county.before], out: county.before)
        plan.writing.overwrites = true
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: county.before)).count > 100_000)
    }

    @Test func whatIsThereIsReplacedOnlyWhenItMay() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        try "mine".write(toFile: folder["p.csv"], atomically: true, encoding: .utf8)
        var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(try String(contentsOfFile: folder["p.csv"], encoding: .utf8) == "mine")
        plan.writing.overwrites = true
        _ = try plan.run(SilentObserver())
        #expect(try String(contentsOfFile: folder["p.csv"], encoding: .utf8) != "mine")
    }
}

/// What a program writes of an outcome, another one reads, and it says the same.
func expectReadsItsJSONBack<Outcome: ReportedOutcome>(
    _ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let written = try encoder.encode(outcome)
    let read = try JSONDecoder().decode(Outcome.Figures.self, from: written)
    #expect(try encoder.encode(read) == written, sourceLocation: sourceLocation)
}

/// A county of eight by eight tiles with a model, made by the journeys themselves.
final class SmallCounty: Sendable {
    let folder = Scratch()
    let prepared: PrepareSummary
    let trained: TransferResult

    var before: String { folder["county/imagery_before.tif"] }
    var after: String { folder["county/imagery_after.tif"] }
    var landCover: String { folder["county/landcover_before.tif"] }
    var dataset: String { folder["dataset"] }
    var model: String { folder["model"] }

    init() throws {
        setenv("AERIAL_HOME", Self.home, 0)
        var county = SynthPlan(folder: folder["county"])
        county.sideMeters = 1792
        county.seed = 5
        _ = try county.run(SilentObserver())
        prepared = try Self.preparation(folder, out: folder["dataset"]).run(SilentObserver())
        var training = TransferPlan(dataset: try ImageDataset(path: folder["dataset"]), out: folder["model"])
        training.turns = 1
        trained = try training.run(SilentObserver())
    }

    func preparation(out: String) -> PreparePlan { Self.preparation(folder, out: out) }

    private static func preparation(_ folder: Scratch, out: String) -> PreparePlan {
        PreparePlan(
            imagery: [folder["county/imagery_before.tif"]], labels: folder["county/landcover_before.tif"],
            out: out, rule: .purity(0.7), split: .random, testFraction: 0.3)
    }

    /// Where the package keeps the weights that tests use.
    static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../.deps/aerial").standardizedFileURL.path
}

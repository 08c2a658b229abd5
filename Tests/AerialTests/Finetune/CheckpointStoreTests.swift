import AerialCore
import Foundation
import Networks
import Testing

@testable import Aerial
@testable import Training

/// What an interrupted training leaves, and what the next one takes of it.
@Suite struct CheckpointStoreTests {
    private let folder = Scratch()

    private func identity(_ change: (inout Recipe) -> Void = { _ in }, seed: UInt64 = 7) -> TrainingIdentity {
        var recipe = Recipe()
        change(&recipe)
        return TrainingIdentity(
            backbone: "efficientnet_lite0", dataset: "d 1", classNames: ["Forest", "лес \"2\""],
            testFraction: 0.2,
            seed: seed, startingWeights: nil, recipe: recipe)
    }

    private func store(_ identity: TrainingIdentity? = nil, kept: Int = 2) -> CheckpointStore {
        CheckpointStore(folder: folder["m.checkpoints"], identity: identity ?? self.identity(), kept: kept)
    }

    private func weights(_ number: Float) -> NetworkWeights {
        NetworkWeights(tensors: ["a": Tensor(shape: [2], values: [number, -number])])
    }

    private func record(_ epoch: Int, _ loss: Double?) -> EpochRecord {
        EpochRecord(
            epoch: epoch, trainingLoss: 1, trainingAccuracy: 0.5, validationLoss: loss,
            validationLogLoss: loss,
            validationAccuracy: loss.map { _ in 0.5 }, seconds: 1, imagesPerSecond: 1)
    }

    private func progress(_ steps: Int, losses: [Double?] = []) -> TrainingProgress {
        var progress = TrainingProgress()
        progress.stepCount = steps
        progress.position.epoch = losses.count
        progress.history = losses.enumerated().map { record($0 + 1, $1) }
        return progress
    }

    private func graph() throws -> LayerGraph { try Backbone.efficientNetLite0.graph() }

    @Test func theNewestComesBackAndTheLastFewAreKept() throws {
        let store = store()
        #expect(try store.isEmpty && store.newest(graph: graph()) == nil)
        // 9 before 10 and 100, whatever their digits.
        for steps in [9, 10, 100] {
            try store.save(progress(steps, losses: [0.5, 0.25]), state: weights(Float(steps)), best: nil)
        }
        #expect(try folder.names(in: "m.checkpoints") == ["step-00000010", "step-00000100"])
        let newest = try #require(try store.newest(graph: graph()))
        #expect(newest.progress.stepCount == 100 && newest.progress.bestEpoch == 2)
        #expect(newest.progress.history == progress(100, losses: [0.5, 0.25]).history)
        #expect(newest.state["a"]?.values == [100, -100] && newest.best == nil)
    }

    /// Nine digits come after eight.
    @Test func checkpointsAreInTheOrderOfTheirNumbers() throws {
        for steps in [99_999_999, 100_000_000] {
            try store().save(progress(steps), state: weights(Float(steps)), best: nil)
        }
        #expect(try store().newest(graph: graph())?.progress.stepCount == 100_000_000)
        try store(kept: 1).save(progress(3 << 32), state: weights(1), best: nil)
        #expect(try folder.names(in: "m.checkpoints") == ["step-\(3 << 32)"])
        #expect(try store().newest(graph: graph())?.progress.stepCount == 3 << 32)
    }

    /// Whatever is asked for, what was just written stays.
    @Test(arguments: [0, -1, Int.min]) func theNewestIsAlwaysKept(kept: Int) throws {
        for steps in [1, 2] {
            try store(kept: kept).save(progress(steps), state: weights(1), best: nil)
            #expect(try folder.names(in: "m.checkpoints") == ["step-0000000\(steps)"])
        }
    }

    /// A person's notes, a copy put aside, a folder of another program: no checkpoints, and never removed.
    @Test func whatIsNoCheckpointStays() throws {
        let foreign = [
            "step-notes", "step-00000009-best", "step-9", "steps", "notes.partial-1.txt", "step-٠٠٠٠٠٠٠٩",
        ]
        try FileManager.default.createDirectory(
            atPath: folder["m.checkpoints"], withIntermediateDirectories: true)
        for name in foreign {
            try FileManager.default.createDirectory(
                atPath: folder["m.checkpoints/\(name)"], withIntermediateDirectories: true)
        }
        try Data("a file".utf8).write(to: URL(fileURLWithPath: folder["m.checkpoints/step-00000099"]))
        #expect(CheckpointStore.isEmpty(folder["m.checkpoints"]))
        #expect(try store().newest(graph: graph()) == nil)
        for steps in 1...4 { try store().save(progress(steps), state: weights(1), best: nil) }
        #expect(try store().newest(graph: graph())?.progress.stepCount == 4)
        store().removeLeftovers()
        store().removeAll()
        #expect(try folder.names(in: "m.checkpoints") == (foreign + ["step-00000099"]).sorted())
    }

    @Test func aCheckpointOfTheSameStepTakesTheOldOnesPlace() throws {
        for number: Float in [1, 2] { try store().save(progress(5), state: weights(number), best: nil) }
        #expect(try folder.names(in: "m.checkpoints") == ["step-00000005"])
        #expect(try store().newest(graph: graph())?.state["a"]?.values == [2, -2])
    }

    @Test func anotherTrainingIsNotGoneOnWith() throws {
        try store().save(progress(5), state: weights(1), best: nil)
        let other = store(identity({ $0.epochs += 1 }, seed: 8))
        let error = #expect(throws: CommandError.self) { try other.newest(graph: graph()) }
        #expect(error?.description.contains("another training: --seed (7), the recipe differ.") == true)
    }

    /// As a sweep asks for it, whose options changed: what the other training left makes way for what is written.
    @Test func anotherTrainingsCheckpointsMakeWayWhereThatIsAskedFor() throws {
        for steps in [50, 60] { try store().save(progress(steps), state: weights(1), best: nil) }
        let other = store(identity(seed: 8))
        #expect(try other.newest(graph: graph(), passingOthers: true) == nil)
        #expect(try folder.names(in: "m.checkpoints").count == 2)
        try other.save(progress(5), state: weights(5), best: nil)
        #expect(try folder.names(in: "m.checkpoints") == ["step-00000005"])
        #expect(try other.newest(graph: graph(), passingOthers: true)?.progress.stepCount == 5)
        // One's own is gone on from all the same, a damaged one is told.
        try Data().write(to: URL(fileURLWithPath: folder["m.checkpoints/step-00000005/checkpoint.json"]))
        #expect(throws: CommandError.self) { try other.newest(graph: graph(), passingOthers: true) }
    }

    @Test func eachDifferenceIsNamedAndNoneElse() {
        let own = identity()
        #expect(own.differences(from: own).isEmpty)
        let other = TrainingIdentity(
            backbone: "resnet18", dataset: "d 2", classNames: ["лес \"2\"", "Forest"], testFraction: 0.3,
            seed: 8,
            startingWeights: "aa", recipe: identity({ $0.labelSmoothing = 0 }).recipe)
        #expect(own.differences(from: other).count == 7 && other.differences(from: own).count == 7)
        #expect(own.differences(from: other).first == "the backbone (resnet18)")
    }

    /// Any file cut short ends in a message; the earlier checkpoint is there for those who remove the damaged one.
    @Test func aDamagedCheckpointIsTold() throws {
        try store().save(progress(4), state: weights(4), best: nil)
        try store().save(progress(5), state: weights(5), best: nil)
        let path = folder["m.checkpoints/step-00000005"]
        for name in ["checkpoint.json", "state.safetensors"] {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            let whole = try Data(contentsOf: file)
            for length in stride(from: 0, to: whole.count - 1, by: max(1, whole.count / 20)) {
                try whole.prefix(length).write(to: file)
                #expect(throws: (any Error).self) { try store().newest(graph: graph()) }
            }
            try whole.write(to: file)
        }
        for wrong in ["-1", "1e30", "9223372036854775807"] {
            let file = URL(fileURLWithPath: path + "/checkpoint.json")
            let whole = try String(contentsOf: file, encoding: .utf8)
            try whole.replacing("\"stepCount\" : 5", with: "\"stepCount\" : \(wrong)").write(
                to: file, atomically: true, encoding: .utf8)
            #expect(throws: CommandError.self) { try store().newest(graph: graph()) }
            try whole.write(to: file, atomically: true, encoding: .utf8)
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(try store().newest(graph: graph())?.progress.stepCount == 4)
    }

    @Test func whatAKilledProgramLeftIsRemovedAndNoCheckpoint() throws {
        try store().save(progress(5), state: weights(5), best: nil)
        let half = folder["m.checkpoints/step-00000009.partial-123"]
        try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: true)
        #expect(try store().newest(graph: graph())?.progress.stepCount == 5)
        store().removeLeftovers()
        #expect(try folder.names(in: "m.checkpoints") == ["step-00000005"])
        store().removeAll()
        #expect(CheckpointStore.isEmpty(folder["m.checkpoints"]) && !folder.has("m.checkpoints"))
    }

    @Test func whereNothingCanBeWrittenItIsSaid() throws {
        try Data("a file".utf8).write(to: URL(fileURLWithPath: folder["m.checkpoints"]))
        let error = #expect(throws: CommandError.self) {
            try store().save(progress(1), state: weights(1), best: nil)
        }
        #expect(error?.description.contains("cannot write the checkpoint") == true)
    }

    // MARK: Epochs

    @Test func theBestEpochIsOfTheSmallestLossTheLaterOfEquals() {
        #expect(progress(1).bestEpoch == nil && progress(1, losses: [nil, nil]).bestEpoch == nil)
        #expect(progress(1, losses: [0.5, 0.2, 0.3]).bestEpoch == 2)
        #expect(progress(1, losses: [0.2, 0.5, 0.2, 0.9]).bestEpoch == 3)
        #expect(progress(1, losses: [nil, .nan, 0.7, .infinity, -.infinity]).bestEpoch == 3)
        #expect(progress(1, losses: [.nan, .nan]).bestEpoch == nil)
    }

    /// Of equal losses the later epoch is the best, and counted from it patience never ended: all probabilities of 1 have a loss of 0
    /// in every epoch.
    @Test func patienceEndsWithEpochsThatAreNoBetter() {
        func isOver(_ losses: [Double?], _ patience: Int) -> Bool {
            progress(1, losses: losses).isOver(patience: patience)
        }
        #expect(isOver([0.5, 0, 0, 0], 2) && !isOver([0.5, 0, 0], 2))
        #expect(isOver([0.5, 0.2, 0.3, 0.2], 2) && !isOver([0.5, 0.2, 0.3, 0.1], 2))
        #expect(isOver([0.2, 0.3, nil, .nan], 3) && !isOver([0.2, 0.3, nil, .nan], 4))
        #expect(!isOver([0.2, 0.3, 0.4], 0) && !isOver([], 1) && !isOver([nil, .nan, .infinity], 1))
    }

    @Test func countsThatNoTrainingComesToAreKnown() {
        #expect(progress(1 << 40).isPossible && progress(0).isPossible)
        #expect(!progress(-1).isPossible && !progress(.max).isPossible && !progress((1 << 40) + 1).isPossible)
        var odd = progress(1, losses: [0.5])
        odd.history.append(record(-3, nil))
        #expect(!odd.isPossible)
    }

    // MARK: Losses

    /// By hand: a probability p costs -ln p; of the smoothed label a share is spread over all classes (Szegedy et al. 2016).
    @Test func theMeanLossIsTheMeanSurprise() throws {
        func row(_ label: String?, _ shares: [Float]) -> TilePrediction {
            TilePrediction(id: "i", source: "s", label: label, status: .scored, probabilities: shares)
        }
        let table = PredictionTable(
            classNames: ["a", "b"],
            rows: [
                row("a", [0.5, 0.5]), row("b", [0.75, 0.25]), row(nil, [1, 0]), row("no class", [1, 0]),
            ])
        let surprises: [Double] = [log(2.0), log(4.0)]
        let spread: [Double] = [log(2.0), (surprises[1] + log(4.0 / 3.0)) / 2]
        let plain: Double = (surprises[0] + surprises[1]) / 2
        let spreadMean: Double = (spread[0] + spread[1]) / 2
        #expect(abs(try #require(table.meanLoss(smoothing: 0)) - plain) < 1e-9)
        let smoothed: Double = 0.9 * plain + 0.1 * spreadMean
        #expect(abs(try #require(table.meanLoss(smoothing: 0.1)) - smoothed) < 1e-7)
        #expect(PredictionTable(classNames: ["a"], rows: [row(nil, [1])]).meanLoss(smoothing: 0) == nil)
        // A label of no probability costs much and not without end.
        let wrong = PredictionTable(classNames: ["a", "b"], rows: [row("a", [0, 1])]).meanLoss(smoothing: 0)
        #expect(wrong?.isFinite == true && wrong ?? 0 > 20)
    }

    // MARK: Recipes

    private func recipe(_ text: String, over defaults: Recipe = Recipe()) throws -> Recipe {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder["r.yaml"]))
        return try RecipeFile(path: folder["r.yaml"]).recipe(over: defaults)
    }

    @Test(arguments: [Recipe.Optimizer.adamw, .sgd]) func aWrittenRecipeIsReadAsItself(
        optimizer: Recipe.Optimizer
    ) throws {
        var own = Recipe(retrain: .lastOnly, optimizer: optimizer)
        own.learningRate = 0.00375
        own.epochs = 7
        own.schedule = .step
        own.headStart = false
        #expect(try recipe(RecipeFile.yaml(own)) == own)
        #expect(try recipe(RecipeFile.yaml(own), over: Recipe()) == own)
    }

    @Test(arguments: [UInt64](1...20)) func aWrittenRecipeKeepsEveryDigit(seed: UInt64) throws {
        var source = SeededGenerator(seed: seed)
        func number(to high: Double) -> Double {
            Double.random(in: 0..<high, using: &source) * [1, 1e-3, 1e-12, 1e-300][Int(seed % 4)]
        }
        var own = Recipe()
        own.learningRate = number(to: 1).nextUp
        own.weightDecay = number(to: 1)
        own.labelSmoothing = number(to: 1)
        own.gradientNormLimit = number(to: 1e20)
        own.warmupEpochs = (0.1 + 0.2) * Double(seed)
        own.averageDecay = 1 - .ulpOfOne / 2
        own.augmentation.brightness = number(to: 1)
        #expect(try recipe(RecipeFile.yaml(own), over: Recipe()) == own)
        // Settings that no file names keep theirs too.
        #expect(try recipe("epochs: 20\n", over: own) == own)
    }

    @Test func aFileChangesWhatItNamesAlone() throws {
        var expected = Recipe()
        expected.epochs = 3
        expected.labelSmoothing = 0.25
        #expect(try recipe("epochs: 3\nlabel-smoothing: 0.25\n") == expected)
        let file = try RecipeFile(path: folder["r.yaml"])
        #expect(file.retrain == nil && file.optimizer == nil)
        _ = try recipe("optimizer: sgd\n")
        #expect(try RecipeFile(path: folder["r.yaml"]).optimizer == .sgd)
    }

    @Test(arguments: [
        ("epoch: 3\n", "'epoch'"), ("epochs: many\n", "'epochs'"),
        ("augmentation:\n  flip-sideways: 1\n", "'augmentation.flip-sideways'"),
        ("optimizer: adam\n", "'optimizer'"), ("epochs: [3]\n", "'epochs'"),
        ("- epochs\n", "no list of 'key: value'"),
    ]) func aSettingThatIsNoneIsNamed(text: String, words: String) {
        let error = #expect(throws: CommandError.self) { try recipe(text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    // MARK: The log of steps

    @Test func aResumedLogIsAddedToAndAnotherBeginsAnew() throws {
        func step(_ epoch: Int, _ loss: Double) -> TrainingStep {
            var position = TrainingPosition()
            (position.epoch, position.step) = (epoch, 4)
            return TrainingStep(
                position: position, tally: EpochTally(), loss: loss, gradientNorm: 2, learningRate: 1e-3,
                mustStop: false)
        }
        func rows() throws -> [String] {
            try String(contentsOfFile: folder["log.csv"], encoding: .utf8).split(separator: "\n").map(
                String.init)
        }
        try StepLog(path: folder["log.csv"], appends: true).add(step(0, 0.5))
        try StepLog(path: folder["log.csv"], appends: true).add(step(1, 0.25))
        let found = try rows()
        #expect(found.count == 3 && found[0] + "\n" == StepLog.header)
        // Epochs are counted from 1 there.
        #expect(found[1].hasPrefix("1,4,0.001,0.5,2.0,") && found[2].hasPrefix("2,4,0.001,0.25,2.0,"))
        try StepLog(path: folder["log.csv"], appends: false).add(step(2, 1))
        #expect(try rows().count == 2)
        for path in [folder["none/log.csv"], folder.path] {
            #expect(throws: CommandError.self) { try StepLog(path: path, appends: false) }
        }
    }
}

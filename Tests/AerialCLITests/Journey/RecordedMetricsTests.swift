import Foundation
import RunHistory
import Testing
import Training

@testable import Aerial
@testable import AerialCLI

/// What trainings leave under names that sweeps and comparisons rely on.
struct RecordedMetricsTests {
    let scratch = Scratch()

    @Test func anEpochsFiguresStandAtItsStep() throws {
        let recorder = RunRecorder(
            path: scratch["runs.sqlite"], description: RunDescription(command: "finetune")
        ) { Issue.record("\($0)") }
        for epoch in 1...3 {
            recorder.record(
                EpochRecord(
                    epoch: epoch, trainingLoss: 1 / Double(epoch), trainingAccuracy: 0.5, validationLoss: nil,
                    validationLogLoss: nil,
                    validationAccuracy: nil, seconds: 2, imagesPerSecond: 10))
        }
        recorder.recordChosen(validationLoss: 0.25, validationAccuracy: 0.75)
        recorder.finish(error: nil)
        let history = try RunHistory(path: scratch["runs.sqlite"])
        let points = try history.points(ofRun: try #require(recorder.runID))
        let losses: [Double] = [1, 0.5, 1 / 3]
        #expect(points.filter { $0.name == "trainingLoss" }.map(\.value) == losses)
        #expect(points.filter { $0.name == "epochSeconds" }.map(\.step) == [1, 2, 3])
        #expect(!points.contains { $0.name == "validationLoss" })
        #expect(points.first { $0.name == SweepRanking.lossMetric }?.value == 0.25)
        #expect(points.first { $0.name == SweepRanking.accuracyMetric }?.value == 0.75)
    }

    /// What a file of settings says, and defaults, were not there: `--where epochs=20` found no run that had 20.
    @Test func theWholeRecipeIsRecorded() throws {
        var recipe = Recipe(retrain: .lastOnly, optimizer: .sgd)
        recipe.augmentation.brightness = 0.35
        let recorder = RunRecorder(
            path: scratch["runs.sqlite"],
            description: RunDescription(
                command: "finetune", parameters: ["out": "m", "learning-rate": "0.05"])
        ) { Issue.record("\($0)") }
        try recorder.record(recipe)
        recorder.finish(error: "ended")
        let history = try RunHistory(path: scratch["runs.sqlite"])
        let run = try history.run(named: try #require(recorder.runID))
        let expected = [
            "out": "m", "epochs": "20", "retrain": "last-only", "optimizer": "sgd", "learning-rate": "0.05",
            "weight-decay": "0.0005", "head-start": "true", "augmentation.brightness": "0.35",
            "augmentation.flips-and-turns": "true", "warmup-epochs": "1",
        ]
        #expect(expected.allSatisfy { run.parameters[$0.key] == $0.value }, "\(run.parameters)")
        let filter = RunFilter(parameters: ["epochs": "20", "warmup-epochs": "1.0"])
        #expect(try history.runs(matching: filter).count == 1)
    }
}

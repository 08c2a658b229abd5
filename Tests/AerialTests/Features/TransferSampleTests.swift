import AerialCore
import Classical
import Foundation
import Networks
import Reporting
import Testing

@testable import Aerial

/// What a classifier learns from and what it is judged by, from features that are made up.
@Suite struct TransferSampleTests {
    private let folder = Scratch()

    /// Classes a (3 images), b (2), c (1, held out alone) with features that name the image and the turn.
    private func sample(unread: Set<String> = []) throws -> TransferSample {
        for name in ["train/a/1", "train/a/2", "test/a/3", "train/b/4", "test/b/5", "test/c/6"] {
            let path = folder["d/\(name).png"]
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(name.utf8).write(to: URL(fileURLWithPath: path))
        }
        let dataset = try ImageDataset(path: folder["d"])
        let rows = dataset.images.map { image -> [[Float]] in
            let number = Float(image.id.dropLast(4).suffix(1)) ?? 0
            let isUnread = unread.contains { image.id.hasSuffix("\($0).png") }
            return isUnread ? [] : (0..<(image.side == .train ? 3 : 1)).map { [number, Float($0)] }
        }
        let features = ImageFeatures(
            rows: rows, featureCount: 2, rejections: unread.sorted().map { "\($0): damaged" })
        return TransferSample(
            dataset: dataset, sides: dataset.images.map { $0.side ?? .train }, features: features)
    }

    @Test func allTurnsAreLearnedFromAndHeldOutImagesAreSeenOnce() throws {
        let sample = try sample()
        #expect(sample.legendNames == ["a", "b"] && sample.training.count == 9)
        #expect(sample.training.labels == [0, 0, 0, 0, 0, 0, 1, 1, 1] && sample.firstRows == [0, 3, 6])
        for (image, row) in zip(sample.trainingImages, sample.firstRows) {
            #expect(Array(sample.training.row(row)) == sample.rows(of: [image])[0].features)
        }
        // Turns of an image stand or fall together.
        #expect(Set(sample.training.groups).count == 3)
        #expect(zip(sample.training.groups, sample.training.groups.dropFirst()).count { $0 != $1 } == 2)
    }

    /// A class that nothing was learned of cannot be said, so that it is no test.
    @Test func aClassWithoutTrainingImagesIsNotKnown() throws {
        let sample = try sample()
        let ids = sample.heldOutImages.map { sample.dataset.images[$0].id }
        #expect(ids == ["test/a/3.png", "test/b/5.png"])
        #expect(try sample.legend().classNames == ["a", "b"])
        #expect(sample.itemClasses.count { $0 == -1 } == 1 && sample.isTraining.count { $0 } == 3)
        #expect(sample.counts(of: sample.heldOutImages) == ["a": 1, "b": 1])
        #expect(sample.counts(of: []) == [:])
    }

    @Test func imagesThatCannotBeReadAreOnNoSide() throws {
        let sample = try sample(unread: ["4", "3"])
        #expect(sample.legendNames == ["a"] && sample.heldOutImages.isEmpty && sample.rejectedCount == 2)
        #expect(sample.rows(of: Array(sample.dataset.images.indices)).count == 2)
    }

    private func classifier() -> TrainedClassifier {
        TrainedClassifier(
            form: .linear(
                LinearClassifier(
                    classCount: 2, featureCount: 2, weights: [-1, 0, 1, 0], intercepts: [3.5, -3.5])),
            name: "by number", recipe: [], options: [:], versions: [:])
    }

    /// Images of numbers above 3.5 are said to be b: of the held-out a (3) and b (5) both are right.
    @Test func theFiguresAreThoseOfTheHeldOutImages() throws {
        let sample = try sample()
        let summary = try sample.evaluate(classifier())
        #expect(summary.evaluatedCount == 2 && summary.accuracy == 1)
        let said = sample.dataset.images.indices.map { sample.predictedClass(ofImage: $0, by: classifier()) }
        for (image, found) in zip(sample.dataset.images, said) {
            let number = Int(image.id.dropLast(4).suffix(1)) ?? 0
            #expect(found == (number > 3 ? 1 : 0))
        }
    }

    @Test(arguments: [0.5, 1, 2.5]) func aTemperatureDividesTheLogitsAndChangesNoClass(temperature: Double) {
        let plain = classifier()
        let calibrated = plain.calibrated(by: temperature, recipe: .init("Temperature", "t"))
        #expect(
            calibrated.temperature == temperature && plain.temperature == nil && calibrated.recipe.count == 1)
        for features: [Float] in [[1, 0], [3.5, 9], [-100, 2]] {
            for (one, other) in zip(plain.logits(features), calibrated.logits(features)) {
                #expect(abs(Double(one) / temperature - Double(other)) < 1e-4)
            }
        }
    }

    @Test func theFeaturesFileHoldsWhatWasLearnedFrom() throws {
        let sample = try sample()
        try FeaturesFile(sample: sample).write(to: folder["f.safetensors"])
        let file = try WeightsFile.read(from: folder["f.safetensors"])
        #expect(
            file["train.features"]?.shape == [9, 2]
                && file["train.features"]?.values == sample.training.values)
        #expect(file["train.labels"]?.values == sample.training.labels.map(Float.init))
        #expect(file["test.features"]?.values == [3, 0, 5, 0] && file["test.labels"]?.values == [0, 1])
        #expect(
            FeaturesFile.kind.isOwn(folder["f.safetensors"])
                && !FeaturesFile.kind.isOwn(folder["d/train/a/1.png"]))
        #expect(throws: CommandError.self) { try FeaturesFile(sample: sample).write(to: folder["none/f"]) }
    }

    @Test func fewerTurnsAreTheFirstOfThem() throws {
        let features = ImageFeatures(rows: [[[1], [2], [3]], [], [[4]]], featureCount: 1, rejections: ["r"])
        let fewer = features.limited(to: [2, 1, 0])
        #expect(fewer.rows == [[[1], [2]], [], []] && fewer.rejections == ["r"] && fewer.featureCount == 1)
    }

    // MARK: Trials

    private func trials(_ count: Int, chosen: Double) -> ClassifierTrials {
        ClassifierTrials(
            metric: "penalty", title: "Penalty",
            trials: (0..<count).map { .init(value: Double($0), validationLoss: 1, validationAccuracy: 0.5) },
            chosen: chosen)
    }

    @Test(arguments: [1, 5, 12, 13, 40, 101]) func aTableOfTrialsIsShortAndHasTheChosenOne(count: Int) {
        for chosen in [0, count / 2, count - 1] {
            let table = trials(count, chosen: Double(chosen)).table()
            #expect(table.components(separatedBy: "chosen").count == 2)
            #expect(table.split(separator: "\n").count <= 28)
        }
        #expect(
            trials(count, chosen: -1).chosenTrial == nil && trials(count, chosen: 0).chosenTrial?.value == 0)
        #expect(trials(count, chosen: 0).triedMetric == "triedPenalty")
    }
}

import Aerial
import AerialCore
import Classical
import Foundation
import Imagery
import Networks
import Testing
import Training

/// Temperatures fitted at training, and bands beside the colours.
extension JourneyTests {
    /// The county with some training labels wrong, so that folds contradict each other.
    private static func mislabelled() throws -> ImageDataset {
        let whole = try ImageDataset(path: county.get().dataset)
        let entries = whole.images.filter { $0.side == .train }.enumerated().filter { $0.offset % 5 == 0 }.map
        { image in
            let label = whole.classNames[image.element.label]
            let other = whole.classNames[(image.element.label + 1) % whole.classNames.count]
            return LabelCorrections.Entry(path: image.element.id, label: label, correction: .relabel(other))
        }
        return try whole.corrected(by: LabelCorrections(entries: entries), from: "c.csv")
    }

    private func predictions(_ model: String, _ images: String, to path: String) throws -> PredictionTable {
        var plan = ScorePlan(model: model, inputs: [images], out: path)
        plan.precision = .fp32
        _ = try plan.run(SilentObserver())
        return try PredictionFile.read(path: path)
    }

    @Test(arguments: ["regression", "forest", "boosting"])
    func aTemperatureDividesTheModelsLogits(kind: String) throws {
        let folder = Scratch()
        let dataset = try Self.mislabelled()
        var plan = TransferPlan(dataset: dataset, out: folder["plain"])
        plan.turns = 1
        plan.featureCache = folder["cache"]
        switch kind {
        case "forest":
            plan.classifier = .randomForest(
                treeCount: 12, TreeOptions(depth: 4, rowShare: 0.8, featureShare: 0.1))
        case "boosting":
            plan.classifier = .gradientBoosting(
                roundCount: 8, learningRate: 0.3, TreeOptions(depth: 3, rowShare: 0.8, featureShare: 0.1))
        default: plan.classifier = .logisticRegression(penalty: 1e-4)
        }
        _ = try plan.run(SilentObserver())
        plan.out = folder["warm"]
        plan.calibrates = true
        _ = try plan.run(SilentObserver())
        let warm = try ModelBundle.readDescription(from: folder["warm"])
        let temperature = try #require(warm.temperature)
        #expect(temperature > 0 && temperature != 1)
        #expect(try ModelBundle.readDescription(from: folder["plain"]).temperature == nil)
        let card = try String(contentsOfFile: folder["warm/MODEL_CARD.md"], encoding: .utf8)
        #expect(card.contains("by which logits are divided") && card.contains("folds of the training images"))

        let images = try Self.county.get().dataset + "/test"
        let before = try predictions(folder["plain"], images, to: folder["plain.csv"])
        let after = try predictions(folder["warm"], images, to: folder["warm.csv"])
        let scaling = TemperatureScaling(temperature: temperature)
        for (a, b) in zip(before.rows, after.rows) {
            #expect(a.predictedClass == b.predictedClass)
            for (x, y) in zip(scaling.applied(to: a.probabilities), b.probabilities) {
                #expect(abs(x - Double(y)) < 2e-4)
            }
        }
    }

    @Test func aFineTuningIsCalibratedOnItsValidationPart() throws {
        let folder = Scratch()
        var plan = FinetunePlan(dataset: try Self.mislabelled(), out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        plan.recipe.batchSize = 8
        plan.calibrates = true
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        plan.recipe.validationFraction = 0.4
        let result = try plan.run(SilentObserver())
        let temperature = try #require(result.outcome.temperature)
        #expect(try ModelBundle.readDescription(from: folder["m"]).temperature == temperature)
    }

    @Test func otherBandsAreJudgedBesideTheColours() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var preparation = county.preparation(out: folder["d"])
        preparation.tile = try TileSpec(
            sideMeters: 224, sidePixels: 224, bands: ["red", "green", "blue", "nir"])
        _ = try preparation.run(SilentObserver())
        var plan = TransferPlan(dataset: try ImageDataset(path: folder["d"]), out: folder["m"])
        plan.turns = 1
        let result = try plan.run(SilentObserver())
        let gain = try #require(result.bandGain)
        #expect(gain.bands == ["nir"])
        #expect(gain.accuracy.count == result.summary.evaluatedCount)
        #expect(gain.accuracy.accuracy == result.summary.accuracy)
        #expect(gain.accuracy.interval.contains(gain.accuracy.difference))
        #expect(gain.text.contains("nir") && gain.text.contains("95 % interval"))
        // Without them it is the model of a dataset of colours.
        #expect(gain.accuracy.otherAccuracy == county.trained.summary.accuracy)
        let card = try String(contentsOfFile: folder["m/MODEL_CARD.md"], encoding: .utf8)
        #expect(card.contains("Bands beside red, green and blue"))
        #expect(county.trained.bandGain == nil)
        plan.comparesBands = false
        #expect(try plan.run(SilentObserver()).bandGain == nil)
    }
}

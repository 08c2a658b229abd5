import AerialCore
import Foundation
import Imagery
import Networks
import Testing
import Training

@testable import Aerial

/// Models that see tiles through fewer pixels than these have.
extension JourneyTests {
    private static func reduced(_ pixels: Int) throws -> ImageDataset {
        try ImageDataset(path: county.get().dataset).seen(throughPixels: pixels)
    }

    private func train(_ dataset: ImageDataset, _ out: String) throws {
        var plan = TransferPlan(dataset: dataset, out: out)
        plan.turns = 1
        _ = try plan.run(SilentObserver())
    }

    private func rows(_ model: String, _ inputs: [String], _ out: String) throws -> PredictionTable {
        var plan = ScorePlan(model: model, inputs: inputs, out: out)
        plan.precision = .fp32
        _ = try plan.run(SilentObserver())
        return try PredictionFile.read(path: out)
    }

    @Test func aModelForFewerPixelsSeesTheSameInATileAndInItsScene() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        try train(Self.reduced(112), folder["m"])
        let model = try ModelBundle.readDescription(from: folder["m"])
        #expect(model.tile == (try TileSpec(sideMeters: 224, sidePixels: 112)))
        #expect(model.groundSampleDistance?.metersPerPixel == 2)
        #expect(model.provenance.options["tile-pixels"] == "112")

        let scene = try rows(folder["m"], [county.before], folder["scene.csv"])
        let tiles = try rows(folder["m"], [county.dataset + "/test"], folder["tiles.csv"])
        #expect(!tiles.rows.isEmpty)
        var same = 0
        for tile in tiles.rows {
            let name = try #require(tile.id.split(separator: "/").last?.split(separator: ".").first)
            let place = try #require(scene.rows.first { $0.id == name })
            if place.predictedClass == tile.predictedClass { same += 1 }
            // At a tile's edge the scene goes on and the file does not.
            for (a, b) in zip(place.probabilities, tile.probabilities) { #expect(abs(a - b) < 0.1) }
        }
        #expect(same >= tiles.rows.count - 1)

        let dataset = try ImageDataset(path: county.dataset)
        let judged = try EvaluatePlan(model: folder["m"], dataset: dataset, out: folder["e"]).run(
            SilentObserver())
        #expect(judged.summary.evaluatedCount == dataset.images.count { $0.side == .test })
        #expect(judged.summary.accuracy == model.metrics["testAccuracy"])
        var quantization = QuantizePlan(model: folder["m"], dataset: dataset)
        quantization.limits.leastHeldOut = 10
        quantization.limits.maxDrop = 20
        quantization.limits.maxFlips = 50
        _ = try quantization.run(SilentObserver())
        var change = ChangePlan(
            model: folder["m"], before: [county.before], after: [county.after], out: folder["c"])
        change.turns = 1
        #expect(try change.run(SilentObserver()).scored == 64)
    }

    @Test func aFineTunedNetworkTakesFewerPixelsToo() throws {
        let folder = Scratch()
        var plan = FinetunePlan(dataset: try Self.reduced(64), out: folder["m"])
        plan.recipe.epochs = 1
        plan.recipe.retrain = .lastOnly
        plan.recipe.batchSize = 8
        _ = try plan.run(SilentObserver())
        let county = try Self.county.get()
        #expect(try ModelBundle.readDescription(from: folder["m"]).tile.sidePixels == 64)
        #expect(try rows(folder["m"], [county.before], folder["p.csv"]).rows.count == 64)
    }

    @Test func aLayoutThatCostsIsToldOnceWithWhatMendsIt() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        try train(Self.reduced(112), folder["m"])
        func said(_ model: String) throws -> [String] {
            let recorder = Recorder()
            var plan = ScorePlan(
                model: model, inputs: [county.before, county.after], out: folder["p.csv"])
            plan.writing.overwrites = true
            _ = try plan.run(recorder)
            return recorder.said.filter { $0.contains("gdal_translate") }
        }
        // At its own pixels the county costs nothing more than it need.
        #expect(try said(county.model).isEmpty)
        let notes = try said(folder["m"])
        #expect(notes.count == 1)
        let note = try #require(notes.first)
        #expect(note.hasPrefix("\(county.before) and 1 more file are read at full resolution, 4 times"))
        #expect(note.contains("-of COG") && note.contains("'\(county.before)' '"))
        #expect(note.hasSuffix("imagery_before.cog.tif'"))
    }

    /// A training through other pixels is another training: its checkpoints are not gone on with.
    @Test func theDatasetsIdentityKnowsThroughHowManyPixelsItIsSeen() throws {
        let whole = try ImageDataset(path: Self.county.get().dataset)
        #expect(try whole.seen(throughPixels: 224).identity == whole.identity)
        #expect(try whole.seen(throughPixels: 112).identity != whole.identity)
        #expect(try whole.seen(throughPixels: 112).fingerprint == whole.fingerprint)
    }

    @Test func morePixelsThanTilesHaveAreRefused() throws {
        func refusal(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "nothing"
        }
        let county = try Self.county.get()
        let whole = try ImageDataset(path: county.dataset)
        let finer = refusal { _ = try whole.seen(throughPixels: 256) }
        #expect(finer.contains("224 pixels a side") && finer.contains("aerial prepare --tile-pixels 256"))
        #expect(refusal { _ = try whole.seen(throughPixels: 8) }.contains("16 to 2048"))
        // Pictures without a record have the pixels of their files.
        let pictures = try ImageDataset(path: county.dataset + "/train")
        #expect(pictures.prepared == nil)
        let message = refusal { _ = try pictures.seen(throughPixels: 225) }
        #expect(message.contains("Give at most 224.") && !message.contains("prepare"))

        let small = refusal {
            var plan = FinetunePlan(dataset: try whole.seen(throughPixels: 16), out: Scratch()["m"])
            plan.backbone = .alexNet
            plan.isFromScratch = true
            _ = try plan.run(SilentObserver())
        }
        #expect(small.contains("alexnet does not take tiles of 16 pixels") && small.contains("--tile-pixels"))

        // A model for finer tiles does not take coarser ones; the reverse is what all this is for.
        let folder = Scratch()
        var preparation = county.preparation(out: folder["d"])
        preparation.tile = try TileSpec(sideMeters: 224, sidePixels: 112)
        _ = try preparation.run(SilentObserver())
        let coarse = try ImageDataset(path: folder["d"])
        let other = refusal {
            _ = try EvaluatePlan(model: county.model, dataset: coarse, out: folder["e"]).run(
                SilentObserver())
        }
        #expect(other.contains("fewer pixels takes finer tiles, not the reverse"))
    }
}

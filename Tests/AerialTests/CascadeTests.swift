import AerialCore
import Foundation
import Imagery
import Networks
import Testing
import Training

@testable import Aerial

/// Two models: a cheap one is asked first.
extension JourneyTests {
    /// Both models of a small county, calibrated.
    private struct Pair {
        let folder = Scratch()
        let county: SmallCounty
        var coarse: String { folder["coarse"] }
        var fine: String { folder["fine"] }

        /// Trained once; each test has a copy.
        private static let trained = Result {
            let folder = Scratch()
            let dataset = try ImageDataset(path: JourneyTests.county.get().dataset)
            for (name, pixels) in [("coarse", 64), ("fine", 224)] {
                var plan = TransferPlan(
                    dataset: try dataset.seen(throughPixels: pixels), out: folder[name])
                plan.turns = 2
                plan.calibrates = true
                plan.classifier = .logisticRegression(penalty: 1e-2)
                _ = try plan.run(SilentObserver())
            }
            return folder
        }

        init() throws {
            county = try JourneyTests.county.get()
            for name in ["coarse", "fine"] {
                try FileManager.default.copyItem(atPath: Self.trained.get()[name], toPath: folder[name])
            }
        }

        /// As if the coarse model had been right only where it was surer than four times of five.
        func doubtTheCoarse() throws {
            let file = URL(fileURLWithPath: coarse + "/judgements.json")
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
            var stored = try #require(object as? [String: Any])
            let confidences = try #require(stored["confidences"] as? [Double])
            let limit = confidences.sorted()[confidences.count * 4 / 5]
            stored["right"] = confidences.map { $0 > limit ? 1 : 0 }
            try JSONSerialization.data(withJSONObject: stored).write(to: file)
        }

        func plan(_ inputs: [String], _ out: String) -> ScorePlan {
            var plan = ScorePlan(model: fine, inputs: inputs, out: folder[out])
            plan.precision = .fp32
            plan.first = coarse
            // A county of 64 tiles promises no half point.
            plan.maxLoss = 20
            return plan
        }

        func rows(_ plan: ScorePlan) throws -> [TilePrediction] {
            _ = try plan.run(SilentObserver())
            return try PredictionFile.read(path: plan.out).rows
        }
    }

    @Test func eachTileHasTheWordOfTheModelThatTheThresholdNames() throws {
        let pair = try Pair()
        try pair.doubtTheCoarse()
        let images = [pair.county.dataset + "/test", pair.county.dataset + "/train"]
        let cascade = pair.plan(images, "both.csv")
        let summary = try cascade.run(SilentObserver())
        let both = try PredictionFile.read(path: cascade.out).rows
        var alone = pair.plan(images, "fine.csv")
        alone.first = nil
        let fine = try pair.rows(alone)
        alone = pair.plan(images, "coarse.csv")
        (alone.first, alone.model) = (nil, pair.coarse)
        let coarse = try pair.rows(alone)

        let threshold = try #require(try Self.threshold(of: pair))
        #expect(both.count == fine.count && both.count == coarse.count)
        var passed = 0
        for (row, (a, b)) in zip(both, zip(coarse, fine)) {
            let confidence = try #require(a.confidence)
            if abs(confidence - threshold) < 1e-4 { continue }
            let expected = confidence >= threshold ? a : b
            if confidence < threshold { passed += 1 }
            for (x, y) in zip(row.probabilities, expected.probabilities) { #expect(abs(x - y) < 1e-3) }
        }
        #expect(passed > 0 && passed < both.count)
        #expect(abs(try #require(summary.passedTiles) - passed) <= 1)
    }

    private static func threshold(of pair: Pair) throws -> Float? {
        let (coarse, fine) = (
            try TrainingJudgements.read(from: pair.coarse), try TrainingJudgements.read(from: pair.fine)
        )
        guard let coarse, let fine else { return nil }
        let right = Dictionary(uniqueKeysWithValues: fine.judgements.map { ($0.id, $0.isRight) })
        return CascadeThreshold(
            choosingOn: coarse.judgements.map {
                .init(confidence: $0.confidence, isRight: $0.isRight, isRightByOther: right[$0.id] ?? false)
            }, maxLoss: 0.2)?.confidence
    }

    @Test func twoModelsGiveTheSameBytesOnAnyThreadsAndResumed() throws {
        let pair = try Pair()
        try pair.doubtTheCoarse()
        let place = [pair.county.before]
        var one = pair.plan(place, "one.csv")
        one.threads = 1
        let whole = try one.run(SilentObserver())
        #expect(whole.counts.tiles == 64 && whole.counts.scored == 64)
        try expectReadsItsJSONBack(whole)
        var three = pair.plan(place, "three.csv")
        three.threads = 3
        _ = try three.run(SilentObserver())
        let bytes = try Data(contentsOf: URL(fileURLWithPath: one.out))
        #expect(try Data(contentsOf: URL(fileURLWithPath: three.out)) == bytes)

        // 576 windows: enough for several batches, of which one is done when the run is ended.
        var strided = pair.plan(place, "strided.csv")
        strided.strideMeters = 112
        _ = try strided.run(SilentObserver())
        var ended = strided
        ended.out = pair.folder["ended.csv"]
        ended.threads = 1
        #expect(throws: JourneyCancelled.self) { try ended.run(Recorder(isCancelled: true)) }
        ended.resumes = true
        #expect(try ended.run(SilentObserver()).restored > 0)
        #expect(FileManager.default.contentsEqual(atPath: strided.out, andPath: ended.out))
        // Another threshold is another run.
        ended.out = pair.folder["other.csv"]
        ended.resumes = false
        #expect(throws: JourneyCancelled.self) { try ended.run(Recorder(isCancelled: true)) }
        ended.resumes = true
        ended.first = nil
        #expect(throws: CommandError.self) { try ended.run(SilentObserver()) }
    }

    @Test func modelsThatDoNotGoTogetherAreRefused() throws {
        let pair = try Pair()
        func refusal(_ change: (inout ScorePlan) -> Void) -> String {
            var plan = pair.plan([pair.county.before], "p.csv")
            change(&plan)
            do { _ = try plan.run(SilentObserver()) } catch { return "\(error)" }
            return "nothing"
        }
        #expect(refusal { $0.maxLoss = 0.5 }.contains("--max-loss"))
        #expect(refusal { $0.first = pair.county.model }.contains("--calibrate"))
        #expect(refusal { ($0.model, $0.first) = (pair.coarse, pair.fine) }.contains("--tile-pixels"))
        #expect(refusal { $0.first = pair.fine }.contains("before itself"))
        #expect(refusal { $0.detail = pair.folder["d.tif"] }.contains("--first"))
        #expect(!pair.folder.has("p.csv"))
        try Data("{}".utf8).write(to: URL(fileURLWithPath: pair.coarse + "/judgements.json"))
        #expect(refusal { _ in }.contains("judgements.json: the file is damaged"))
    }

    @Test func judgementsComeFromTrainingTilesAlone() throws {
        let pair = try Pair()
        let dataset = try ImageDataset(path: pair.county.dataset)
        let kept = try #require(try TrainingJudgements.read(from: pair.fine))
        #expect(kept.dataset == dataset.fingerprint)
        let training = Set(dataset.images.filter { $0.side == .train }.map(\.id))
        #expect(Set(kept.judgements.map(\.id)).isSubset(of: training))
        #expect(kept.judgements.count > training.count / 2)
    }
}

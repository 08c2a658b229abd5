import AerialCore
import Foundation
import Imagery
import Networks
import Testing

private struct ForestObject: Decodable {
    let accuracy: Double
    let classifier: String
    let trees: Int?
    let penalty: Double?
}

extension EndToEnd {
    struct Forests {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func train(_ words: String..., to model: String = "model") throws -> Program.Run {
            try Program.mustRun(
                ["transfer", county.dataset, "--out", model, "--json"] + words, in: scratch.path)
        }

        private func probabilities(of predictions: String) throws -> [[Float]] {
            try PredictionFile.read(path: scratch[predictions]).rows.map(\.probabilities)
        }

        @Test func aRandomForestIsAModelLikeAnyOther() throws {
            let trained = try train("--classifier", "random-forest", "--trees", "60").object(
                ForestObject.self)
            #expect(trained.classifier == "random forest" && trained.trees == 60 && trained.penalty == nil)
            #expect(trained.accuracy >= 0.85)
            let description = try ModelBundle.readDescription(from: scratch["model"])
            #expect(description.classifier == .randomForest)
            #expect(description.provenance.versions["xgboost"] != nil)
            #expect(try scratch.text("model/MODEL_CARD.md").contains("random forest (XGBoost)"))

            let evaluated = try Program.mustRun(
                ["evaluate", "model", county.dataset, "--out", "e", "--precision", "fp32", "--json"],
                in: scratch.path)
            #expect(abs(try evaluated.object(EvaluateObject.self).accuracy - trained.accuracy) < 1e-9)

            let scored = try Program.mustRun(
                ["score", "model", county.imagery, "--out", "p.csv", "--precision", "fp32", "--json"],
                in: scratch.path)
            #expect(try scored.object(ScoreObject.self).reconciles)
            for row in try probabilities(of: "p.csv") {
                #expect(row.count == description.legend.classes.count)
                #expect(abs(row.reduce(0, +) - 1) < 1e-3)
            }
            _ = try Program.mustRun(["map", "p.csv", "--out", "map.tif", "--quiet"], in: scratch.path)
            let changed = try Program.mustRun(
                ["change", "model", "--before", county.part.before, "--after", county.part.after]
                    + ["--out", "change", "--json"], in: scratch.path)
            #expect(try changed.object(ChangeObject.self).reconciles)
        }

        @Test func threadsDoNotChangeTheTrees() throws {
            for (model, threads) in [("one", "1"), ("three", "3")] {
                _ = try train(
                    "--classifier", "random-forest", "--trees", "5", "--threads", threads, to: model)
            }
            #expect(try scratch.data("one/forest.safetensors") == scratch.data("three/forest.safetensors"))
        }

        @Test func boostingChoosesItsNumberOfTreesAndTakesBytes() throws {
            let trained = try train("--classifier", "gradient-boosting", "--trees", "40")
                .object(ForestObject.self)
            #expect(trained.classifier == "gradient boosting")
            #expect((1...40).contains(try #require(trained.trees)))
            #expect(trained.accuracy >= 0.8)
            let run = try Program.mustRun(
                [
                    "quantize", "model", county.dataset, "--calibration-tiles", "12", "--max-drop", "10",
                    "--least-held-out", "1",
                ]
                    + ["--max-flips", "40", "--quiet"], in: scratch.path)
            #expect(run.status == 0)
            let description = try ModelBundle.readDescription(from: scratch["model"])
            #expect(description.classifier == .gradientBoosting && description.quantization != nil)
            for precision in ["int8", "fp32"] {
                _ = try Program.mustRun(
                    ["score", "model", county.imagery, "--out", "\(precision).csv", "--precision", precision]
                        + ["--quiet"], in: scratch.path)
            }
            #expect(try probabilities(of: "int8.csv") != probabilities(of: "fp32.csv"))
        }

        @Test func aDamagedForestIsNamed() throws {
            _ = try train("--classifier", "random-forest", "--trees", "2")
            let bytes = try scratch.data("model/forest.safetensors")
            try scratch.write(bytes.prefix(bytes.count / 2), to: "model/forest.safetensors")
            try expectRefusal(
                ["score", "model", county.imagery, "--out", "p.csv"], in: scratch,
                saying: ["the forest of the model", "cut short"])
        }

        @Test(arguments: [
            (["--trees", "5"], "--classifier random-forest"),
            (["--classifier", "random-forest", "--penalty", "1"], "--penalty"),
            (["--classifier", "random-forest", "--learning-rate", "0.1"], "--learning-rate"),
            (["--classifier", "gradient-boosting", "--depth", "0"], "--depth takes"),
            (["--classifier", "random-forest", "--row-share", "1.5"], "--row-share takes"),
        ]) func settingsOfAnotherClassifierAreRefused(words: [String], text: String) throws {
            let run = try Program.run(
                ["transfer", county.dataset, "--out", "model"] + words, in: scratch.path)
            #expect(run.status == 64 && run.errors.contains(text))
            #expect(scratch.tree().isEmpty)
        }
    }
}

import AerialCore
import Foundation
import Imagery
import Networks
import Testing

extension EndToEnd {
    struct Model {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        @Test func transferKnowsTheHeldOutTiles() throws {
            let summary = try county.trained.object(TransferObject.self)
            let prepared = try county.prepared.object(PrepareObject.self)
            #expect(summary.train == prepared.train.values.reduce(0, +))
            #expect(summary.heldOut == prepared.test.values.reduce(0, +))
            #expect(summary.rejected == 0)
            #expect(summary.accuracy >= 0.85)
        }

        @Test func theSameSeedGivesTheSameWeights() throws {
            _ = try Program.mustRun(
                ["transfer", county.dataset, "--out", "again", "--quiet"], in: scratch.path)
            #expect(
                try scratch.data("again/weights.safetensors")
                    == county.scratch.data("model/weights.safetensors"))
        }

        @Test func keptFeaturesGiveTheSameWeights() throws {
            let words = [
                "transfer", county.dataset, "--out", "model", "--feature-cache", "features", "--quiet",
            ]
            for _ in 0..<2 {
                _ = try Program.mustRun(words, in: scratch.path)
                #expect(
                    try scratch.data("model/weights.safetensors")
                        == county.scratch.data("model/weights.safetensors"))
            }
            let kept = scratch.tree(below: "features")
            #expect(kept.count == 1)
            // One penalty is tried: what is kept does not hang on it.
            func few(_ turns: String) -> [String] { ["--turns", turns, "--penalty", "5"] }
            // More views are added, fewer taken from them; a damaged file is made anew.
            for turns in ["4", "1"] {
                _ = try Program.mustRun(words + few(turns), in: scratch.path)
                _ = try Program.mustRun(
                    ["transfer", county.dataset, "--out", "plain", "--quiet"] + few(turns),
                    in: scratch.path)
                #expect(
                    try scratch.data("model/weights.safetensors") == scratch.data("plain/weights.safetensors")
                )
            }
            #expect(scratch.tree(below: "features") == kept)
            let file = "features/" + kept[0]
            for damage in try damages(of: WeightsFile.read(from: scratch[file])) {
                try scratch.write(damage, to: file)
                _ = try Program.mustRun(words + few("1"), in: scratch.path)
                #expect(
                    try scratch.data("model/weights.safetensors") == scratch.data("plain/weights.safetensors")
                )
            }
        }

        /// Views that are no numbers, fewer than none, and more than there are rows; features that are no numbers.
        private func damages(of cache: WeightsFile) throws -> [Data] {
            let (views, features) = (try #require(cache["views"]), try #require(cache["features"]))
            let counts: [[Float]] = [
                [.nan], [.infinity, 1e30], [-1, 3], [0.5, 1.5], [1e9, -1e9 + 2],
            ]
            let badViews = try counts.map { values in
                let changed = values + views.values.dropFirst(values.count)
                return try NetworkWeights(tensors: [
                    "features": features, "views": Tensor(shape: views.shape, values: changed),
                ]).safetensors()
            }
            let values = [Float.nan] + features.values.dropFirst()
            let badFeatures = try NetworkWeights(tensors: [
                "features": Tensor(shape: features.shape, values: values), "views": views,
            ]).safetensors()
            return [Data("damaged".utf8)] + badViews + [badFeatures]
        }

        @Test func evaluateRepeatsTransfersFigure() throws {
            let run = try Program.mustRun(
                ["evaluate", county.model, county.dataset, "--out", "evaluation", "--group", "nlcd3"]
                    + ["--precision", "fp32", "--json"], in: scratch.path)
            let summary = try run.object(EvaluateObject.self)
            let trained = try county.trained.object(TransferObject.self)
            #expect(abs(summary.accuracy - trained.accuracy) < 1e-9)
            #expect(summary.counts.tiles == trained.heldOut)
            #expect(summary.confusionAxes == ["rows": "reference", "columns": "prediction"])
            #expect(summary.classNames == County.classNames)
            #expect(Set(summary.classes.keys) == Set(County.classNames))
            let reference = try county.prepared.object(PrepareObject.self).test
            #expect(summary.confusion.map { $0.reduce(0, +) } == County.classNames.map { reference[$0] ?? 0 })
            #expect(try #require(summary.groupedAccuracy) >= summary.accuracy)
            #expect(
                scratch.tree(below: "evaluation")
                    == ["confusion.csv", "metrics.json", "predictions.csv", "report.html"])
        }

        @Test func theReportNeedsNoNetwork() throws {
            _ = try Program.mustRun(
                ["evaluate", county.model, county.dataset, "--out", "evaluation", "--quiet"], in: scratch.path
            )
            let page = try scratch.text("evaluation/report.html")
            #expect(page.hasPrefix("<!DOCTYPE html>") || page.hasPrefix("<!doctype html>"))
            for outside in ["src=\"http", "href=\"http", "@import", "<script src"] {
                #expect(!page.contains(outside))
            }
        }

        @Test func evaluateTellsTheSplitOnce() throws {
            let run = try Program.mustRun(
                ["evaluate", county.model, county.dataset, "--out", "evaluation"], in: scratch.path)
            #expect(run.output.contains("tiles held out by place, in blocks of 500"))
            #expect(!run.output.contains("held out held out"))
        }

        @Test func theMapAgreesWithTheTruthOnPureTiles() throws {
            let run = try Program.mustRun(
                [
                    "map", county.predictions, "--out", "map.tif", "--compare", county.truth, "--areas",
                    "areas.csv",
                ]
                    + ["--report", "map.html", "--json"], in: scratch.path)
            let summary = try run.object(MapObject.self)
            let comparison = try #require(summary.comparison)
            #expect(comparison.pureTiles >= 10)
            #expect(comparison.pureAgreement >= 0.95)
            #expect(summary.areas.map(\.tiles).reduce(0, +) == summary.scored)
            for area in summary.areas { #expect(abs(area.hectares - Double(area.tiles) * 5.0176) < 1e-6) }
            #expect(try scratch.text("areas.csv").hasPrefix("class,tiles,hectares,percent"))
        }

        @Test func aMapOfAMapIsTheSameMap() throws {
            _ = try Program.mustRun(
                ["map", county.predictions, "--out", "map.tif", "--quiet"], in: scratch.path)
            _ = try Program.mustRun(["map", "map.tif", "--out", "again.tif", "--quiet"], in: scratch.path)
            #expect(
                try ClassMapFile.read(path: scratch["again.tif"]).map
                    == ClassMapFile.read(path: scratch["map.tif"]).map)
        }

        @Test func aPictureOfTheMapIsAPNG() throws {
            _ = try Program.mustRun(
                ["map", county.predictions, "--out", "map.png", "--smooth", "--group", "nlcd3", "--quiet"],
                in: scratch.path)
            #expect(try scratch.data("map.png").prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
        }

        @Test func aDrawingOfTheMapNeedsNothingBesideIt() throws {
            _ = try Program.mustRun(
                ["map", county.predictions, "--out", "map.svg", "--quiet"], in: scratch.path)
            let drawing = try scratch.text("map.svg")
            #expect(drawing.hasPrefix("<svg xmlns="))
            for name in County.classNames { #expect(drawing.contains(">\(name)")) }
            #expect(!drawing.contains("href=\"http"))
        }
    }
}

import AerialCore
import Foundation
import Imagery
import Testing

extension EndToEnd {
    /// Datasets that cannot be used, and pictures among good ones that cannot.
    struct DatasetRefusals {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func removeAllButOne(of folder: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: scratch[folder]).sorted()
                .dropFirst()
            {
                try FileManager.default.removeItem(atPath: scratch["\(folder)/\(name)"])
            }
        }

        @Test func aClassWithOneImageIsNamed() throws {
            _ = try scratch.copy(county.dataset, to: "dataset")
            try removeAllButOne(of: "dataset/train/Barren")
            try expectRefusal(
                ["transfer", "dataset", "--out", "model"], in: scratch,
                saying: ["'Barren' has 1 training image", "--map-classes"])
        }

        @Test func aDatasetOfOneClassIsRefused() throws {
            try FileManager.default.createDirectory(
                atPath: scratch["one"], withIntermediateDirectories: false)
            _ = try scratch.copy(county.dataset + "/train/Forest", to: "one/Forest")
            try expectRefusal(
                ["transfer", "one", "--out", "model"], in: scratch,
                saying: ["at least two classes", "'Forest'"])
        }

        @Test func anEmptyDatasetIsRefused() throws {
            try FileManager.default.createDirectory(
                atPath: scratch["empty"], withIntermediateDirectories: false)
            for arguments in [["transfer", "empty"], ["evaluate", county.model, "empty"]] {
                try expectRefusal(
                    arguments + ["--out", "result"], in: scratch,
                    saying: ["empty holds no images", "<Class>/<image>"])
            }
        }

        @Test func evaluateNamesTheClassesThatTheModelDoesNotKnow() throws {
            _ = try scratch.copy(county.dataset + "/test", to: "dataset")
            try FileManager.default.moveItem(
                atPath: scratch["dataset/Forest"], toPath: scratch["dataset/Jungle"])
            try expectRefusal(
                ["evaluate", county.model, "dataset", "--out", "evaluation"], in: scratch,
                saying: ["does not know: Jungle", "--map-classes"])
        }

        /// Good pictures are scored, bad ones listed with their reasons, and the counts reconcile.
        @Test func badPicturesAmongGoodOnesAreRejected() throws {
            _ = try scratch.copy(county.dataset + "/test", to: "tiles")
            let good = scratch.tree(below: "tiles").count { $0.hasSuffix(".png") }
            try scratch.write("no picture", to: "tiles/Forest/broken.jpg")
            let tile = try #require(scratch.tree(below: "tiles/Shrub").first)
            try scratch.write(
                try scratch.data("tiles/Shrub/\(tile)").prefix(500), to: "tiles/Shrub/short.png")

            let run = try Program.run(
                ["score", county.model, "tiles", "--out", "predictions.csv", "--json"], in: scratch.path)
            let summary = try run.object(ScoreObject.self)
            #expect(run.status == 3)
            #expect(summary.reconciles)
            #expect(summary.scored == good)
            #expect(summary.rejected == 2)
            let rejected = try PredictionFile.read(path: scratch["predictions.csv"]).rows.filter {
                $0.status == .rejected
            }
            #expect(rejected.map(\.filePath) == ["tiles/Forest/broken.jpg", "tiles/Shrub/short.png"])
            for row in rejected {
                #expect(!row.reason.isEmpty)
                #expect(run.errors.contains(row.filePath ?? "-"))
            }
        }

        @Test func evaluateCountsBadPictures() throws {
            _ = try scratch.copy(county.dataset + "/test", to: "tiles")
            try scratch.write("no picture", to: "tiles/Forest/broken.jpg")
            let run = try Program.run(
                ["evaluate", county.model, "tiles", "--out", "evaluation", "--json"], in: scratch.path)
            let summary = try run.object(EvaluateObject.self)
            #expect(run.status == 3)
            #expect(summary.counts.rejected == 1)
            #expect(summary.counts.tiles == summary.counts.scored + 1)
            #expect(try scratch.text("evaluation/report.html").contains("broken.jpg"))
        }

        @Test func anotherDatasetIsNotReplaced() throws {
            try scratch.write("keep me", to: "dataset/notes.txt")
            try expectRefusal(
                ["prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "dataset"],
                in: scratch, saying: ["dataset is there already", "--out"])
            #expect(try scratch.text("dataset/notes.txt") == "keep me")
        }
    }
}

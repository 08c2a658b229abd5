import Foundation
import Testing

extension EndToEnd {
    /// Training the network itself, on a few tiles at a small size so that it takes seconds.
    struct Finetune {
        let scratch = Scratch()

        init() throws {
            let county = try County.current()
            for name in ["Forest", "Cultivated"] {
                for side in ["train", "test"] {
                    try scratch.copyDataset(
                        county, side: side, className: name, limit: side == "train" ? 12 : 4)
                }
            }
            try scratch.write("first-input-size: 64\nvalidation-fraction: 0\n", to: "small.yaml")
        }

        private func arguments(_ out: String, _ more: String...) -> [String] {
            [
                "finetune", "dataset", "--out", out, "--config", "small.yaml", "--batch-size", "4", "--seed",
                "3",
            ] + more
        }

        @Test(arguments: ["all", "last-only"]) func theModelScoresLikeAnyOther(depth: String) throws {
            let run = try Program.mustRun(
                arguments("model", "--epochs", "2", "--retrain", depth, "--json"), in: scratch.path)
            let summary = try run.object(FinetuneObject.self)
            #expect(summary.train == scratch.tree(below: "dataset/train").count { $0.hasSuffix(".png") })
            #expect(summary.heldOut == scratch.tree(below: "dataset/test").count { $0.hasSuffix(".png") })
            #expect(summary.epochs == 2)
            #expect(summary.accuracy >= 0.75)
            for name in [
                "model.json", "weights.safetensors", "MODEL_CARD.md", "training.yaml", "history.csv",
            ] {
                #expect(scratch.tree(below: "model").contains(name))
            }
            #expect(!scratch.tree().contains("model.checkpoints"))
            let evaluation = try Program.mustRun(
                ["evaluate", "model", "dataset", "--out", "evaluation", "--json"], in: scratch.path)
            #expect(abs(try evaluation.object(EvaluateObject.self).accuracy - summary.accuracy) < 1e-9)
        }

        @Test func aPlaceThatCannotBeWrittenIsNamedBeforeAnEpoch() throws {
            try scratch.write("in the way", to: "file")
            let run = try expectRefusal(
                arguments("file/model", "--epochs", "1", "--retrain", "last-only"), in: scratch,
                saying: ["cannot write file/model", "Not a directory"])
            #expect(!run.errors.contains("training"), "\(run.errors)")
        }

        /// What `score` and `change` warn by when imagery is unlike it.
        @Test func theModelKeepsTheScaleAndColoursThatItLearnedFrom() throws {
            _ = try Program.mustRun(
                arguments("model", "--epochs", "1", "--retrain", "last-only", "--gsd", "2"), in: scratch.path)
            let description = try JSONDecoder().decode(
                LearnedFrom.self, from: scratch.data("model/model.json"))
            let training = scratch.tree(below: "dataset/train").count { $0.hasSuffix(".png") }
            #expect(description.colors.tiles == training)
            #expect(description.colors.mean.allSatisfy { (1...254).contains($0) })
            #expect(description.groundSampleDistance.metersPerPixel == 2)
            let scored = try Program.mustRun(
                ["score", "model", County.current().laterImagery, "--out", "later.csv"], in: scratch.path)
            #expect(scored.errors.contains("has other colours than the model learned from"))
            #expect(scored.errors.contains("pixels of 1 m, the model learned from 2 m"))
            // The record travels with the predictions, the folders of this machine do not.
            let record = try scratch.text("later.csv.aerial.json")
            #expect(record.contains("\"imagery_after.tif has other colours"))
            #expect(record.contains("\"imagery_after.tif shows tiles in pixels of 1 m"))
        }

        private struct LearnedFrom: Decodable {
            struct Colors: Decodable {
                let tiles: Int
                let mean: [Double]
            }
            struct Scale: Decodable {
                let metersPerPixel: Double
            }
            let colors: Colors
            let groundSampleDistance: Scale
        }

        /// `kill -9` after the second checkpoint, then `--resume`: the same weights, byte for byte.
        @Test func aKilledTrainingEndsWithTheSameBytes() throws {
            let more = ["--epochs", "3", "--checkpoint-steps", "1"]
            _ = try Program.mustRun(arguments("whole") + more, in: scratch.path)
            let killed = try Program.runKilled(
                arguments("model") + more, in: scratch.path,
                when: { scratch.tree().contains("model.checkpoints/step-00000004") })
            #expect(killed)
            let resumed = try Program.mustRun(arguments("model", "--resume") + more, in: scratch.path)
            #expect(resumed.errors.contains("going on from epoch"))
            #expect(
                try scratch.data("model/weights.safetensors") == scratch.data("whole/weights.safetensors"))
        }

        private func loss(_ model: String) throws -> Double {
            let row = try #require(try scratch.text("\(model)/history.csv").split(separator: "\n").last)
            return try #require(Double(row.split(separator: ",")[1]))
        }

        /// Two ranks that share their norms see the batch that one process sees.
        @Test func twoProcessesLearnWhatOneLearns() throws {
            let more = ["--epochs", "1", "--sync-batch-norm", "--precision", "fp32"]
            _ = try Program.mustRun(arguments("one") + more, in: scratch.path)
            let run = try Program.mustRun(arguments("two", "--processes", "2") + more, in: scratch.path)
            #expect(run.errors.contains("in each of 2 processes"))
            #expect(abs(try loss("one") - loss("two")) < 5e-3)
            #expect(!scratch.tree().contains("two.checkpoints"))
        }

        @Test func everyStepIsLogged() throws {
            let run = try Program.mustRun(
                arguments("model", "--epochs", "2", "--step-log", "steps.csv", "--processes", "2", "--json"),
                in: scratch.path)
            let rows = try scratch.text("steps.csv").split(separator: "\n").map { $0.split(separator: ",") }
            #expect(rows[0] == ["epoch", "step", "learning_rate", "loss", "gradient_norm", "seconds"])
            let steps = try run.object(FinetuneObject.self).train / 4
            #expect(
                rows.dropFirst().map { row in "\(row[0]).\(row[1])" }
                    == [1, 2].flatMap { epoch in
                        (1...steps).map { step in "\(epoch).\(step)" }
                    })
            #expect(rows.dropFirst().allSatisfy { Double($0[3])?.isFinite ?? false })
        }

        @Test func aBatchThatDoesNotDivideIsRefused() throws {
            let run = try Program.run(arguments("model", "--processes", "3"), in: scratch.path)
            #expect(run.status == 1)
            #expect(run.errors.contains("--batch-size 4 does not divide into 3 equal parts"))
            #expect(!scratch.tree().contains { $0.hasPrefix("model") })
        }

        @Test func aPictureThatCannotBeReadIsListed() throws {
            try scratch.write("no picture", to: "dataset/train/Forest/broken.png")
            let run = try Program.run(
                arguments("model", "--epochs", "1", "--retrain", "last-only", "--json"), in: scratch.path)
            #expect(run.status == 3)
            #expect(run.errors.contains("broken.png"))
            #expect(try run.object(FinetuneObject.self).rejected == 1)
        }
    }

    struct FinetuneRefusals {
        let scratch = Scratch()

        init() throws {
            let county = try County.current()
            for name in ["Forest", "Developed"] {
                try scratch.copyDataset(county, side: "train", className: name, limit: 6)
            }
            try scratch.write("first-input-size: 64\nvalidation-fraction: 0\n", to: "small.yaml")
        }

        private func arguments(_ more: String...) -> [String] {
            ["finetune", "dataset", "--out", "model", "--config", "small.yaml", "--batch-size", "4"] + more
        }

        @Test func aDatasetOfOneClassIsRefused() throws {
            try FileManager.default.removeItem(atPath: scratch["dataset/train/Forest"])
            try expectRefusal(arguments(), in: scratch, saying: ["at least two classes", "'Developed'"])
        }

        @Test func aClassWithoutImagesIsSaid() throws {
            try FileManager.default.createDirectory(
                atPath: scratch["dataset/test/Barren"], withIntermediateDirectories: true)
            try scratch.copyDataset(try County.current(), side: "test", className: "Barren", limit: 1)
            let run = try Program.mustRun(
                arguments("--epochs", "1", "--retrain", "last-only"), in: scratch.path)
            #expect(run.errors.contains("'Barren' has no training images"))
        }

        @Test func onlyNetworksWithDenseLayersRetrainThem() throws {
            try expectRefusal(
                arguments("--retrain", "fully-connected"), in: scratch,
                saying: ["efficientnet-lite0 has no dense layers", "--retrain last-only"])
        }

        @Test func anUnknownSettingIsNamedWithTheKnownOnes() throws {
            try scratch.write("learnig-rate: 1\n", to: "small.yaml")
            try expectRefusal(arguments(), in: scratch, saying: ["'learnig-rate'", "learning-rate"])
        }

        /// A loss that is no number ends the training; the last good checkpoint stays.
        @Test func aDivergedTrainingStopsAndSaysWhere() throws {
            let run = try Program.run(
                arguments("--epochs", "3", "--learning-rate", "1e30", "--checkpoint-steps", "1"),
                in: scratch.path)
            #expect(run.status == 1)
            #expect(run.errors.contains("the loss is not a number at step"))
            #expect(run.errors.contains("--learning-rate"))
            #expect(scratch.tree().contains { $0.hasPrefix("model.checkpoints/step-") })
            #expect(!scratch.tree().contains("model"))
        }

        /// However few its steps are: after the last one no loss is computed.
        @Test func aTrainingThatDivergesAtItsEndLeavesNoModel() throws {
            try scratch.write(
                "first-input-size: 64\nvalidation-fraction: 0\nwarmup-epochs: 0\n", to: "small.yaml")
            let run = try Program.run(
                arguments("--epochs", "1", "--learning-rate", "1e30"),
                in: scratch.path)
            #expect(run.status == 1 && run.errors.contains("diverged"), "\(run.errors)")
            #expect(!scratch.tree().contains("model"))
        }

        @Test func anotherTrainingsCheckpointIsRefused() throws {
            let stopped = try Program.runKilled(
                arguments("--epochs", "9", "--checkpoint-steps", "1"), in: scratch.path,
                when: { scratch.tree().contains("model.checkpoints/step-00000002") })
            #expect(stopped)
            // The checkpoint that it was writing just then: the next run takes it away, refused or not.
            for name in scratch.tree() where name.hasPrefix("model.checkpoints/.step-") {
                try? FileManager.default.removeItem(atPath: "\(scratch.path)/\(name)")
            }
            try expectRefusal(
                arguments("--epochs", "9"), in: scratch, saying: ["model.checkpoints", "--resume"])
            try expectRefusal(
                arguments("--epochs", "9", "--resume", "--backbone", "mobilenet-v2", "--from-scratch"),
                in: scratch,
                saying: ["another training", "the backbone (efficientnet-lite0)"])
            try expectRefusal(
                arguments("--epochs", "8", "--resume"), in: scratch,
                saying: ["another training", "the recipe"])
            let image = try #require(scratch.tree(below: "dataset/train/Forest").first)
            try FileManager.default.removeItem(atPath: scratch["dataset/train/Forest/\(image)"])
            try expectRefusal(
                arguments("--epochs", "9", "--resume"), in: scratch,
                saying: ["another training", "the dataset's images"])
        }

        @Test func aFullDiskAtACheckpointSaysSo() throws {
            try expectRefusal(
                arguments("--epochs", "1"), in: scratch, saying: ["cannot write the checkpoint", "--resume"],
                largestFile: 1024)
        }
    }
}

/// What `finetune --json` tells.
struct FinetuneObject: Decodable {
    let accuracy: Double
    let train: Int
    let heldOut: Int
    let rejected: Int
    let epochs: Int
}

extension Scratch {
    /// Copies some tiles of a class of the county's dataset to `dataset/SIDE/CLASS`.
    fileprivate func copyDataset(_ county: County, side: String, className: String, limit: Int) throws {
        let source = "\(county.dataset)/\(side)/\(className)"
        let target = self["dataset/\(side)/\(className)"]
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted().prefix(limit) {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        }
    }
}

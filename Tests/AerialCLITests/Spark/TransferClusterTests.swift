import AerialCore
import Foundation
import Imagery
import Networks
import Testing

private struct MLlibObject: Decodable {
    let accuracy: Double
    let heldOut: Int
    let train: Int
    let rejected: Int
    let classifier: String
    let mllibAccuracy: Double
    let mllibAgreeing: Int
    let mllibModel: String
}

extension EndToEnd {
    /// What `transfer --spark` promises, on a small cluster.
    @Suite(.serialized, .enabled(if: SparkCluster.current != nil)) struct TransferClusterTests {
        private let county: County
        private let cluster: SparkCluster
        private let scratch = Scratch()

        init() throws {
            county = try County.current()
            cluster = try #require(SparkCluster.current)
        }

        private func train(_ more: [String] = [], dataset: String? = nil) throws -> Program.Run {
            try Program.run(
                ["transfer", dataset ?? county.dataset, "--out", "model", "--json"]
                    + ["--spark", cluster.address, "--spark-storage", scratch["jobs"]]
                    + ["--worker", SparkCluster.worker] + more, in: scratch.path)
        }

        /// The model folder must say of every held-out tile what MLlib says, here and wherever it scores.
        private func expectAnOrdinaryModel(_ trained: MLlibObject) throws {
            #expect(trained.mllibAgreeing == trained.heldOut && trained.rejected == 0)
            #expect(abs(trained.mllibAccuracy - trained.accuracy) < 1e-9)
            let evaluated = try Program.mustRun(
                ["evaluate", "model", county.dataset, "--out", "e", "--precision", "fp32", "--json"],
                in: scratch.path)
            #expect(abs(try evaluated.object(EvaluateObject.self).accuracy - trained.accuracy) < 1e-9)
            let scored = try Program.mustRun(
                ["score", "model", county.imagery, "--out", "p.csv", "--json"], in: scratch.path)
            #expect(try scored.object(ScoreObject.self).reconciles)
        }

        @Test func aRegressionOfMLlibIsAnOrdinaryModel() throws {
            let run = try train(["--mllib-param", "maxIter=50", "--mllib-param", "regParam=0.001"])
            try #require(run.status == 0, "\(run.errors)")
            let trained = try run.object(MLlibObject.self)
            #expect(trained.classifier == "logistic regression")
            let local = try county.trained.object(TransferObject.self)
            #expect(trained.train == local.train && trained.heldOut == local.heldOut)
            // MLlib stops at another place than the local fit: two of a few dozen tiles may fall differently.
            #expect((local.accuracy - trained.accuracy) * Double(local.heldOut) < 2.5)
            try expectAnOrdinaryModel(trained)
            let description = try ModelBundle.readDescription(from: scratch["model"])
            #expect(description.classifier == nil)
            #expect(description.provenance.options["mllib.maxIter"] == "50")
            #expect(description.provenance.versions["spark"]?.hasPrefix("4.") == true)
            #expect(description.trainingData.heldOutTiles.count == local.heldOut)
        }

        @Test func aForestOfMLlibIsAnOrdinaryModel() throws {
            let run = try train(
                ["--classifier", "random-forest", "--mllib-param", "numTrees=40", "--turns", "1"])
            try #require(run.status == 0, "\(run.errors)")
            let trained = try run.object(MLlibObject.self)
            #expect(trained.classifier == "random forest")
            try expectAnOrdinaryModel(trained)
            let model = try ModelBundle.read(from: scratch["model"])
            #expect(model.description.classifier == .randomForest && model.forest?.treeCount == 40)
            #expect(try scratch.text("model/MODEL_CARD.md").contains("MLlib's RandomForestClassifier"))
            #expect(FileManager.default.fileExists(atPath: trained.mllibModel))
        }

        @Test func featuresAreThoseOfALocalRun() throws {
            let words = ["--turns", "2", "--save-features"]
            try #require(try train(words + ["spark.safetensors"]).status == 0)
            _ = try Program.mustRun(
                ["transfer", county.dataset, "--out", "local", "--quiet"] + words + ["local.safetensors"],
                in: scratch.path)
            let there = try WeightsFile.read(from: scratch["spark.safetensors"])
            let here = try WeightsFile.read(from: scratch["local.safetensors"])
            for side in ["train", "test"] {
                #expect(there["\(side).labels"] == here["\(side).labels"])
                let (far, near) = (
                    try #require(there["\(side).features"]), try #require(here["\(side).features"])
                )
                #expect(far.shape == near.shape)
                #expect(far.values == near.values)
            }
        }

        @Test func anImageThatCannotBeReadIsRejected() throws {
            let dataset = try scratch.copy(county.dataset, to: "dataset")
            let tile = try #require(
                scratch.tree(below: "dataset").filter {
                    $0.hasPrefix("train/Forest/") && $0.hasSuffix(".png")
                }.first)
            try scratch.write("no image", to: "dataset/" + tile)
            let run = try train(["--turns", "1"], dataset: dataset)
            #expect(run.status == 3, "\(run.errors)")
            #expect(run.errors.contains(tile))
            let trained = try run.object(MLlibObject.self)
            #expect(trained.rejected == 1 && trained.mllibAgreeing == trained.heldOut)
        }

        @Test func aWorkerThatDropsRowsLeavesNoModel() throws {
            let path = try scratch.write(
                "#!/bin/bash\n'\(SparkCluster.worker)' \"$@\" | sed 3d\n", to: "dropping.sh")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            let run = try Program.run(
                ["transfer", county.dataset, "--out", "model", "--turns", "1", "--partitions", "2"]
                    + ["--spark", cluster.address, "--spark-storage", scratch["jobs"], "--worker", path],
                in: scratch.path)
            #expect(run.status == 1 && run.errors.contains("have no answer"), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: scratch["model"]))
        }
    }

    struct SparkTrainingArguments {
        private let scratch = Scratch()

        @Test(arguments: [
            (["--mllib-param", "maxIter=5"], 64, "needs --spark"),
            (["--spark", "sc://x", "--spark-storage", "/s", "--penalty", "1"], 64, "--mllib-param regParam"),
            (
                [
                    "--spark", "sc://x", "--spark-storage", "/s", "--classifier", "random-forest", "--trees",
                    "9",
                ],
                64, "--mllib-param numTrees"
            ),
            (
                ["--spark", "sc://x", "--spark-storage", "/s", "--classifier", "gradient-boosting"], 64,
                "two classes alone"
            ),
            (
                ["--spark", "sc://x", "--spark-storage", "/s", "--mllib-param", "maxIters=5"], 1,
                "has no parameter 'maxIters'"
            ),
        ]) func whatMLlibDoesNotTakeIsRefused(words: [String], status: Int32, text: String) throws {
            let county = try County.current()
            let run = try Program.run(
                ["transfer", county.dataset, "--out", "model"] + words, in: scratch.path)
            #expect(run.status == status && run.errors.contains(text), "\(run.errors)")
            #expect(scratch.tree().isEmpty)
        }
    }
}

import AerialCore
import Foundation
import Imagery
import Networks
import Testing

private struct QuantizeObject: Decodable {
    let quantization: QuantizationRecord
    let tilesPerSecondFloat32: Double
    let tilesPerSecondInt8: Double
}

extension EndToEnd {
    struct Quantize {
        let county: County
        let scratch = Scratch()

        init() throws {
            county = try County.current()
            _ = try scratch.copy(county.model, to: "model")
        }

        private func quantize(_ arguments: String...) throws -> Program.Run {
            try Program.run(
                [
                    "quantize", "model", county.dataset, "--calibration-tiles", "12", "--least-held-out", "1",
                    "--json",
                ] + arguments,
                in: scratch.path)
        }

        @Test func aModelIsScoredInBytesOnceItIsCleared() throws {
            try scratch.write("epochs: 3", to: "model/training.yaml")
            let run = try quantize("--max-drop", "5", "--max-flips", "20")
            #expect(try scratch.text("model/training.yaml") == "epochs: 3")
            let found = try run.object(QuantizeObject.self)
            let description = try ModelBundle.readDescription(from: scratch["model"])
            #expect(description.quantization == found.quantization)
            #expect(found.quantization.drop <= 5 && found.quantization.flippedLabels <= 0.2)
            #expect(found.quantization.heldOutTiles == description.trainingData.heldOutTiles.count)
            #expect(found.tilesPerSecondInt8 > 0 && found.tilesPerSecondFloat32 > 0)
            #expect(try scratch.text("model/MODEL_CARD.md").contains("## In 8 bits"))

            let scored = try Program.mustRun(
                ["score", "model", county.imagery, "--out", "a.csv", "--json"], in: scratch.path)
            #expect(try scored.object(ScoreObject.self).precision == "int8")
            #expect(scored.errors.contains("int8"))
            let float = try Program.mustRun(
                ["score", "model", county.imagery, "--out", "b.csv", "--json", "--precision", "fp32"],
                in: scratch.path)
            #expect(try float.object(ScoreObject.self).precision == "fp32")
            let (bytes, exact) = try (
                PredictionFile.read(path: scratch["a.csv"]), PredictionFile.read(path: scratch["b.csv"])
            )
            let same = zip(bytes.rows, exact.rows).count { $0.predictedClass == $1.predictedClass }
            #expect(bytes.rows.count == exact.rows.count)
            #expect(Double(same) >= 0.8 * Double(exact.rows.count))
            #expect(bytes.rows.map(\.probabilities) != exact.rows.map(\.probabilities))

            let evaluated = try Program.mustRun(
                ["evaluate", "model", county.dataset, "--out", "e", "--json"], in: scratch.path)
            let accuracy = try evaluated.object(EvaluateObject.self).accuracy
            #expect(abs(accuracy - found.quantization.accuracyInt8) < 1e-6)
        }

        @Test func aFewHeldOutTilesClearNothing() throws {
            try expectRefusal(
                ["quantize", "model", county.dataset], in: scratch,
                saying: ["held-out tiles", "too few", "--least-held-out"])
        }

        /// Nobody can be asked to lose less than nothing: what changes any label at all is refused.
        @Test func aFormThatLosesTooMuchLeavesTheModelAsItWas() throws {
            let before = try ["model.json", "weights.safetensors", "MODEL_CARD.md"].map {
                try scratch.data("model/\($0)")
            }
            let run = try quantize("--max-drop", "0", "--max-flips", "0")
            if run.status == 0 {
                let record = try run.object(QuantizeObject.self).quantization
                #expect(record.drop <= 0 && record.flippedLabels == 0)
            } else {
                #expect(run.status == 1 && run.errors.contains("--max-flips 0"))
                let after = try ["model.json", "weights.safetensors", "MODEL_CARD.md"].map {
                    try scratch.data("model/\($0)")
                }
                #expect(after == before)
                #expect(!scratch.tree(below: "model").contains("int8.safetensors"))
            }
        }

        @Test func bytesWithoutAnEightBitFormAreRefused() throws {
            try expectRefusal(
                ["score", "model", county.imagery, "--out", "a.csv", "--precision", "int8"], in: scratch,
                saying: ["no 8-bit form", "aerial quantize"])
        }
    }
}

internal import Foundation
internal import Networks
internal import Reporting

/// What `quantize` tells.
struct QuantizeResult: Encodable {
    let record: QuantizationRecord
    let trials: [RoundingTrial]
    /// Of the network alone, in images a second.
    let float32PerSecond: Double
    let int8PerSecond: Double

    private enum CodingKeys: String, CodingKey {
        case record = "quantization"
        case float32PerSecond = "tilesPerSecondFloat32"
        case int8PerSecond = "tilesPerSecondInt8"
    }

    var recordedMetrics: [String: Double?] {
        [
            "accuracyFloat32": record.accuracyFloat32, "accuracyInt8": record.accuracyInt8,
            "drop": record.drop,
            "flippedLabels": record.flippedLabels, "heldOut": Double(record.heldOutTiles),
            "tilesPerSecondFloat32": float32PerSecond, "tilesPerSecondInt8": int8PerSecond,
        ]
    }

    var text: String {
        let rows = trials.map { trial in
            let isChosen =
                trial.rule == record.rangeRule && trial.correctsBias == record.biasCorrection
                && trial.kept.sorted() == record.floatingPointLayers
            return [
                trial.rule.rawValue, trial.correctsBias ? "corrected" : "as trained", "\(trial.kept.count)",
                String(format: "%.5f", trial.divergence), String(format: "%.2f", 100 * trial.flips),
                isChosen ? "chosen" : "",
            ]
        }
        let table = TextTable(
            columns: [
                .text("Ranges"), .text("Biases"), .number("Layers in fp32"), .number("Divergence"),
                .number("Flips %"), .text(""),
            ], rows: rows)
        return [
            table.rendered(), "", record.sentence,
            String(
                format: "The network alone: %.1f tiles/s in fp32, %.1f in int8 (%.2f times).",
                float32PerSecond,
                int8PerSecond, int8PerSecond / max(float32PerSecond, 1e-9)),
        ].joined(separator: "\n")
    }
}

extension RoundingTrial {
    var line: String {
        let layers = kept.isEmpty ? "" : ", \(kept.count) layers in fp32"
        return "\(rule.rawValue)\(correctsBias ? ", biases corrected" : "")\(layers): "
            + String(format: "divergence %.5f, %.2f %% of labels change", divergence, 100 * flips)
    }
}

extension QuantizationRecord {
    fileprivate var sentence: String {
        String(
            format: "On %d held-out tiles: %.2f %% in fp32, %.2f %% in int8; %.2f %% of the labels differ.",
            heldOutTiles, 100 * accuracyFloat32, 100 * accuracyInt8, 100 * flippedLabels)
    }

    /// For the model's card.
    var note: String {
        let layers =
            floatingPointLayers.isEmpty
            ? "all convolutions" : "all convolutions but \(floatingPointLayers.joined(separator: ", "))"
        return
            "\(layers.prefix(1).uppercased() + layers.dropFirst()) also in bytes (weights of \(weightBits.rawValue) "
            + "bits): ranges by \(rangeRule.rawValue) over \(calibrationTiles) training tiles"
            + (biasCorrection ? ", biases corrected" : "") + ". \(sentence) Measured on: \(processor)."
    }
}

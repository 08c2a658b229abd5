internal import Foundation
public import Networks

/// What a model's 8-bit form is worth.
public struct QuantizeResult: ReportedOutcome {
    /// How the form was made and judged, as the model's folder keeps it.
    public let record: QuantizationRecord
    package let trials: [RoundingTrial]
    /// Of the network alone, in images per second.
    public let float32PerSecond: Double
    /// Of the 8-bit network alone, in images per second.
    public let int8PerSecond: Double

    /// What its JSON holds.
    public var figures: QuantizeFigures {
        QuantizeFigures(
            quantization: record, tilesPerSecondFloat32: float32PerSecond, tilesPerSecondInt8: int8PerSecond)
    }
}

/// The figures of an 8-bit form.
public struct QuantizeFigures: Codable, Sendable {
    /// How the form was made and judged, as the model's folder keeps it.
    public let quantization: QuantizationRecord
    /// Of the network alone, in images per second.
    public let tilesPerSecondFloat32: Double
    /// Of the 8-bit network alone, in images per second.
    public let tilesPerSecondInt8: Double
}

extension RoundingTrial {
    var line: String {
        let layers = kept.isEmpty ? "" : ", \(kept.count) layers in fp32"
        return "\(rule.rawValue)\(correctsBias ? ", biases corrected" : "")\(layers): "
            + String(format: "divergence %.5f, %.2f %% of labels change", divergence, 100 * flips)
    }
}

extension QuantizationRecord {
    package var sentence: String {
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

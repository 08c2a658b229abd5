internal import Aerial
internal import Foundation
internal import Networks
internal import Reporting

extension QuantizeResult {
    /// Tables for stdout.
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

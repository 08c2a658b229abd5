internal import AerialCore
internal import Foundation
internal import Networks
internal import Reporting

extension ModelDescription {
    /// The model as reports and its card tell of it.
    var facts: ModelFacts {
        ModelFacts(
            backbone: backbone, classifier: provenance.options["classifier"] ?? provenance.command,
            trainingSamples: trainingData.trainingCounts.values.reduce(0, +),
            trainedOn: provenance.created.formatted(.iso8601.year().month().day()),
            metersPerPixel: groundSampleDistance?.metersPerPixel,
            others: [
                Fact("Input", "tiles of \(tile)"), Fact("Seed", String(provenance.seed)),
            ]
                + (temperature.map {
                    [Fact("Temperature", String(format: "%.3f, by which logits are divided", $0))]
                } ?? []) + provenance.versions.sorted { $0.key < $1.key }.map { Fact($0.key, $0.value) })
    }
}

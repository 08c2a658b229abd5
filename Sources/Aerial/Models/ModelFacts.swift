internal import AerialCore
internal import Foundation
internal import Networks
internal import Reporting

extension ModelDescription {
    /// `tiles of 224 m, 224 pixels, red, green, blue`; of pictures of unknown scale no metres are told.
    var inputDescription: String {
        guard let pixel = inputPixelMeters else {
            return "pictures of \(tile.sidePixels) pixels, \(tile.bands.joined(separator: ", "))"
        }
        let side = TileSpec.text((pixel * Double(tile.sidePixels) * 1000).rounded() / 1000)
        return "tiles of \(side) m, \(tile.sidePixels) pixels, \(tile.bands.joined(separator: ", "))"
    }

    /// The model as reports and its card tell of it.
    var facts: ModelFacts {
        ModelFacts(
            backbone: backbone, classifier: provenance.options["classifier"] ?? provenance.command,
            trainingSamples: trainingData.trainingCounts.values.reduce(0, +),
            trainedOn: provenance.created.formatted(.iso8601.year().month().day()),
            metersPerPixel: groundSampleDistance?.metersPerPixel,
            others: [
                Fact("Input", inputDescription), Fact("Seed", String(provenance.seed)),
            ]
                + (temperature.map {
                    [Fact("Temperature", String(format: "%.3f, by which logits are divided", $0))]
                } ?? []) + provenance.versions.sorted { $0.key < $1.key }.map { Fact($0.key, $0.value) })
    }
}

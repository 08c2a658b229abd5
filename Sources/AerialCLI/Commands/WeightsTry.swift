internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Reporting

struct WeightsTry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Run a pretrained network with its own ImageNet head on one picture.",
        discussion: """
            Gives the five most probable ImageNet classes by number, to check weights against another program; with \
            --json all 1000 numbers before softmax.

            Example:
              aerial weights try efficientnet-lite0 photo.jpg
            """)

    @Argument(help: "The network.")
    var backbone: Backbone

    @Argument(help: "The picture; it is scaled to the size of the network's input.")
    var image: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard !backbone.isImported else {
            throw CommandError(
                "\(backbone.name) came as an ONNX file, of which the part up to the features is kept: it has no head to try."
            )
        }
        guard let path = WeightsStore().weightsPath(for: backbone) else {
            throw CommandError(
                "there are no weights for \(backbone.name) here; 'aerial weights list' says how to get them.")
        }
        let probe = try WeightProbe(backbone: backbone, weightsPath: path, threads: common.threadCount)
        let picture = try ImageFile.read(path: image, side: probe.inputSize)
        let logits = try probe.logits(of: picture)
        if common.json { return try Output.writeJSON(["logits": logits]) }
        let best = logits.enumerated().sorted { $0.element > $1.element }.prefix(5)
        let probabilities = softmax(logits)
        let rows = best.map {
            [
                String($0.offset), String(format: "%.4f", $0.element),
                String(format: "%.2f", 100 * probabilities[$0.offset]),
            ]
        }
        try Output.write(
            TextTable(
                columns: [.number("ImageNet class"), .number("Logit"), .number("Probability %")], rows: rows
            ).rendered())
    }
}

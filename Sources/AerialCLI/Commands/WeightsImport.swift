internal import ArgumentParser
internal import Foundation
internal import Networks

struct WeightsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Keep a weights file of your own for a network.",
        discussion: """
            Reads PyTorch .pth (old and new) and safetensors; the file is parsed, never executed. Tensors go by \
            their PyTorch names.

            Example:
              aerial weights import resnet18-f37072fd.pth --backbone resnet18
            """)

    @Argument(help: "The weights file.")
    var file: String

    @Option(help: "The network that it is for.")
    var backbone: Backbone

    @OptionGroup var common: CommonOptions

    func run() throws {
        let graph = try backbone.graph()
        let (_, report) = NetworkWeights.load(try WeightsFile.read(from: file), for: graph)
        if !report.isComplete || !report.unexpected.isEmpty {
            common.console.say("\(file): \(report.summary)")
        }
        let weights = try NetworkWeights.read(from: file, for: backbone, graph: graph, needsHead: false)
        let store = WeightsStore()
        try store.importWeights(weights, for: backbone)
        let path = store.importedPath(for: backbone)
        common.console.say(
            "\(backbone.name): \(path)"
                + (report.lacksHead ? " (without a head, which transfer does not need)" : ""))
        if common.json {
            try Output.writeJSON([
                "backbone": backbone.name, "path": path, "sha256": try FileChecksum.sha256(ofFile: path),
            ])
        }
    }
}

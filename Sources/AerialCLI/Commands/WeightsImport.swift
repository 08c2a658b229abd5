internal import Aerial
internal import ArgumentParser
internal import Networks

struct WeightsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Keep a weights file of your own for a network.",
        discussion: """
            Reads PyTorch .pth (old and new), safetensors and pickles of NumPy arrays; the file is parsed, never \
            executed. Tensors go by their PyTorch names.

            Example:
              aerial weights import resnet18-f37072fd.pth --backbone resnet18
            """)

    @Argument(help: "The weights file.")
    var file: String

    @Option(help: "The network that it is for.")
    var backbone: Backbone

    @OptionGroup var common: CommonOptions

    func run() throws {
        let imported = try WeightsImportPlan(file: file, backbone: backbone).run(common.console)
        if common.json { try Output.writeJSON(imported) }
    }
}

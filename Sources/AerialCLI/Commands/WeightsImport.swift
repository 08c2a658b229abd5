internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Networks

struct WeightsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Keep a weights file of your own for a network, or a network of your own as ONNX.",
        discussion: """
            Reads PyTorch .pth (old and new), safetensors and pickles of NumPy arrays, with --backbone for the network that \
            they are of; the file is parsed, never executed. Tensors go by their PyTorch names.

            An ONNX file, with --name for what it is called from then on, is a network of its own: a classifier or an encoder, as \
            torch.onnx.export and timm write it. What the last dense layer takes are its features, unless --features names \
            another tensor. Size, bands and layout are read from the file; what it does not say is asked for. 'transfer' takes it by \
            --backbone NAME.

            Example:
              aerial weights import resnet18-f37072fd.pth --backbone resnet18
              aerial weights import vit_small.onnx --name vit-small --mean 0.5 --std 0.5
            """)

    @Argument(help: "The weights file, or the ONNX file.")
    var file: String

    @Option(help: "The network that the weights are for.")
    var backbone: Backbone?

    @Option(help: "What the network of an ONNX file is called.")
    var name: String?

    @OptionGroup var network: NetworkInputOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (backbone == nil) != (name == nil) else {
            throw ValidationError(
                "Give --backbone for a file of weights, or --name for an ONNX file.")
        }
        guard name != nil || network.isEmpty else {
            throw ValidationError(
                "--features, --input-size, --layout, --mean, --std and --pixel-range are for ONNX files with --name."
            )
        }
    }

    func run() throws {
        if let name {
            var plan = NetworkImportPlan(file: file, name: name)
            plan.input = network.input
            plan.threads = common.threadCount
            let imported = try plan.run(common.console)
            if common.json { try Output.writeJSON(imported) }
        } else if let backbone {
            let imported = try WeightsImportPlan(file: file, backbone: backbone).run(common.console)
            if common.json { try Output.writeJSON(imported) }
        }
    }
}

/// What an ONNX file does not always say of itself.
struct NetworkInputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The tensor whose numbers are the features.", valueName: "tensor"))
    var features: String?

    @Option(help: ArgumentHelp("The side of its images in pixels.", valueName: "pixels"))
    var inputSize: Int?

    @Option(help: "The order of its input's dimensions.")
    var layout: ImageLayout?

    @Option(
        help: ArgumentHelp(
            "What is taken off a pixel: one number, or one a band. Numbers up to 1 are of pixels from 0 to 1.",
            valueName: "n,n,n"))
    var mean: NumberList?

    @Option(help: ArgumentHelp("What it is then divided by, on the same scale.", valueName: "n,n,n"))
    var std: NumberList?

    @Option(
        help: ArgumentHelp(
            "The value of white on the scale of --mean and --std, where their size does not show it.",
            valueName: "1|255"))
    var pixelRange: Int?

    func validate() throws {
        guard pixelRange == nil || pixelRange == 1 || pixelRange == 255 else {
            throw ValidationError("--pixel-range takes 1 or 255.")
        }
    }

    var isEmpty: Bool {
        features == nil && inputSize == nil && layout == nil && mean == nil && std == nil && pixelRange == nil
    }

    var input: ONNXInput {
        var input = ONNXInput()
        input.inputSize = inputSize
        input.layout = layout
        input.mean = mean?.numbers
        input.standardDeviation = std?.numbers
        input.pixelRange = pixelRange.map { Float($0) }
        input.features = features
        return input
    }
}

/// Numbers with commas between them.
struct NumberList: ExpressibleByArgument {
    let numbers: [Float]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Float($0.trimmingCharacters(in: .whitespaces)) }
        guard !numbers.isEmpty, numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else {
            return nil
        }
        self.numbers = numbers
    }
}

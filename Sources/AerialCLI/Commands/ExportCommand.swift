internal import Aerial
internal import ArgumentParser
internal import RunHistory

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a model as one ONNX file, for other programs to run.",
        discussion: """
            The file takes bytes of pixels (images, bands, rows, columns) and gives probabilities (images, classes); the \
            normalisation of pixels, decision trees and the softmax are inside, and its metadata says classes, colours, bands \
            and sizes. Beside it lies a description by STAC's extension for models.

            Example:
              aerial export model --out model.onnx
              aerial export model --out county.onnx --fully-convolutional
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Option(help: ArgumentHelp("The file to write, .onnx.", valueName: "file"))
    var out: String

    @Option(
        help: """
            Which of the model's forms: fp32, or int8 for the 8-bit one that 'quantize' made (as QuantizeLinear and \
            DequantizeLinear).
            """)
    var precision = ExportPrecision.fp32

    @Flag(
        help: """
            Probabilities for each pixel, those of the cell that it lies in as 'score --detail' maps them, with the metadata \
            that QGIS Deepness asks of a Segmentor. Pixels go in from 0 to 1.
            """)
    var fullyConvolutional = false

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard out.lowercased().hasSuffix(".onnx") else {
            throw ValidationError("--out takes a file that ends in .onnx.")
        }
    }

    func run() throws {
        var plan = ExportPlan(model: model, out: out)
        plan.precision = precision
        plan.isFullyConvolutional = fullyConvolutional
        plan.writing = overwrite.policy()
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: [model],
            outputs: [out, plan.descriptionPath]
        ).run { _ in
            let result = try plan.run(common.console)
            if common.json { return try Output.writeJSON(result) }
            common.console.say(
                "\(result.file): \(result.bytes / 1_000_000) MB, \(result.classes.count) classes; described in "
                    + "\(result.description)")
        }
    }
}

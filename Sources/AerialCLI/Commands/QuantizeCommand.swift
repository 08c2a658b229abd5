internal import Aerial
internal import ArgumentParser
internal import RunHistory

struct QuantizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Give a model an 8-bit form that scores about twice as fast, if it stays as good.",
        discussion: """
            Ranges are measured on training tiles, ways to round are compared on others, and the best one is judged \
            on the held-out tiles. A form that loses too much is refused and the model stays as it was. 'score' and \
            'evaluate' then use it by themselves (--precision auto).

            Example:
              aerial quantize model dataset
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Argument(help: "The dataset that it was trained on, or one with train/ and test/.")
    var dataset: String

    @OptionGroup var options: QuantizeOptions

    @Option(
        help: ArgumentHelp(
            "Rename, merge or drop the dataset's classes: YAML lines 'folder: Class'.", valueName: "file"))
    var mapClasses: String?

    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: [dataset], outputs: [model]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        let data = try ImageDataset(
            path: dataset, classMapping: try mapClasses.map(ClassMapping.init(file:)),
            observer: common.console)
        for note in data.notes { common.console.warn(note) }
        var plan = QuantizePlan(model: model, dataset: data)
        plan.limits = options.limits
        plan.seed = seed.seed
        plan.threads = common.threadCount
        let result = try plan.run(common.console)
        run.metrics(result.recordedMetrics)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
    }
}

/// How good an 8-bit form must be.
struct QuantizeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Points of accuracy that may be lost on held-out tiles.", valueName: "points"))
    var maxDrop = QuantizeLimits().maxDrop

    @Option(help: ArgumentHelp("Per cent of held-out tiles whose label may change.", valueName: "percent"))
    var maxFlips = QuantizeLimits().maxFlips

    @Option(
        help: ArgumentHelp(
            "Training tiles to measure ranges on; as many more choose the way to round.", valueName: "n"))
    var calibrationTiles = QuantizeLimits().calibrationTiles

    @Option(
        help: ArgumentHelp(
            "The smallest number of held-out tiles that may judge the form: a few show nothing.",
            valueName: "n"))
    var leastHeldOut = QuantizeLimits().leastHeldOut

    func validate() throws {
        guard leastHeldOut > 0 else { throw ValidationError("--least-held-out takes a number from 1.") }
        guard calibrationTiles > 0 else {
            throw ValidationError("--calibration-tiles takes a number from 1.")
        }
        guard maxDrop >= 0, maxFlips >= 0 else {
            throw ValidationError("--max-drop and --max-flips take numbers from 0.")
        }
    }

    var limits: QuantizeLimits {
        var limits = QuantizeLimits()
        limits.maxDrop = maxDrop
        limits.maxFlips = maxFlips
        limits.calibrationTiles = calibrationTiles
        limits.leastHeldOut = leastHeldOut
        return limits
    }
}

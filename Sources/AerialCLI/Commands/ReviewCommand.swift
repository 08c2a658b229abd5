internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import RunHistory

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Find training labels that are probably wrong.",
        discussion: """
            Each training label is judged by classifiers that did not learn from it, on the features of the model's network \
            (confident learning). Writes review.csv and review.html, on which labels are corrected, kept or dropped; the page \
            saves corrections.csv.

            Example:
              aerial review model dataset --out review
              aerial transfer dataset --out better --corrections corrections.csv
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Argument(help: "The dataset folder.")
    var dataset: String

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "List this number of labels, those that are most probably wrong. (default: all that are probably wrong)",
            valueName: "count"))
    var top: Int?

    @Option(help: ArgumentHelp("Parts that the training images are judged in.", valueName: "n"))
    var folds = 5

    @Option(
        help: ArgumentHelp(
            "Rename, merge or drop the dataset's classes: YAML lines 'folder: Class'.", valueName: "file"))
    var mapClasses: String?

    @Option(
        help: ArgumentHelp(
            "Keep the features in this folder, and take them from it when dataset and network are the same.",
            valueName: "dir"))
    var featureCache: String?

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (top ?? 1) > 0 else { throw ValidationError("--top takes a count from 1.") }
        guard (2...20).contains(folds) else { throw ValidationError("--folds takes 2 to 20.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: [model, dataset], outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        let console = common.console
        var plan = ReviewPlan(
            model: model,
            dataset: try ImageDataset(
                path: dataset, classMapping: try mapClasses.map(ClassMapping.init(file:)),
                observer: console),
            out: out)
        plan.folds = folds
        plan.top = top
        plan.featureCache = featureCache
        plan.seed = seed.seed
        plan.threads = common.threadCount
        plan.writing = overwrite.policy(keeping: [mapClasses])
        plan.commandLine = RecordedWords.commandLine
        let summary = try plan.run(console)
        run.metrics(summary.recordedMetrics)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        console.say("The page: \(out)/review.html")
        if summary.rejected > 0 { throw ExitCode.doneWithRejections }
    }
}

internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Networks
internal import Reporting
internal import RunHistory
internal import Scoring

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "How good a model is on tiles that it was not trained on.",
        discussion: """
            Writes metrics.json, predictions.csv, confusion.csv and report.html. On the dataset that the model was \
            trained on, exactly the tiles that it did not see are used; of another dataset its test/ folder, or all.

            The folder of a dataset's folds (aerial prepare --split areas:K) goes with a folder of their models, fold-1 to \
            fold-K: each is evaluated on the areas that it did not see, and the mean is given.

            Example:
              aerial evaluate model dataset --out evaluation --group nlcd3
              aerial evaluate models folds --out evaluation
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Argument(help: "The dataset folder.")
    var dataset: String

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(
        help: ArgumentHelp("Also give the figures in the classes of a coarser legend: \(LegendHelp.text)")
    )
    var group: String?

    @Option(
        help: ArgumentHelp(
            "Rename, merge or drop the dataset's classes: YAML lines 'folder: Class'.", valueName: "file"))
    var mapClasses: String?

    @Option(help: "held-out, or train or all to see how the model does on what it knows.")
    var use: EvaluatedPart = .heldOut

    @Option(
        help:
            "auto takes the fastest that the model was checked for and that this processor computes natively."
    )
    var precision: PrecisionChoice = .auto

    @OptionGroup var sample: SampleOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var cluster: SparkOptions
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        try cluster.checkThatClusterIsNamed()
        if DatasetFolds.lie(in: dataset), let refusal = foldsRefusal { throw ValidationError(refusal) }
    }

    /// What folds do not take; `nil` where nothing of it was given.
    private var foldsRefusal: String? {
        guard use != .heldOut || mapClasses != nil else { return nil }
        return
            "\(dataset) holds folds, each with its own held-out tiles and classes: leave --use and --map-classes out."
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: [model, dataset], outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        guard try !DatasetFolds.lie(at: dataset) else { return try evaluateFolds(run) }
        let console = common.console
        var plan = EvaluatePlan(
            model: model,
            dataset: try ImageDataset(
                path: dataset, classMapping: try mapClasses.map(ClassMapping.init(file:)), observer: console),
            out: out)
        plan.part = use
        plan.settings = try settings()
        plan.writing = overwrite.policy(keeping: [group, mapClasses])
        let evaluation = try plan.run(console)
        console.say("The report: \(out)/report.html")
        run.metrics(evaluation.summary.recordedMetrics)
        if common.json {
            try Output.write(evaluation.figures.text(isPretty: false))
        } else {
            try Output.write(evaluation.text)
        }
        if evaluation.summary.counts.rejected > 0 { throw ExitCode.doneWithRejections }
    }

    private func settings() throws -> EvaluationSettings {
        var settings = EvaluationSettings()
        settings.fraction = sample.part(seed: seed)
        settings.group = try group.map(LegendFile.legend)
        settings.precision = precision
        settings.cluster = try cluster.cluster
        settings.workerThreads = common.threads ?? 1
        settings.threads = common.threadCount
        settings.commandLine = RecordedWords.commandLine
        return settings
    }

    private func evaluateFolds(_ run: RunRecorder) throws {
        if let foldsRefusal { throw CommandError(foldsRefusal) }
        var plan = EvaluateFoldsPlan(models: model, dataset: dataset, out: out)
        plan.settings = try settings()
        plan.writing = overwrite.policy(keeping: [group])
        let outcome = try plan.run(common.console)
        common.console.say("The report: \(out)/report.html")
        run.metrics(outcome.recordedMetrics)
        if common.json { try Output.writeJSON(outcome) } else { try Output.write(outcome.text) }
        if outcome.figures.rejected > 0 { throw ExitCode.doneWithRejections }
    }
}

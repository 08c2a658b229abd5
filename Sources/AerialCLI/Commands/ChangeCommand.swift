internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Networks
internal import RunHistory
internal import Scoring

struct ChangeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Find the tiles that changed into a class between two dates, and say how sure that is.",
        discussion: """
            Each tile gets a probability of change that allows for how much unchanged tiles of the same two dates \
            differ. Each tile is seen from four sides, which costs four times the time of scoring both dates. Writes change.tif, change_map.tif, candidates.gpkg, candidates.csv, transitions.csv and \
            report.html, on which candidates can be looked through and marked. Where the first date has no imagery, a \
            land-cover raster can stand for it: then the list has tiles that are of the class by the imagery and not by the \
            labels, less those that errors of the labels explain.

            Example:
              aerial change model --before county_2011.tif --after county_2014.tif --out change --fdr 0.2
              aerial change model --before county_2011.tif --after county_2014.tif --out change2 --marks marks.csv
              aerial change model --before-labels nlcd_2011.tif --after county_2014.tif --out change
              aerial change model --before /mnt/2011/*.tif --after /mnt/2014/*.tif --out change --spark sc://host:15002 --spark-storage /mnt/jobs
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The scenes of the first date.", valueName: "file"))
    var before: [String] = []

    @Option(
        help: ArgumentHelp("A land-cover raster in place of scenes of the first date.", valueName: "file"))
    var beforeLabels: String?

    @Option(
        help: ArgumentHelp(
            "Of --before-labels: \(LegendHelp.text) (default: the model's)", valueName: "legend"))
    var legend: String?

    @Option(
        help: ArgumentHelp(
            "Of --before-labels: nine-points, or purity:P for a share P (above 0.5, at most 1) of a tile's label pixels. (default: purity:0.51)",
            valueName: "rule"))
    var rule: LabelRule?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The scenes of the second date.", valueName: "file"))
    var after: [String]

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("The class that tiles change into.", valueName: "class"))
    var target = "Developed"

    @Option(help: ArgumentHelp("The share of false candidates that is expected at most.", valueName: "0..1"))
    var fdr = 0.2

    @Option(
        help: ArgumentHelp(
            "How the dates are made comparable: features (what the network sees), colors (the pixels too) or none. (default: features)",
            valueName: "how"))
    var normalize: Normalization?

    @Option(help: "auto takes the fastest precision that this processor computes natively.")
    var precision: PrecisionChoice = .auto

    @Option(
        help: ArgumentHelp(
            "List this number of tiles, the most probable ones, whatever their probability; instead of --fdr.",
            valueName: "count"))
    var top: Int?

    @Option(
        help: ArgumentHelp(
            "What a person accepted and rejected on the report's page (marks.csv); 20 marks help.",
            valueName: "file"))
    var marks: String?

    @Option(
        help: ArgumentHelp(
            "How many times each tile is seen, turned by right angles: 1 to 4. Fewer are faster and less sure.",
            valueName: "count"))
    var turns = 4

    @OptionGroup var longRun: LongRunOptions

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var area: AreaOption
    @OptionGroup var maxEmpty: MaxEmptyOption
    @OptionGroup var bands: BandsOption

    @Option(help: ArgumentHelp("The bands of the second date, where they differ.", valueName: "list"))
    var bandsAfter: BandList?

    @OptionGroup var cluster: SparkOptions
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !after.isEmpty, !before.isEmpty || beforeLabels != nil else {
            throw ValidationError("Name scenes of both dates, or labels of the first with --before-labels.")
        }
        guard before.isEmpty || beforeLabels == nil else {
            throw ValidationError("Give either --before or --before-labels: each is the first date.")
        }
        if beforeLabels == nil {
            guard legend == nil, rule == nil else {
                throw ValidationError("--legend and --rule say how --before-labels is read; give that too.")
            }
        } else if normalize != nil {
            throw ValidationError(
                "--normalize compares two dates of imagery; with --before-labels there is one.")
        }
        try cluster.checkThatClusterIsNamed()
        if cluster.spark != nil {
            if longRun.resume {
                throw ValidationError("--resume is for local runs; with --spark, --job goes on.")
            }
            if longRun.maxMemory != nil { throw ValidationError("--max-memory is for local runs.") }
        }
        guard (top ?? 1) > 0 else { throw ValidationError("--top takes a count from 1.") }
        guard (1...4).contains(turns) else { throw ValidationError("--turns takes 1 to 4.") }
        guard fdr > 0, fdr < 1 else { throw ValidationError("--fdr takes a share above 0 and below 1.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console,
            inputs: [model] + before + after + [beforeLabels, marks].compactMap { $0 }, outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        let console = common.console
        var plan = ChangePlan(model: model, before: before, after: after, out: out)
        plan.target = target
        plan.length = top.map(ListLength.top) ?? .falseShare(fdr)
        plan.labels = try beforeLabels.map {
            ChangeLabels(path: $0, legend: try legend.map(LegendFile.legend), rule: rule)
        }
        plan.normalization = normalize ?? plan.normalization
        plan.turns = turns
        plan.marks = marks
        plan.precision = precision
        plan.area = area.aoi
        plan.bands = bands.bands
        plan.bandsAfter = bandsAfter ?? bands.bands
        plan.maxEmptyShare = maxEmpty.share ?? plan.maxEmptyShare
        plan.resumes = longRun.resume
        plan.memoryBytes = longRun.memoryBytes
        plan.cluster = try cluster.cluster
        plan.workerThreads = common.threads ?? 1
        plan.seed = seed.seed
        plan.threads = common.threadCount
        plan.writing = overwrite.policy(keeping: [legend])
        plan.commandLine = RecordedWords.commandLine
        let summary = try plan.run(console)
        run.metrics(summary.recordedMetrics)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        console.say("The report: \(out)/report.html")
        if summary.rejected > 0 { throw ExitCode.doneWithRejections }
    }
}

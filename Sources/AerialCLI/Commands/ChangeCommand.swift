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
            report.html, on which candidates can be looked through and marked.

            Example:
              aerial change model --before county_2011.tif --after county_2014.tif --out change --fdr 0.2
              aerial change model --before county_2011.tif --after county_2014.tif --out change2 --marks marks.csv
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The scenes of the first date.", valueName: "file"))
    var before: [String]

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
            "How the dates are made comparable: features (what the network sees), colors (the pixels too) or none.",
            valueName: "how"))
    var normalize: Normalization = .features

    @Option(help: "auto takes the fastest precision that this processor computes natively.")
    var precision: PrecisionArgument = .auto

    @Option(
        help: ArgumentHelp(
            "List so many tiles, the likeliest, however likely they are, in place of --fdr.",
            valueName: "count"))
    var top: Int?

    @Option(
        help: ArgumentHelp(
            "What a person accepted and rejected on the report's page (marks.csv); 20 marks help.",
            valueName: "file"))
    var marks: String?

    @Option(
        help: ArgumentHelp(
            "By how many right angles each tile is seen, 1 to 4; fewer are faster and less sure.",
            valueName: "count"))
    var turns = 4

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var area: AreaOption
    @OptionGroup var maxEmpty: MaxEmptyOption
    @OptionGroup var bands: BandsOption

    @Option(help: ArgumentHelp("The bands of the second date, where they differ.", valueName: "r,g,b"))
    var bandsAfter: BandNumbers?

    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !before.isEmpty, !after.isEmpty else { throw ValidationError("Name scenes of both dates.") }
        guard (top ?? 1) > 0 else { throw ValidationError("--top takes a count from 1.") }
        guard (1...4).contains(turns) else { throw ValidationError("--turns takes 1 to 4.") }
        guard fdr > 0, fdr < 1 else { throw ValidationError("--fdr takes a share above 0 and below 1.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console,
            inputs: [model] + before + after + [marks].compactMap { $0 }, outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        let console = common.console
        try OutputRule(inputs: [model, area.aoi, marks] + before + after, overwrite: overwrite)
            .check(ChangeOutputs.plans(in: out), in: out)
        let trained = try TrainedModel(
            path: model, precision: try precision.precision(), threads: common.threadCount,
            outputs: [.logits, .features, .foreignness])
        let analysis = ChangeAnalysis(
            model: trained, before: before, after: after, bands: bands.bands?.numbers,
            bandsAfter: (bandsAfter ?? bands.bands)?.numbers, area: area.aoi,
            maxEmptyShare: maxEmpty.share ?? ChangeAnalysis.usualEmptyShare, target: target,
            length: top.map(ListLength.top) ?? .falseShare(fdr), normalization: normalize,
            turns: turns, marks: try marks.map(ChangeMarksFile.read), seed: seed.seed, console: console)
        let result = try analysis.run()
        try ChangeFiles(result: result, commandLine: FileName.shortened(RecordedWords.commandLine)).write(
            to: out)
        let summary = ChangeSummary(result)
        run.metrics(summary.recordedMetrics)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        console.say("The report: \(out)/report.html")
        if result.counts.rejected > 0 { throw ExitCode.doneWithRejections }
    }
}

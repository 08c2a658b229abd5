internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import RunHistory

struct DatasetJoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Make one dataset of several prepared ones.",
        discussion: """
            Each dataset becomes an area with the name of its folder, or keeps its areas, and a model learns from the whole \
            what it would have learned if all had been prepared at once. Tiles are copied; their sides stay, unless \
            --split areas holds out whole areas.

            Examples:
              aerial dataset join berkshire skagit --out counties --split areas
              aerial dataset join north=2016/dataset south=2018/dataset --out both
            """)

    @Argument(
        help: "The dataset folders, two or more; NAME=FOLDER gives the area another name than the folder's.")
    var datasets: [String]

    @Option(help: ArgumentHelp("The dataset folder to make.", valueName: "dataset"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "areas holds out whole areas. (default: the tiles that the datasets hold out)", valueName: "areas"
        ))
    var split: SplitRule?

    @Option(help: ArgumentHelp("The wanted share of test tiles, with --split areas.", valueName: "0..1"))
    var testFraction = 0.2

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard datasets.count > 1 else { throw ValidationError("Name two datasets or more.") }
        guard split == nil || split == .areas else {
            throw ValidationError("--split takes areas: other sides are chosen by 'aerial prepare'.")
        }
        guard testFraction >= 0, testFraction < 1 else {
            throw ValidationError("--test-fraction takes a share from 0 to below 1.")
        }
    }

    func run() throws {
        let parts = datasets.map { DatasetToJoin($0) }
        try RecordedRun(
            of: self, named: "dataset join", history: history, console: common.console,
            inputs: parts.map(\.path), outputs: [out]
        ).run { run in
            var plan = DatasetJoinPlan(datasets: parts, out: out)
            plan.holdsOutAreas = split == .areas
            plan.testFraction = testFraction
            plan.seed = seed.seed
            plan.writing = overwrite.policy()
            let summary = try plan.run(common.console)
            run.metrics(summary.recordedMetrics)
            if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.table) }
            common.console.say("Next: aerial transfer \(out) --out MODEL")
        }
    }
}

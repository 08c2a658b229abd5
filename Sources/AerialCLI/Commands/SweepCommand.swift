internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Imagery

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Look for better settings of a training command than its default.",
        discussion: """
            CONFIG.yaml names what to try; parameters are options of the command without their dashes:

              command: transfer         # or finetune
              dataset: dataset
              method: halving           # grid, random or halving
              trials: 12                # that random and halving draw
              parameters:
                backbone: [efficientnet-lite0, efficientnet-lite1]
                turns: [1, 4]
                penalty: {from: 1, to: 1000}
              options:                  # the same in every trial
                seed: 7

            Settings are ranked on a validation part of the training tiles; held-out tiles have no part in the choice. \
            Each trial is a run of the command in the run history: a sweep that was stopped goes on where it was when \
            it is run again, and 'aerial runs compare --sweep NAME' shows all trials. The best model lies in DIR/model.

            Example:
              aerial sweep penalties.yaml --out penalties
            """)

    @Argument(help: ArgumentHelp("What to try, as YAML.", valueName: "config.yaml"))
    var config: String

    @Option(
        help: ArgumentHelp(
            "The folder to write to: the best model, and what a stopped sweep needs.", valueName: "dir"))
    var out: String

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let historyPath = history.path else {
            throw CommandError("a sweep lives in the run history: name a file with --runs.")
        }
        let plan = try SweepPlan(file: config, runner: .commandLine)
        let folder = SweepFolder(path: out)
        try OutputRule(inputs: [config, plan.dataset], policy: overwrite.policy()).check(folder.outputs)
        let trials = try SweepTrials(
            plan: plan, folder: folder, historyPath: historyPath, incidental: incidental
        ) { dataset in
            guard RemotePlace.isRemote(dataset) else { return }
            _ = try FetchedFolder(dataset, kind: "dataset", observer: common.console)
        }
        let result = try Sweep(plan: plan, folder: folder, trials: trials, console: common.console).run()
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
        common.console.say(
            "The best model: \(folder.model). All trials: aerial runs compare --sweep \(plan.name) --sort accuracy"
        )
        if result.failed > 0 { throw ExitCode.doneWithRejections }
    }

    private var incidental: [String] {
        ["--threads", "\(common.threadCount)"] + (common.quiet ? ["--quiet"] : [])
            + (history.mlflow.map { ["--mlflow", $0] } ?? [])
    }
}

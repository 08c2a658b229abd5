internal import AerialCore
internal import ArgumentParser
internal import Foundation

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Look for better settings of transfer than the default.",
        discussion: """
            CONFIG.yaml names the dataset and what to try:

              name: penalties
              dataset: dataset
              method: halving           # grid, random or halving
              trials: 12
              parameters:
                backbone: [efficientnet-lite0, efficientnet-lite1]
                turns: [1, 4]
                penalty: {from: 1, to: 1000}

            Settings are ranked on a validation part of the training images; held-out images have no part in the \
            choice. Every trial goes into the run history: a sweep that was stopped goes on where it was, and 'aerial \
            runs compare --sweep NAME' shows all trials.

            Example:
              aerial sweep penalties.yaml --out model
            """)

    @Argument(help: ArgumentHelp("What to try, as YAML.", valueName: "config.yaml"))
    var config: String

    @Option(help: ArgumentHelp("Train a model folder with the best setting.", valueName: "model"))
    var out: String?

    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = common.console
        let plan = try SweepPlan(file: config)
        let dataset = try ImageDataset(path: plan.dataset)
        let bench = SweepBench(plan: plan, dataset: dataset, threads: common.threadCount, console: console)
        let sweep = Sweep(
            plan: plan, dataset: dataset, bench: bench, historyPath: history.path, console: console)
        let result = try result(of: try sweep.run(), bench: bench)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
        if let out {
            let plan = bench.transferPlan(for: result.best.setting, out: out)
            _ = try TransferTraining(plan: plan, console: console).run()
            console.say("The model: \(out)")
        }
    }

    private func result(of trials: [Sweep.Trial], bench: SweepBench) throws -> SweepResult {
        let finals = trials.filter { $0.share == 1 }
        let best = finals.min { $0.score.loss < $1.score.loss }!  // the default is always among them
        return SweepResult(
            trials: trials, best: best, standard: finals[0],
            bestAccuracy: try bench.heldOutSummary(of: best.setting).accuracy,
            standardAccuracy: try bench.heldOutSummary(of: finals[0].setting).accuracy)
    }
}

internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Reporting
internal import RunHistory

struct RunsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The runs, the newest first.",
        discussion: """
            Example:
              aerial runs list --command transfer --where backbone=resnet18 --sort accuracy --limit 5
            """)

    @Option(help: ArgumentHelp("The largest number of runs to show; 0 shows all.", valueName: "n"))
    var limit = 20

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Metrics to show. (default: accuracy)", valueName: "metric"))
    var metrics: [String] = []

    @OptionGroup var order: RunOrder
    @OptionGroup var selection: RunSelection
    @OptionGroup var history: ReadHistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let history = try history.open()
        let found = try order.sorted(history.runs(matching: selection.filter))
        try RunMetrics.check(metrics, of: found, option: "--metrics")
        if found.isEmpty, let remark = selection.remarkOnNone(of: try history.runs()) {
            common.console.say(remark)
        }
        let shown = limit > 0 ? Array(found.prefix(limit)) : found
        if common.json { return try Output.writeJSON(["runs": shown.map { RunJSON($0) }]) }
        try Output.write(table(of: shown).rendered())
        if shown.count < found.count {
            common.console.say("\(shown.count) of \(found.count) runs; --limit 0 shows all.")
        }
    }

    private func table(of runs: [Run]) -> TextTable {
        let metrics = metrics.isEmpty ? ["accuracy"] : metrics
        let figures = metrics + [order.metric].compactMap { $0 }.filter { !metrics.contains($0) }
        return TextTable(
            columns: [.text("Run"), .text("Began"), .text("Command"), .text("Status"), .number("Seconds")]
                + figures.map { .number($0) } + [.text("Made")],
            rows: runs.map { run in
                [
                    run.id, run.started.formatted(.iso8601), run.command, run.status.rawValue,
                    run.seconds.map { NumberText.fixed($0, decimals: 1) } ?? "-",
                ] + figures.map { NumberText.significant(run.metrics[$0]) } + [run.parameters["out"] ?? ""]
            })
    }
}

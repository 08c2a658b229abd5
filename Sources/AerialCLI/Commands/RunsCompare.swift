internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Reporting
internal import RunHistory

struct RunsCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Runs beside each other: the parameters that differ, the figures, the curves.",
        discussion: """
            Examples:
              aerial runs compare 3f2a 9b1c --html compare.html
              aerial runs compare --sweep penalties --metrics chosenValidationLoss accuracy --sort accuracy
            """)

    @Argument(help: "Names of runs, or their first digits.")
    var names: [String] = []

    @Option(help: ArgumentHelp("Also write a page with tables and curves.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Also write a table with a row per run.", valueName: "file"))
    var csv: String?

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Figures to show. (default: all)", valueName: "metric"))
    var metrics: [String] = []

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var order: RunOrder
    @OptionGroup var selection: RunSelection
    @OptionGroup var history: ReadHistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        try selection.check(beside: names)
        guard names.count > 1 || (names.isEmpty && selection.isGiven) else {
            throw ValidationError("Name two runs or more, or choose them with --sweep, --command or --where.")
        }
    }

    func run() throws {
        try OutputRule(inputs: [history.path], policy: overwrite.policy()).check(
            [
                html.map { OutputFilePlan($0, .page(.runs)) },
                csv.map { OutputFilePlan($0, .text(beginning: RunsFile.head)) },
            ]
            .compactMap { $0 })
        let history = try history.open()
        let runs =
            names.isEmpty
            ? try history.runs(matching: selection.filter) : try names.map { try history.run(named: $0) }
        guard runs.count > 1 else {
            let remark = runs.isEmpty ? selection.remarkOnNone(of: try history.runs()) : nil
            throw CommandError(
                "there are \(runs.count) such runs; comparing takes two.\(remark.map { " \($0)" } ?? "")")
        }
        try RunMetrics.check(metrics, of: runs, option: "--metrics")
        let comparison = RunComparison(
            try order.sorted(runs).map { try history.compared($0) }, metrics: metrics)
        let outputs = OutputSet()
        let (table, page) = (try csv.map(outputs.place(for:)), try html.map(outputs.place(for:)))
        try outputs.complete {
            try table.map { try TextFile.write(comparison.csv, to: $0) }
            try page.map { try TextFile.write(comparison.html(title: title), to: $0) }
        }
        if common.json { return try Output.writeJSON(RunComparisonJSON(comparison)) }
        try Output.write(comparison.table.rendered())
    }

    private var title: String {
        selection.sweep.map { "Sweep \($0)" } ?? (names.isEmpty ? "Runs" : names.joined(separator: ", "))
    }
}

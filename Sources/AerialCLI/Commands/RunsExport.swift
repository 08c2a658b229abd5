internal import ArgumentParser
internal import Foundation
internal import RunHistory

struct RunsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs to a file for other programs.",
        discussion: """
            A .csv has a row a run, or with --steps a row a value of a metric; a .json has all that is known.

            Example:
              aerial runs export --command transfer --out runs.csv
            """)

    @Argument(help: "Names of runs, or how they begin. (default: all)")
    var names: [String] = []

    @Option(help: ArgumentHelp("Where to write: .csv or .json.", valueName: "file"))
    var out: String

    @Flag(help: "A row a value of a metric, by step.")
    var steps = false

    @OptionGroup var selection: RunSelection
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    private var isJSON: Bool { (out as NSString).pathExtension.lowercased() == "json" }

    func validate() throws {
        guard isJSON || (out as NSString).pathExtension.lowercased() == "csv" else {
            throw ValidationError("--out takes a name that ends in .csv or .json, not '\(out)'.")
        }
        guard !(isJSON && steps) else { throw ValidationError("--steps is for .csv; a .json has all steps.") }
    }

    func run() throws {
        let history = try history.open()
        let runs =
            names.isEmpty
            ? try history.runs(matching: selection.filter) : try names.map { try history.run(named: $0) }
        let export = RunsFile(history: history, runs: runs)
        let text = isJSON ? try export.json() : steps ? try export.stepsCSV() : export.csv()
        try TextFile.write(text, to: out)
        common.console.say("\(runs.count) runs -> \(out)")
        if common.json { try Output.writeJSON(["runs": runs.count]) }
    }
}

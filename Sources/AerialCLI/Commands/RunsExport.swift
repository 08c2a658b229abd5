internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import RunHistory

struct RunsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs to a file for other programs, or send them to an MLflow server.",
        discussion: """
            A .csv has a row per run, or with --steps a row per value of a metric; a .json has all that is known. Runs that \
            are on the server already are not sent again.

            Examples:
              aerial runs export --command transfer --out runs.csv
              aerial runs export --mlflow http://tracking:5000
            """)

    @Argument(help: "Names of runs, or their first digits. (default: all)")
    var names: [String] = []

    @Option(help: ArgumentHelp("Where to write: .csv or .json.", valueName: "file"))
    var out: String?

    @Flag(help: "A row per value of a metric, by step.")
    var steps = false

    @Option(help: ArgumentHelp("Send the runs to this MLflow server.", valueName: "url"))
    var mlflow: String?

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var selection: RunSelection
    @OptionGroup var history: ReadHistoryOption
    @OptionGroup var common: CommonOptions

    private var isJSON: Bool { fileExtension == "json" }
    /// A pipe or a device whose name tells nothing, as `/dev/stdout`, takes CSV.
    private var fileExtension: String? {
        out.map { OutputTarget.isUnnamedStream($0) ? "csv" : ($0 as NSString).pathExtension.lowercased() }
    }

    func validate() throws {
        try selection.check(beside: names)
        guard out != nil || mlflow != nil else {
            throw ValidationError("Pass --out FILE or --mlflow URL.")
        }
        if let reason = mlflow.flatMap(HistoryOption.refusal) { throw ValidationError(reason) }
        guard let fileExtension else { return }
        guard ["csv", "json"].contains(fileExtension) else {
            throw ValidationError("--out takes a name that ends in .csv or .json.")
        }
        guard !(isJSON && steps) else { throw ValidationError("--steps is for .csv; a .json has all steps.") }
    }

    func run() throws {
        try OutputRule(inputs: [history.path], policy: overwrite.policy())
            .check(
                out.map {
                    [
                        OutputFilePlan(
                            $0,
                            isJSON
                                ? RunsFile.object
                                : .text(beginning: steps ? RunsFile.stepsHead : RunsFile.head))
                    ]
                } ?? [])
        let store = try history.open()
        let runs =
            names.isEmpty
            ? try store.runs(matching: selection.filter) : try names.map { try store.run(named: $0) }
        if let out {
            let export = RunsFile(history: store, runs: runs)
            try TextFile.write(
                isJSON ? try export.json() : steps ? try export.stepsCSV() : export.csv(), to: out)
            common.console.say("\(runs.count) runs -> \(out)")
        }
        let sent = try mlflow.map { try send(runs, of: store, to: $0) }
        if common.json { try Output.writeJSON(["runs": runs.count, "sent": sent ?? 0]) }
    }

    /// The oldest first, so that the server lists them in their order; runs that still run are left for later.
    private func send(_ runs: [Run], of store: RunHistory, to address: String) throws -> Int {
        let sending = try MLflowSending(history: store, address: address)
        let ended = runs.filter { $0.status != .running }.reversed()
        let outcomes = try ended.map { try sending.send($0.id) }
        let sent = outcomes.count { $0 == .sent }
        common.console.say(
            "\(sent) runs sent to \(RecordedWords.hidingSecrets(address)), \(outcomes.count - sent) were there."
        )
        return sent
    }
}

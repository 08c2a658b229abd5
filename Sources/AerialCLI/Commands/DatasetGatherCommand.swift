internal import Aerial
internal import ArgumentParser
internal import Reporting
internal import RunHistory

struct DatasetGatherCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gather",
        abstract: "Put pictures that a person labelled into folders by class.",
        discussion: """
            The table has the columns path and class: labels.csv of the page of 'aerial suggest', its suggestions.csv with \
            the classes filled in, or your own. Pictures are copied; --onto adds them to a copy of a dataset.

            Example:
              aerial dataset gather labels.csv --onto pictures --out more
            """)

    @Argument(help: "The table of labels.")
    var labels: String

    @Option(
        help: ArgumentHelp(
            "A folder of pictures by class to add them to; it stays as it is.", valueName: "dataset"))
    var onto: String?

    @Option(help: ArgumentHelp("The dataset folder to make.", valueName: "dataset"))
    var out: String

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        try RecordedRun(
            of: self, named: "dataset gather", history: history, console: common.console,
            inputs: [labels, onto].compactMap(\.self), outputs: [out]
        ).run { run in
            var plan = DatasetGatherPlan(labels: labels, out: out)
            plan.base = try onto.map { try ImageDataset(path: $0, observer: common.console) }
            plan.writing = overwrite.policy()
            let summary = try plan.run(common.console)
            run.metrics(["added": Double(summary.added), "copied": Double(summary.copied)])
            if common.json { try Output.writeJSON(summary) } else { try Output.write(Self.table(summary)) }
            common.console.say("Next: aerial transfer \(out) --out MODEL")
        }
    }

    private static func table(_ summary: DatasetGatherSummary) -> String {
        let rows = summary.classes.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
        return TextTable(
            columns: [.text("Class"), .number("Pictures")], rows: rows + [["all", "\(summary.added)"]]
        ).rendered()
    }
}

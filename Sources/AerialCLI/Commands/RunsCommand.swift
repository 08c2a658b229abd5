internal import ArgumentParser

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "What was run here: list, show, compare, export, delete, prune.",
        discussion: """
            Each command that makes a dataset, a model, figures or predictions records itself: parameters, figures, checksums of what went in \
            and came out, versions, machine, git commit, how it ended. The history is one SQLite file on this machine.

            Examples:
              aerial runs list --command transfer --sort accuracy
              aerial runs compare 3f2a 9b1c --html compare.html
            """,
        subcommands: [
            RunsList.self, RunsShow.self, RunsCompare.self, RunsExport.self, RunsDelete.self, RunsPrune.self,
        ])
}

internal import ArgumentParser

struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Show what a dataset holds; make one of several datasets, or of labelled pictures.",
        discussion: """
            Examples:
              aerial dataset show counties --out counties.html
              aerial dataset join berkshire skagit --out counties
              aerial dataset gather labels.csv --onto pictures --out more
            """,
        subcommands: [DatasetShowCommand.self, DatasetJoinCommand.self, DatasetGatherCommand.self])
}

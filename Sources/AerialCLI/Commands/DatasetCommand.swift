internal import ArgumentParser

struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "What a dataset holds, and several as one.",
        discussion: """
            Examples:
              aerial dataset show counties --out counties.html
              aerial dataset join berkshire skagit --out counties
            """,
        subcommands: [DatasetShowCommand.self, DatasetJoinCommand.self])
}

internal import Aerial
internal import ArgumentParser
internal import RunHistory

struct RunsDelete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Forget runs; the files that they made stay.",
        discussion: """
            Example:
              aerial runs delete 3f2a 9b1c
            """)

    @Argument(help: "Names of runs, or their first digits.")
    var names: [String]

    @OptionGroup var history: ReadHistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let history = try history.open()
        let ids = try names.map { try history.run(named: $0).id }
        try history.delete(ids)
        common.console.say("Forgot \(ids.joined(separator: ", ")).")
        if common.json { try Output.writeJSON(["deleted": ids]) }
    }
}

internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import RunHistory

struct RunsPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forget old runs, and give their room back; the files that they made stay.",
        discussion: """
            Runs that still run are spared.

            Example:
              aerial runs prune --older-than 90 --status interrupted --dry-run
            """)

    @Option(help: ArgumentHelp("Runs that began more than so many days ago.", valueName: "days"))
    var olderThan: Double

    @Flag(help: "Only say which.")
    var dryRun = false

    @OptionGroup var selection: RunSelection
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard olderThan >= 0 else { throw ValidationError("--older-than takes a number of days from 0.") }
    }

    func run() throws {
        let history = try history.open()
        let moment = Date.now.addingTimeInterval(-olderThan * 86_400)
        let ids = try history.runs(before: moment, matching: selection.filter).map(\.id)
        if !dryRun {
            try history.delete(ids)
            try history.compact()
        }
        common.console.say("\(dryRun ? "Would forget" : "Forgot") \(ids.count) runs.")
        if common.json {
            try Output.writeJSON(["deleted": ids])
        } else {
            for id in ids { try Output.write(id) }
        }
    }
}

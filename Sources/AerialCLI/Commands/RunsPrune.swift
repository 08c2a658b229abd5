internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import RunHistory

struct RunsPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forget old runs, and give their room back; the files that they made stay.",
        discussion: """
            Runs that have not ended are kept.

            Example:
              aerial runs prune --older-than 90 --status interrupted --dry-run
            """)

    @Option(
        help: ArgumentHelp("Forget the runs that began more than this number of days ago.", valueName: "days")
    )
    var olderThan: Double

    @Flag(help: "Only list these runs; forget none.")
    var dryRun = false

    @OptionGroup var selection: RunSelection
    @OptionGroup var history: ReadHistoryOption
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
            // It takes as much room again while it works.
            do { try history.compact() } catch {
                common.console.warn("the runs are forgotten, and their room was not given back: \(error)")
            }
        }
        common.console.say(
            "\(dryRun ? "Would forget" : "Forgot") \(ids.count) \(ids.count == 1 ? "run" : "runs").")
        if common.json {
            try Output.writeJSON(["deleted": dryRun ? [] : ids, "found": ids])
        } else {
            for id in ids { try Output.write(id) }
        }
    }
}

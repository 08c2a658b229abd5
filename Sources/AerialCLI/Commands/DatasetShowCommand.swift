internal import Aerial
internal import ArgumentParser

struct DatasetShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Counts by class, area, date and side, and a page of tiles.",
        discussion: """
            The page shows tiles of each class, with the points that the labelling rule looked at.

            Example:
              aerial dataset show counties --out counties.html
            """)

    @Argument(help: "The dataset folder.")
    var dataset: String

    @Option(help: ArgumentHelp("A page to write.", valueName: "file.html"))
    var out: String?

    @Option(help: ArgumentHelp("The number of tiles of each class on the page.", valueName: "n"))
    var samples = 8

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...100).contains(samples) else { throw ValidationError("--samples takes 1 to 100.") }
    }

    func run() throws {
        var plan = DatasetShowPlan(dataset: try ImageDataset(path: dataset, observer: common.console))
        plan.page = out
        plan.samplesPerClass = samples
        plan.writing = overwrite.policy()
        plan.commandLine = RecordedWords.commandLine
        let summary = try plan.run(common.console)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        if let out { common.console.say("The page: \(out)") }
    }
}

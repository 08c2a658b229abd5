internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import RunHistory

struct AreaDesignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design",
        abstract: "Draw a stratified random sample of a map's tiles, to be labelled by a person.",
        discussion: """
            Writes sample.csv and sample.gpkg with an empty column reference to fill in, strata.csv, and with \
            --imagery a picture of each tile with its surroundings in chips/ and a page to label them, sample.html. The sample is sized for the standard \
            error that is wanted of the overall accuracy. A sample with labels in it is never replaced.

            Example:
              aerial area design map.tif --out sample --standard-error 0.02 --imagery county_*.tif
            """)

    @Argument(help: "The class map, a .tif of 'map', 'score' or 'change'.")
    var map: String

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("The wanted standard error of the overall accuracy.", valueName: "0..1"))
    var standardError = 0.02

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The user's accuracy that is expected: one for all, or Class=0.7 for some.", valueName: "0..1"))
    var expect: [ExpectedAccuracy] = [ExpectedAccuracy(className: nil, accuracy: 0.85)]

    @Option(help: ArgumentHelp("The smallest number of tiles of each class.", valueName: "n"))
    var least = 50

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Imagery to cut pictures from.", valueName: "file"))
    var imagery: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("A later date's imagery, put to the right of the first.", valueName: "file"))
    var after: [String] = []

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var bands: BandsOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard standardError > 0, standardError < 0.5 else {
            throw ValidationError("--standard-error takes a share above 0 and below 0.5.")
        }
        guard least >= 2 else { throw ValidationError("--least takes a number from 2.") }
        guard after.isEmpty || !imagery.isEmpty else { throw ValidationError("--after needs --imagery.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, named: "area design", history: history, console: common.console,
            inputs: [map] + imagery + after, outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        var plan = AreaDesignPlan(map: map, out: out)
        plan.standardError = standardError
        plan.least = least
        plan.expectations = expect
        plan.imagery = imagery
        plan.after = after
        plan.bands = bands.bands
        plan.seed = seed.seed
        plan.writing = overwrite.policy()
        let summary = try plan.run(common.console)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        common.console.say(
            "Fill in the column reference of \(out)/sample.csv or sample.gpkg. Next: aerial area estimate "
                + "--sample \(out)/sample.csv --map \(map)")
    }
}

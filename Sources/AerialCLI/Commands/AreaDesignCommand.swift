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
            --imagery a picture of each tile with its surroundings in chips/. The sample is sized for the standard \
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

    @Option(help: ArgumentHelp("At least so many tiles of each class.", valueName: "n"))
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
        try OutputRule(inputs: [map] + imagery + after, overwrite: overwrite)
            .check(SampleDrawing.plans(in: out, hasPictures: !imagery.isEmpty), in: out)
        try OutputPlace.check(folder: out)
        let drawing = SampleDrawing(
            map: map, standardError: standardError, least: least, expectations: expect, imagery: imagery,
            after: after, bands: bands.bands, seed: seed.seed, out: out)
        let summary = try drawing.run(console: common.console)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        common.console.say(
            "Fill in the column reference of \(out)/sample.csv or sample.gpkg. Next: aerial area estimate "
                + "--sample \(out)/sample.csv --map \(map)")
    }
}

/// `0.85` or `Developed=0.7`.
struct ExpectedAccuracy: ExpressibleByArgument, Equatable {
    /// `nil` for all classes that are not named.
    let className: String?
    let accuracy: Double

    init(className: String?, accuracy: Double) {
        self.className = className
        self.accuracy = accuracy
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=")
        guard (1...2).contains(parts.count), let accuracy = Double(parts[parts.count - 1]),
            accuracy > 0, accuracy < 1
        else { return nil }
        self.init(className: parts.count == 2 ? String(parts[0]) : nil, accuracy: accuracy)
    }

    var defaultValueDescription: String { (className.map { "\($0)=" } ?? "") + "\(accuracy)" }
}

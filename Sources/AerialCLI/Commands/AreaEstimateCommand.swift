internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Reporting
internal import RunHistory

struct AreaEstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Error-adjusted areas and accuracies from a labelled sample.",
        discussion: """
            The sample has the columns map and reference, class names, one row per sampled tile. The strata are the \
            classes of the map that it was drawn from, or a table with the columns class and hectares.

            Examples:
              aerial area estimate --sample sample.csv --map map.tif
              aerial area estimate --sample sample.csv --strata strata.csv --out areas.csv --report areas.html
            """)

    @Option(help: ArgumentHelp("The labelled sample: .csv or .gpkg.", valueName: "file"))
    var sample: String

    @Option(help: ArgumentHelp("The class map that the sample was drawn from.", valueName: "file.tif"))
    var map: String?

    @Option(help: ArgumentHelp("The strata instead of a map: class,hectares.", valueName: "file.csv"))
    var strata: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Classes that references may have beside the map's: the truth can be one that the map does not know.",
            valueName: "class"))
    var otherClasses: [String] = []

    @Option(help: ArgumentHelp("Also write the estimate as CSV.", valueName: "file.csv"))
    var out: String?

    @Option(help: ArgumentHelp("Also write a page with the estimate.", valueName: "file.html"))
    var report: String?

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (map == nil) != (strata == nil) else { throw ValidationError("Give either --map or --strata.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, named: "area estimate", history: history, console: common.console,
            inputs: [sample] + [map, strata].compactMap { $0 }, outputs: [out, report].compactMap { $0 }
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        // One of the two is there: see validate.
        let strata: AreaEstimatePlan.Strata = self.map.map { .map($0) } ?? .table(self.strata ?? "")
        var plan = AreaEstimatePlan(sample: sample, strata: strata)
        plan.otherClasses = otherClasses
        plan.out = out
        plan.report = report
        plan.writing = overwrite.policy()
        let summary = try plan.run(common.console)
        run.metrics(summary.figures.recordedMetrics)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
    }
}

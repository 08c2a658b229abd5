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
            The sample has the columns map and reference, class names, one row a sampled tile. The strata are the \
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
        try OutputRule(inputs: [sample, self.map, self.strata], overwrite: overwrite).check(
            [
                out.map { OutputFilePlan($0, .text(beginning: AreaTables.csvHead)) },
                report.map { OutputFilePlan($0, .page(.areas)) },
            ].compactMap { $0 })
        let map = try self.map.map { try ClassMapFile.read(path: $0).map }
        let strata = try self.strata.map(AreaSampleFile.readStrata) ?? map.map(AreaStratum.strata) ?? []
        // A class that the map's legend has and no tile shows is one of them too.
        let unmapped = (map?.legend.classNames ?? []).filter { name in
            !strata.contains { $0.className == name }
        }
        let rows = try AreaSampleFile.readSample(path: sample)
        let estimate = try AreaEstimate(
            strata: strata,
            sample: StratifiedSample(
                strata: strata.map(\.className), others: unmapped + otherClasses, rows: rows))
        run.metrics(estimate.recordedMetrics)
        let tables = AreaTables(estimate)
        tables.caution.map { common.console.warn($0) }
        try out.map { try TextFile.write(tables.csv, to: $0) }
        try report.map { try TextFile.write(page(estimate).html(), to: $0) }
        if common.json {
            try Output.writeJSON(AreaSummary(estimate))
        } else {
            try Output.write("\(tables.table.rendered())\n\(tables.overall)\n(\(AreaTables.explanation))")
        }
    }

    private func page(_ estimate: AreaEstimate) -> AreaReport {
        let name = ((sample as NSString).lastPathComponent as NSString).deletingPathExtension
        var report = AreaReport(
            title: "Areas, \(name)", subtitle: "\(estimate.sample.total) sampled tiles", estimate: estimate)
        report.provenance = [
            Fact("Sample", FileName.of(sample)), Fact("Strata", (map ?? strata).map(FileName.of) ?? ""),
            Fact("Program", AerialVersion.programName), Fact("Made", Timestamp.now()),
        ]
        return report
    }
}

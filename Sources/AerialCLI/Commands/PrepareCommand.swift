internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Reporting
internal import RunHistory

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Cut imagery into labelled tiles of 224 m.",
        discussion: """
            Each tile that a land-cover raster, or polygons or points of your own, label clearly becomes DATASET/{train,test}/<Class>/<tile>.png. \
            tiles.gpkg shows every tile in QGIS, kept or dropped and why; dataset.json records how it was made.

            Example:
              aerial prepare --imagery county_*.tif --labels nlcd.tif --out dataset \\
                --rule purity:0.9 --split blocks:2000 --test-fraction 0.2
              aerial prepare --imagery county_*.tif --labels fields.gpkg --class-field class --out dataset \\
                --rule purity:0.8
            """)

    @Option(parsing: .upToNextOption, help: "One or many scenes of one date: any raster that GDAL opens.")
    var imagery: [String]

    @Option(
        help: ArgumentHelp(
            "A land-cover raster of codes, or polygons or points with a class each: any file that GDAL reads.",
            valueName: "file"))
    var labels: String

    @Option(
        help: ArgumentHelp(
            "Of polygons or points: the field that names the class. (default: the only field of text)",
            valueName: "field"))
    var classField: String?

    @Option(
        help: ArgumentHelp(
            "Of a file with several layers of polygons or points: the one with the labels.",
            valueName: "layer"))
    var labelsLayer: String?

    @Option(help: ArgumentHelp("The dataset folder to make.", valueName: "dataset"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "\(LegendArgument.help) (default: nlcd6; of polygons and points: their classes)"))
    var legend: String?

    @Option(
        help: ArgumentHelp(
            "nine-points, purity:P for a share P of all label pixels or of the area, or points for labelled points that "
                + "agree. (default: nine-points; of polygons purity:0.9, of points points)",
            valueName: "rule"))
    var rule: LabelRule?

    @Option(help: "blocks:METRES by place, scenes, or random.")
    var split: SplitRule = .blocks(sideMeters: 2000)

    @Option(help: ArgumentHelp("The wanted share of test tiles.", valueName: "0..1"))
    var testFraction = 0.2

    @Flag(help: "Drop tiles of the larger classes until all classes of a side are equally large.")
    var balance = false

    @OptionGroup var corrections: CorrectionsOption
    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var area: AreaOption
    @OptionGroup var bands: BandsOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !imagery.isEmpty else { throw ValidationError("--imagery takes at least one file.") }
        guard testFraction >= 0, testFraction < 1 else {
            throw ValidationError("--test-fraction takes a share from 0 to below 1.")
        }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: imagery + [labels], outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        try OutputRule(inputs: imagery + [labels, legend, area.aoi, corrections.path], overwrite: overwrite)
            .check([OutputFilePlan(out, .dataset)])
        let given = try GivenLabels(
            path: labels, layer: labelsLayer, field: classField, legend: legend, rule: rule)
        let plan = PreparePlan(
            imagery: imagery, labels: labels, labelLayer: given.layer, out: out, legend: given.legend,
            rule: given.rule, split: split, testFraction: testFraction, balance: balance, area: area.aoi,
            corrections: corrections.path,
            bands: bands.bands?.numbers, seed: seed.seed, threads: common.threadCount)
        try ClassFolders.check(plan.legend.classNames)
        let result = try Preparation(plan: plan, console: common.console).run()
        run.metrics(PrepareSummary(result).recordedMetrics)
        if common.json {
            try Output.writeJSON(PrepareSummary(result))
        } else {
            try Output.write(PrepareSummary(result).table)
        }
        common.console.say("Next: aerial transfer \(out) --out MODEL")
        if result.unreadableCount > 0 { throw ExitCode.doneWithRejections }
    }
}

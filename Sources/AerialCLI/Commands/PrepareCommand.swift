internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Reporting
internal import RunHistory

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Cut imagery into labelled tiles.",
        discussion: """
            Each tile that a land-cover raster, or polygons or points of your own, label clearly becomes \
            DATASET/{train,test}/<Class>/<tile>.png (.tif where it has other bands than red, green and blue). \
            tiles.gpkg shows every tile in QGIS, kept or dropped and why; dataset.json records how it was made.

            Example:
              aerial prepare --imagery county_*.tif --labels nlcd.tif --out dataset \\
                --rule purity:0.9 --split blocks:2000 --test-fraction 0.2
              aerial prepare --imagery naip.tif --labels nlcd.tif --out dataset112 --tile-meters 112 \\
                --bands red,green,blue,nir
              aerial prepare --imagery county_*.tif --labels fields.gpkg --class-field class --out dataset \\
                --rule purity:0.8
              aerial prepare --areas areas.yaml --out counties --split areas

            A list of areas is YAML; each keeps a grid of its own, and paths are taken from the folder of the file:
              areas:
                - name: berkshire
                  imagery: berkshire/*.tif
                  labels: nlcd_2016.tif
                  outline: berkshire.gpkg
                  date: 2016-07-12
                  side: test
            outline, date and side (train or test) may be left out.
            """)

    @Option(
        parsing: .upToNextOption,
        help: "One or many scenes of one date: any raster that GDAL opens. Or give --areas instead.")
    var imagery: [String] = []

    @Option(
        help: ArgumentHelp(
            "A list of areas with the imagery, labels and more of each, instead of --imagery, --labels and --aoi.",
            valueName: "file"))
    var areas: String?

    @Option(
        help: ArgumentHelp(
            "A land-cover raster of codes, or polygons or points with a class each: any file that GDAL reads.",
            valueName: "file"))
    var labels: String?

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
        help: ArgumentHelp("\(LegendHelp.text) (default: nlcd6; of polygons and points: their classes)"))
    var legend: String?

    @Option(
        help: ArgumentHelp(
            "nine-points, purity:P for a share P (above 0.5, at most 1) of all label pixels or of the area, or points for "
                + "labelled points that agree. (default: nine-points; of polygons purity:0.9, of points points)",
            valueName: "rule"))
    var rule: LabelRule?

    @Option(
        help: ArgumentHelp(
            "blocks:METRES by place, scenes, random, or areas, which holds out whole areas of --areas; areas:K makes K "
                + "datasets, fold-1 to fold-K, in which each area is held out once.", valueName: "split"))
    var split: SplitRule = .blocks(sideMeters: 2000)

    @Option(help: ArgumentHelp("The wanted share of test tiles.", valueName: "0..1"))
    var testFraction = 0.2

    @Flag(help: "Drop tiles of the larger classes until all classes of a side are equally large.")
    var balance = false

    @Option(
        help: ArgumentHelp(
            "A tile's side on the ground, in metres; models and maps take it over.", valueName: "m"))
    var tileMeters = TileSpec.standard.sideMeters

    @Option(
        help: ArgumentHelp(
            "A tile's side in pixels, to which the imagery is resampled: what the network sees.",
            valueName: "n"))
    var tilePixels = TileSpec.standard.sidePixels

    @OptionGroup var corrections: CorrectionsOption
    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var area: AreaOption
    @OptionGroup var bands: BandsOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        try validateSources()
        guard testFraction >= 0, testFraction < 1 else {
            throw ValidationError("--test-fraction takes a share from 0 to below 1.")
        }
        do { _ = try tile } catch { throw ValidationError("\(error)") }
    }

    private func validateSources() throws {
        if areas != nil {
            let given = [
                ("--imagery", !imagery.isEmpty), ("--labels", labels != nil), ("--aoi", area.aoi != nil),
            ]
            guard let other = given.first(where: \.1)?.0 else { return }
            throw ValidationError("With --areas the list gives \(other) for each area: leave the option out.")
        }
        guard !imagery.isEmpty else {
            throw ValidationError("--imagery takes at least one file, or --areas a list of areas.")
        }
        guard labels != nil else { throw ValidationError("--labels takes a file.") }
        if split.isByAreas {
            throw ValidationError("--split \(split) holds out whole areas: list them in a file for --areas.")
        }
    }

    /// What a tile is to be.
    private var tile: TileSpec {
        get throws {
            try TileSpec(
                sideMeters: tileMeters, sidePixels: tilePixels,
                bands: bands.bands?.bandNames() ?? TileSpec.colorBands)
        }
    }

    func run() throws {
        let list = try areas.map { try AreasFile(path: $0) }
        let read = list?.entries.flatMap { $0.imagery + [$0.labels, $0.outline].compactMap(\.self) }
        try RecordedRun(
            of: self, history: history, console: common.console,
            inputs: [areas, labels].compactMap(\.self) + imagery + (read ?? []), outputs: [out]
        ).run { run in
            let summary = try list.map(prepare) ?? prepareOne()
            run.metrics(summary.recordedMetrics)
            if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.table) }
            common.console.say(next(summary))
            if summary.unreadable > 0 { throw ExitCode.doneWithRejections }
        }
    }

    private func next(_ summary: PrepareSummary) -> String {
        guard summary.folds != nil else { return "Next: aerial transfer \(out) --out MODEL" }
        return
            "Next: aerial transfer \(out)/fold-1 --out MODELS/fold-1, each fold likewise, then aerial evaluate MODELS "
            + "\(out) --out EVALUATION"
    }

    private func prepare(_ list: AreasFile) throws -> PrepareSummary {
        let given = try GivenAreas(
            list, legend: legend, rule: rule, field: classField, layer: labelsLayer)
        var plan = PrepareAreasPlan(areas: given.areas, out: out, legend: given.legend, split: split)
        plan.testFraction = testFraction
        plan.corrections = corrections.path
        plan.balance = balance
        plan.tile = try tile
        plan.bands = bands.bands
        plan.seed = seed.seed
        plan.threads = common.threadCount
        plan.writing = overwrite.policy(keeping: [legend, list.path])
        return try plan.run(common.console)
    }

    private func prepareOne() throws -> PrepareSummary {
        let labels = labels ?? ""
        let given = try GivenLabels(
            path: labels, layer: labelsLayer, field: classField, legend: legend, rule: rule)
        var plan = PreparePlan(
            imagery: imagery, labels: labels, out: out, legend: given.legend, rule: given.rule, split: split,
            testFraction: testFraction, threads: common.threadCount)
        plan.labelLayer = given.layer
        plan.corrections = corrections.path
        plan.balance = balance
        plan.area = area.aoi
        plan.tile = try tile
        plan.bands = bands.bands
        plan.seed = seed.seed
        plan.writing = overwrite.policy(keeping: [legend])
        return try plan.run(common.console)
    }
}

internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Inference
internal import RunHistory
internal import Scoring

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Say what each tile of a county, or each image of a folder, shows.",
        discussion: """
            Inputs are the scenes of one date (cut into 224 m tiles on one grid), or images and folders of images. \
            The output has one row a tile: place, class, confidence, a probability for each class, and why a tile \
            was not scored.

            Examples:
              aerial score model county_*.tif --out county.gpkg
              aerial score model tiles/ --out tiles.csv
              aerial score model county_*.tif --out county.gpkg --resume
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Argument(help: "Scenes, images or folders of images.")
    var inputs: [String]

    @Option(
        help: ArgumentHelp(
            "Where to write: .csv, .gpkg, .geojson, or .tif for a class map with confidence.",
            valueName: "file"))
    var out: String

    @Option(
        help: "auto takes the fastest that the model is cleared for and this processor computes natively.")
    var precision: PrecisionArgument = .auto

    @Flag(help: "Go on where an interrupted run to the same --out stopped; the result is the same.")
    var resume = false

    @Option(
        help: ArgumentHelp(
            "Most memory that the process may take, in MB. (default: what it needs)", valueName: "MB"))
    var maxMemory: Int?

    @Flag(
        help: ArgumentHelp(
            "Also measure the network alone, without reading and writing.", visibility: .hidden))
    var networkSpeed = false

    @Flag(help: "Take GeoTIFF inputs as plain images, not as scenes to be cut.")
    var images = false

    @OptionGroup var area: AreaOption
    @OptionGroup var bands: BandsOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !inputs.isEmpty else { throw ValidationError("Name at least one scene, image or folder.") }
        guard ScoreOutput.isKnown(out) else {
            throw ValidationError(
                "--out takes a name that ends in .csv, .gpkg, .geojson or .tif, not '\(out)'.")
        }
        if let maxMemory, maxMemory < 1 { throw ValidationError("--max-memory takes a number of megabytes.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: [model] + inputs, outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        let console = common.console
        InferenceEngine.keepFreedMemory()
        let input = try ScoreInput(paths: inputs, asImages: images)
        let trained = try TrainedModel(
            path: model, precision: try precision.precision(forModel: model), threads: common.threadCount)
        let options = ScoreRun.Options(
            out: out, resumes: resume, networkSeconds: networkSpeed ? 3 : nil,
            memory: maxMemory.map { MemoryBudget(bytes: $0 << 20) })
        let summary: ScoreSummary
        switch input {
        case .scenes(let paths):
            let job = SceneScoring(
                model: trained, scenes: paths, bands: bands.bands?.numbers, area: area.aoi,
                options: options, console: console)
            summary = try job.run()
        case .images(let images):
            guard area.aoi == nil else { throw ValidationError("--aoi needs scenes; images have no place.") }
            summary = try ImageScoring(model: trained, images: images, options: options, console: console)
                .run()
        }
        run.metrics(summary.recordedMetrics)
        try summary.tell(json: common.json, out: out, console: console)
        if summary.counts.rejected > 0 { throw ExitCode.doneWithRejections }
    }
}

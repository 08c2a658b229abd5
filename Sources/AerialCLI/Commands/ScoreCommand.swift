internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
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
              aerial score model /mnt/county_*.tif --out county.gpkg --spark sc://host:15002 --spark-storage /mnt/jobs
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
    @OptionGroup var cluster: SparkOptions
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !inputs.isEmpty else { throw ValidationError("Name at least one scene, image or folder.") }
        guard ScoreOutput.isKnown(out) else {
            throw ValidationError(
                "--out takes a name that ends in .csv, .gpkg, .geojson or .tif, not '\(out)'.")
        }
        if cluster.spark != nil {
            if resume { throw ValidationError("--resume is for local runs; on a cluster --job goes on.") }
            if maxMemory != nil || networkSpeed {
                throw ValidationError("--max-memory and --network-speed are for local runs.")
            }
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
        let input = try ScoreInput(paths: inputs, asImages: images)
        let trained = try TrainedModel(
            path: model, precision: try precision.precision(forModel: model), threads: common.threadCount)
        let summary: ScoreSummary
        if case .images = input, area.aoi != nil {
            throw ValidationError("--aoi needs scenes; images have no place.")
        }
        if let cluster = try cluster.cluster {
            summary = try score(input, with: trained, on: cluster)
        } else {
            summary = try score(input, with: trained)
        }
        run.metrics(summary.recordedMetrics)
        try summary.tell(json: common.json, out: out, console: console)
        if summary.counts.rejected > 0 { throw ExitCode.doneWithRejections }
    }

    private func score(_ input: ScoreInput, with trained: TrainedModel) throws -> ScoreSummary {
        let options = ScoreRun.Options(
            out: out, resumes: resume, networkSeconds: networkSpeed ? 3 : nil,
            memory: maxMemory.map { MemoryBudget(bytes: $0 << 20) })
        return switch input {
        case .scenes(let paths):
            try SceneScoring(
                model: trained, scenes: paths, bands: bands.bands?.numbers, area: area.aoi,
                options: options, console: common.console
            ).run()
        case .images(let images):
            try ImageScoring(model: trained, images: images, options: options, console: common.console).run()
        }
    }

    private func score(
        _ input: ScoreInput, with trained: TrainedModel, on cluster: Cluster
    ) throws -> ScoreSummary {
        let scoring = ClusterScoring(
            model: trained, cluster: cluster, workerThreads: common.threads ?? 1, out: out,
            console: common.console)
        return switch input {
        case .scenes(let paths):
            try scoring.run(scenes: paths, bands: bands.bands?.numbers, area: area.aoi)
        case .images(let images): try scoring.run(images: images)
        }
    }
}

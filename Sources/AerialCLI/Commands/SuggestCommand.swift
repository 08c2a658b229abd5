internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import RunHistory
internal import Scoring

struct SuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Name the tiles whose labels would help a model most.",
        discussion: """
            Tiles that the model is unsure of and that are unlike each other. Writes suggestions.csv, for scenes \
            suggestions.gpkg to fill in with QGIS, and suggest.html to label on. What the model learned from, and samples for \
            area estimates, are never offered.

            Example:
              aerial suggest model county_*.tif --out suggest --count 50
              aerial prepare --imagery county_*.tif --labels suggest/suggestions.gpkg --class-field class --out more
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Argument(help: "Scenes, images or folders of images.")
    var inputs: [String]

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("How many tiles to name.", valueName: "n"))
    var count = 50

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Samples of 'area design' whose tiles are not offered, besides those that the run history knows.",
            valueName: "file"))
    var areaSample: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Datasets whose tiles are labelled already. The one that the model learned from is known where it is found.",
            valueName: "dataset"))
    var labelled: [String] = []

    @Flag(help: "Take GeoTIFF inputs as plain images, not as scenes to be cut.")
    var images = false

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var area: AreaOption
    @OptionGroup var maxEmpty: MaxEmptyOption
    @OptionGroup var bands: BandsOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !inputs.isEmpty else { throw ValidationError("Name at least one scene, image or folder.") }
        guard (1...1000).contains(count) else { throw ValidationError("--count takes 1 to 1000.") }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console, inputs: [model] + inputs, outputs: [out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        var plan = SuggestPlan(model: model, inputs: inputs, out: out)
        plan.count = count
        plan.takesScenesAsImages = images
        plan.bands = bands.bands
        plan.area = area.aoi
        plan.maxEmptyShare = maxEmpty.share ?? plan.maxEmptyShare
        plan.areaSamples = areaSample + recordedSamples
        plan.labelled = try labelled.map { try ImageDataset(path: $0, observer: common.console) }
        plan.seed = seed.seed
        plan.threads = common.threadCount
        plan.writing = overwrite.policy()
        plan.commandLine = RecordedWords.commandLine
        let summary = try plan.run(common.console)
        run.metrics(summary.recordedMetrics)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.text) }
        common.console.say("The page: \(out)/suggest.html")
        if summary.rejected > 0 { throw ExitCode.doneWithRejections }
    }

    /// Samples that `area design` drew on this machine and that are still there. One that cannot be read is among them, so that it is told
    /// and not passed over.
    private var recordedSamples: [String] {
        guard let path = history.path, FileManager.default.fileExists(atPath: path),
            let runs = try? RunHistory(path: path).runs(matching: RunFilter(command: "area design"))
        else { return [] }
        let given = Set(areaSample.compactMap { FileIdentity(ofFileAt: $0) })
        let folders = Set(runs.flatMap { run in run.files.filter { $0.role == .output }.map(\.path) })
            .sorted()
        let samples = folders.map { folder in
            ["csv", "gpkg"].map { "\(folder)/sample.\($0)" }.first(
                where: FileManager.default.fileExists(atPath:))
        }
        let gone = zip(folders, samples).filter { $1 == nil }.map(\.0)
        if let first = gone.first, areaSample.isEmpty {
            let others = gone.count > 1 ? " and \(gone.count - 1) more" : ""
            common.console.warn(
                "samples of 'area design' are no longer where the run history has them (\(first)\(others)): their tiles may be offered. "
                    + "Name those that were moved with --area-sample.")
        }
        return samples.compactMap(\.self).filter { path in
            let isKnown = FileIdentity(ofFileAt: path).map { given.contains($0) } ?? true
            return !isKnown && AreaSampleFile.isSample(at: path, unreadable: true)
        }
    }
}

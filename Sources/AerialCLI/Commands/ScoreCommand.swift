internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import RunHistory
internal import Scoring

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Give each tile of a county, or each image of a folder, its class.",
        discussion: """
            Inputs are the scenes of one date (cut into the tiles that the model learned from, on one grid), or images and folders of images. \
            The output has one row per tile: place, class, confidence, a probability for each class, and why a tile \
            was not scored.

            Examples:
              aerial score model county_*.tif --out county.gpkg
              aerial score model tiles/ --out tiles.csv
              aerial score model county_*.tif --out county.gpkg --detail county_32m.tif
              aerial score model county_*.tif --out county.gpkg --first model112
              aerial score model county_*.tif --out county.gpkg --resume
              aerial score model /mnt/county_*.tif --out county.gpkg --spark sc://host:15002 --spark-storage /mnt/jobs
              aerial score model /mnt/county_*.tif --spark-sql county.sql --spark-storage /mnt/jobs
            """)

    @Argument(help: "The model folder.")
    var model: String

    @Argument(help: "Scenes, images or folders of images.")
    var inputs: [String]

    @Option(
        help: ArgumentHelp(
            "Where to write: \(ScorePlan.outputEndings). A .tif is a class map with confidence.",
            valueName: "file"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Also write a class map finer than the tiles, .tif: where in each tile the model sees what.",
            discussion: """
                Its cells are those of the network's last layer, 7 a side for most: 32 m in tiles of 224 m.
                """, valueName: "file"))
    var detail: String?

    @Option(
        help: ArgumentHelp(
            "Move by less than a tile's side, and average: rows and cells of this side, without seams.",
            discussion: """
                The side of a tile divided by 2 to \(TileGrid.mostOverlap): 56 of 224 looks at each place 16 times, and takes as much longer.
                """, valueName: "m"))
    var stride: Double?

    @Option(
        help: ArgumentHelp(
            "Ask this cheaper model first, and the model where it is not sure.",
            discussion: """
                For example one of the same dataset with fewer --tile-pixels. Train both with --calibrate: each folder then keeps \
                predictions for training tiles, made by models that had not learned from these tiles. From them a confidence is chosen; \
                where the cheaper model reaches it, its class is taken. The held-out tiles have no part in this.
                """, valueName: "model"))
    var first: String?

    @Option(
        help: ArgumentHelp(
            "With --first: points of accuracy that it may cost at most, with 95 % confidence. (default: 0.5)",
            valueName: "points"))
    var maxLoss: Double?

    @Option(
        help:
            "auto takes the fastest that the model was checked for and that this processor computes natively."
    )
    var precision: PrecisionChoice = .auto

    @OptionGroup var longRun: LongRunOptions

    @Flag(
        help: ArgumentHelp(
            "Also measure the network alone, without reading and writing.", visibility: .hidden))
    var networkSpeed = false

    @Flag(help: "Take GeoTIFF inputs as plain images, not as scenes to be cut.")
    var images = false

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var sample: SampleOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var area: AreaOption
    @OptionGroup var maxEmpty: MaxEmptyOption
    @OptionGroup var bands: BandsOption
    @OptionGroup var cluster: SparkOptions
    @OptionGroup var script: SparkScriptOptions
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !inputs.isEmpty else { throw ValidationError("Name at least one scene, image or folder.") }
        switch (out, script.sparkSql) {
        case (nil, nil): throw ValidationError("Say with --out where to write.")
        case (.some, .some):
            throw ValidationError("--spark-sql writes a script and no --out: give one of them.")
        case (let out?, nil) where !ScorePlan.isOutput(out):
            throw ValidationError(
                "--out takes a name that ends in \(ScorePlan.outputEndings), not '\(out)'.")
        default: break
        }
        if let detail, !["tif", "tiff"].contains((detail as NSString).pathExtension.lowercased()) {
            throw ValidationError("--detail takes a name that ends in .tif, not '\(detail)'.")
        }
        if maxLoss != nil, first == nil { throw ValidationError("--max-loss goes with --first.") }
        if let maxLoss, !(maxLoss > 0 && maxLoss < 100) {
            throw ValidationError("--max-loss takes points of accuracy above 0 and below 100.")
        }
        try checkCluster()
    }

    private func checkCluster() throws {
        if script.sparkSql != nil {
            guard cluster.spark == nil, cluster.job == nil else {
                throw ValidationError("--spark-sql is for clusters without --spark; it names its job itself.")
            }
            guard cluster.sparkStorage?.isEmpty == false else {
                throw ValidationError("--spark-sql needs --spark-storage, a folder that all nodes reach.")
            }
        } else {
            try cluster.checkThatClusterIsNamed()
        }
        guard cluster.spark != nil || script.sparkSql != nil || script.fromSpark != nil else { return }
        if script.fromSpark != nil, cluster.spark != nil {
            throw ValidationError(
                "--from-spark reads the answers of a script, not of --spark: give one of them.")
        }
        if longRun.resume {
            throw ValidationError("--resume is for local runs; with --spark, --job goes on.")
        }
        if first != nil {
            throw ValidationError("--first is for local runs: a cluster's workers ask one model.")
        }
        if stride != nil {
            throw ValidationError(
                "--stride is for local runs: a cluster's workers look at tiles beside each other.")
        }
        if detail != nil, cluster.spark == nil {
            throw ValidationError(
                "--detail is for local runs and --spark: a script's answers are classes of whole tiles.")
        }
        if longRun.maxMemory != nil || networkSpeed {
            throw ValidationError("--max-memory and --network-speed are for local runs.")
        }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console,
            inputs: [model] + [first].compactMap(\.self) + inputs,
            outputs: [out ?? script.sparkSql ?? ""] + (detail.map { [$0] } ?? [])
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        if script.sparkSql != nil { return try writeScript() }
        guard let out else { return }
        let plan = try scorePlan(out: out)
        let summary =
            if let folder = script.fromSpark {
                try SparkAnswersPlan(scoring: plan, folder: folder).run(common.console)
            } else {
                try plan.run(common.console)
            }
        run.metrics(summary.recordedMetrics)
        try summary.tell(json: common.json, out: out, detail: detail, console: common.console)
        if summary.counts.rejected > 0 { throw ExitCode.doneWithRejections }
    }

    private func scorePlan(out: String) throws -> ScorePlan {
        var plan = ScorePlan(model: model, inputs: inputs, out: out)
        plan.detail = detail
        plan.strideMeters = stride
        plan.first = first
        plan.maxLoss = maxLoss ?? plan.maxLoss
        plan.precision = precision
        plan.area = area.aoi
        plan.fraction = sample.part(seed: seed)
        plan.bands = bands.bands
        plan.maxEmptyShare = maxEmpty.share ?? plan.maxEmptyShare
        plan.takesScenesAsImages = images
        plan.resumes = longRun.resume
        plan.memoryBytes = longRun.memoryBytes
        plan.cluster = try cluster.cluster
        plan.workerThreads = common.threads ?? 1
        plan.threads = common.threadCount
        plan.writing = overwrite.policy()
        plan.networkSeconds = networkSpeed ? 3 : nil
        return plan
    }

    private func writeScript() throws {
        var plan = SparkScriptPlan(
            scoring: try scorePlan(out: ""), script: script.sparkSql ?? "",
            storage: cluster.sparkStorage ?? "")
        plan.worker = cluster.worker
        plan.partitions = cluster.partitions
        let written = try plan.run(common.console)
        common.console.say(
            "\(written.tiles) tiles in \(written.partitions) parts; the head of \(written.script) says how to run it "
                + "and what then")
        if common.json { try Output.writeJSON(written) } else { try Output.write(written.script) }
    }
}

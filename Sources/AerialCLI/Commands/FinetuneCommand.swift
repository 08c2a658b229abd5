internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Networks
internal import RunHistory
internal import Training

struct FinetuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune",
        abstract: "Train a pretrained network itself on a dataset.",
        discussion: """
            Slower than 'transfer' and more accurate. Held-out tiles give the figures. A checkpoint is written after \
            every epoch beside the model, and --resume goes on exactly where a stopped training was.

            Example:
              aerial finetune dataset --out model --backbone efficientnet-lite0
            """)

    @Argument(help: "A dataset of 'prepare', or any folder with one sub-folder of images a class.")
    var dataset: String

    @Option(help: ArgumentHelp("The model folder to make.", valueName: "model"))
    var out: String

    @Option(help: "The network.")
    var backbone: Backbone = .efficientNetLite0

    @Option(
        help: ArgumentHelp("A weights file of your own instead of the pretrained one.", valueName: "file"))
    var weights: String?

    @Flag(help: "Begin with random weights instead of pretrained ones.")
    var fromScratch = false

    @Option(help: "What is trained: last-only, fully-connected or all. (default: all)")
    var retrain: RetrainDepth?

    @Option(help: ArgumentHelp("Rounds over the training images. (default: 20)", valueName: "n"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Images a step. (default: 32)", valueName: "n"))
    var batchSize: Int?

    @Option(
        help: ArgumentHelp("The highest learning rate. (default: by optimizer and depth)", valueName: "rate"))
    var learningRate: Double?

    @Option(
        help: ArgumentHelp(
            "Share of the training images that is not trained on but chooses the best epoch. (default: 0, the last epoch)",
            valueName: "0..0.5"))
    var validationFraction: Double?

    @Option(help: "Numbers to compute in: auto, fp32 or bf16. (default: auto)")
    var precision: Recipe.Precision?

    @Option(
        help: ArgumentHelp(
            "The rest of the recipe, YAML; a model's training.yaml shows every setting.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Share of held-out images, for datasets without a test/ folder. (default: 0.2)", valueName: "0..1"
        ))
    var testFraction: Double?

    @Option(
        help: ArgumentHelp(
            "Rename, merge or drop the dataset's classes: YAML lines 'folder: Class'.", valueName: "file"))
    var mapClasses: String?

    @Option(
        help: ArgumentHelp(
            "The pixel size of the dataset's images, for folders of pictures. (default: what 'prepare' recorded)",
            valueName: "m"))
    var gsd: Double?

    @OptionGroup var sample: SampleOption
    @OptionGroup var corrections: CorrectionsOption
    @OptionGroup var overwrite: OverwriteOption

    @Flag(help: "Go on with the training that was stopped.")
    var resume = false

    @Option(help: ArgumentHelp("Also write a checkpoint every n steps.", valueName: "n"))
    var checkpointSteps: Int?

    @Option(help: ArgumentHelp("How many checkpoints to keep.", valueName: "n"))
    var keepCheckpoints = 2

    @Option(
        help: ArgumentHelp(
            "Write learning rate, loss and gradient of every step to this CSV.", valueName: "file"))
    var stepLog: String?

    @Flag(
        help: ArgumentHelp(
            "Also measure the reading and varying of images alone, without the network.", visibility: .hidden)
    )
    var loaderSpeed = false

    @Option(
        help: ArgumentHelp(
            "Train with n processes of this machine, each on its part of every batch. On several machines, start one process a rank with torchrun's variables.",
            valueName: "n"))
    var processes = 1

    @Flag(help: "With several processes: batch norms see the images of all, not only of their own.")
    var syncBatchNorm = false

    @Option(
        help: ArgumentHelp(
            "Seconds without an answer after which a rank counts as gone.", valueName: "seconds"))
    var rankTimeout = 60.0

    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let testFraction, testFraction < 0 || testFraction >= 1 {
            throw ValidationError("--test-fraction takes a share from 0 to below 1.")
        }
        if let gsd, !(gsd > 0) { throw ValidationError("--gsd takes a number of metres above 0.") }
        if let checkpointSteps, checkpointSteps < 1 {
            throw ValidationError("--checkpoint-steps takes a number from 1.")
        }
        if keepCheckpoints < 1 { throw ValidationError("--keep-checkpoints takes a number from 1.") }
        if processes < 1 { throw ValidationError("--processes takes a number from 1.") }
        if !(rankTimeout > 0) { throw ValidationError("--rank-timeout takes seconds above 0.") }
        if fromScratch, weights != nil {
            throw ValidationError("--from-scratch and --weights exclude each other.")
        }
    }

    func run() throws {
        // A step and its checkpoint are finished first.
        Interruption.wait(seconds: 120)
        let ranks = try RankEnvironment.current(timeoutSeconds: rankTimeout)
        guard processes == 1 || ranks != nil else {
            return try RankLauncher(count: processes, console: common.console).run()
        }
        LauncherWatch.begin()
        // Rank 0 alone writes and tells.
        var history = history
        if ranks.map({ $0.place.rank > 0 }) ?? false { history.runs = "none" }
        try RecordedRun(
            of: self, history: history, console: common.console,
            inputs: [dataset] + [weights, config].compactMap { $0 }, outputs: [out]
        ).run { try work($0, ranks: ranks) }
    }

    private func work(_ run: RunRecorder, ranks: RankEnvironment?) throws {
        let isLeader = (ranks?.place.rank ?? 0) == 0
        let console = isLeader ? common.console : Console(isQuiet: true)
        let data = try corrections.applied(
            to: ImageDataset(path: dataset, classMapping: try mapClasses.map(ClassMapping.init(file:)))
        ).sampled(by: sample.part(seed: seed))
        if data.hasSides, testFraction != nil {
            console.warn("\(dataset) has its own train/ and test/; --test-fraction is not used.")
        }
        let result = try plan(data, ranks: ranks, run).run(console)
        guard isLeader else { return }
        result.record(to: run)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
        common.console.say(
            "The model: \(out). Next: aerial evaluate \(out) \(dataset) --out EVALUATION, or aerial "
                + "score \(out) IMAGERY... --out predictions.gpkg")
        if !result.outcome.rejections.isEmpty { throw ExitCode.doneWithRejections }
    }

    private func plan(_ data: ImageDataset, ranks: RankEnvironment?, _ run: RunRecorder) throws
        -> FinetunePlan
    {
        var plan = FinetunePlan(dataset: data, out: out, recipe: try recipe())
        plan.backbone = backbone
        plan.weightsFile = weights
        plan.isFromScratch = fromScratch
        plan.testFraction = testFraction ?? plan.testFraction
        plan.imageMeters = gsd
        plan.seed = seed.seed
        plan.threads = max(1, common.threadCount / (ranks?.localSize ?? 1))
        plan.place = ranks?.place
        plan.resumes = resume || (ranks?.isRestart ?? false)
        plan.checkpointSteps = checkpointSteps
        plan.keptCheckpoints = keepCheckpoints
        plan.stepLog = stepLog
        plan.timesLoader = loaderSpeed
        plan.writing = overwrite.policy(keeping: [mapClasses, config, corrections.path])
        plan.afterEpoch = { run.record($0) }
        return plan
    }

    /// Defaults, then the configuration file, then the command line.
    private func recipe() throws -> Recipe {
        let file = try config.map(RecipeFile.init(path:))
        var recipe = Recipe(retrain: retrain ?? file?.retrain ?? .all, optimizer: file?.optimizer ?? .adamw)
        if let file { recipe = try file.recipe(over: recipe) }
        if let retrain { recipe.retrain = retrain }
        if let epochs { recipe.epochs = epochs }
        if let batchSize { recipe.batchSize = batchSize }
        if let learningRate { recipe.learningRate = learningRate }
        if let validationFraction { recipe.validationFraction = validationFraction }
        if let precision { recipe.precision = precision }
        if syncBatchNorm { recipe.synchronizesNorms = true }
        try recipe.check()
        return recipe
    }
}

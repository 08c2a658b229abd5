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

    @OptionGroup var training: TrainingArguments

    @Flag(help: "Begin with random weights instead of pretrained ones.")
    var fromScratch = false

    @Option(help: "What is trained: last-only, fully-connected or all. (default: all)")
    var retrain: RetrainDepth?

    @Option(help: ArgumentHelp("Rounds over the training images. (default: 20)", valueName: "n"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Images per step. (default: 32)", valueName: "n"))
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

    @Flag(help: "Go on with the training that was stopped.")
    var resume = false

    @Flag(
        help: ArgumentHelp(
            "With --resume: begin anew where the checkpoints are of another training.", visibility: .hidden))
    var passOtherCheckpoints = false

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
            "Train with n processes of this machine, each on its part of every batch. On several machines, start one process per rank with torchrun's variables.",
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
        if let checkpointSteps, checkpointSteps < 1 {
            throw ValidationError("--checkpoint-steps takes a number from 1.")
        }
        if keepCheckpoints < 1 { throw ValidationError("--keep-checkpoints takes a number from 1.") }
        if processes < 1 { throw ValidationError("--processes takes a number from 1.") }
        if !(rankTimeout > 0) { throw ValidationError("--rank-timeout takes seconds above 0.") }
        if fromScratch, training.weights != nil {
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
            inputs: training.inputs + [config].compactMap { $0 }, outputs: [training.out]
        ).run { try work($0, ranks: ranks) }
    }

    private func work(_ run: RunRecorder, ranks: RankEnvironment?) throws {
        let isLeader = (ranks?.place.rank ?? 0) == 0
        let console = isLeader ? common.console : Console(isQuiet: true)
        let data = try training.readDataset(seed: seed, console)
        let result = try plan(data, ranks: ranks, run).run(console)
        guard isLeader else { return }
        result.record(to: run)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
        common.console.say(training.nextSteps)
        if !result.outcome.rejections.isEmpty { throw ExitCode.doneWithRejections }
    }

    private func plan(_ data: ImageDataset, ranks: RankEnvironment?, _ run: RunRecorder) throws
        -> FinetunePlan
    {
        let recipe = try recipe()
        try run.record(recipe)
        var plan = FinetunePlan(dataset: data, out: training.out, recipe: recipe)
        plan.backbone = training.backbone
        plan.weightsFile = training.weights
        plan.isFromScratch = fromScratch
        plan.testFraction = training.testFraction ?? plan.testFraction
        plan.imageMeters = training.gsd
        plan.calibrates = training.calibrate
        plan.seed = seed.seed
        plan.threads = max(1, common.threadCount / (ranks?.localSize ?? 1))
        plan.place = ranks?.place
        plan.resumes = resume || (ranks?.isRestart ?? false)
        plan.passesOtherCheckpoints = passOtherCheckpoints
        plan.checkpointSteps = checkpointSteps
        plan.keptCheckpoints = keepCheckpoints
        plan.stepLog = stepLog
        plan.timesLoader = loaderSpeed
        plan.writing = training.policy(keeping: [config])
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

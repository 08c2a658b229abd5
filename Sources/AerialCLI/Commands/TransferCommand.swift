internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Networks
internal import RunHistory

struct TransferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: "Train a classifier on the features of a pretrained network.",
        discussion: """
            The network is not changed: what it sees in each tile becomes the input of a logistic regression, whose \
            regularisation is chosen on a part of the training tiles, or of decision trees. The result is a model folder.

            Examples:
              aerial transfer dataset --out model --backbone efficientnet-lite0
              aerial transfer dataset --out model --classifier random-forest --trees 300
              aerial transfer dataset --out model --spark sc://master:15002 --spark-storage /shared/jobs
            """)

    @OptionGroup var training: TrainingArguments

    @Option(help: "logistic-regression, random-forest or gradient-boosting.")
    var classifier: ClassifierArgument = .logisticRegression

    @OptionGroup(title: "Trees") var forest: ForestArguments

    @Option(
        help: ArgumentHelp(
            "L2 penalty of the logistic regression, scikit-learn's 1/C on turned features. (default: chosen)",
            valueName: "penalty"))
    var penalty: Double?

    @Option(
        help: ArgumentHelp(
            "How many times each training image is seen, turned by right angles: 1 to 4. (default: 3 up to 5000 images, else 1)",
            valueName: "n"))
    var turns: Int?

    @Option(
        help: ArgumentHelp("Share of the training views to learn from, for trials.", valueName: "0..1"))
    var trainingShare = 1.0

    @Option(
        help: ArgumentHelp(
            "Keep the features in this folder, and take them from it when dataset and network are the same.",
            valueName: "dir"))
    var featureCache: String?

    @Option(help: ArgumentHelp("Also write the features, for other tools.", valueName: "file.safetensors"))
    var saveFeatures: String?

    @Flag(help: "Also give the model an 8-bit form, as 'aerial quantize' does.")
    var quantize = false

    @OptionGroup(title: "Spark") var spark: SparkOptions

    @Option(
        name: .customLong("mllib-param"),
        help: ArgumentHelp(
            "With --spark: a parameter of MLlib's LogisticRegression or RandomForestClassifier by its own name, for example maxIter=50; may be repeated. (default: regParam=0.01, maxIter=10; numTrees=20, maxDepth=5)",
            valueName: "key=value"))
    var mllibParam: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help:
            "Of tiles with bands beside red, green and blue also train without these, and say whether they helped."
    )
    var compareBands = true

    @OptionGroup var seed: SeedOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let turns, !(1...4).contains(turns) {
            throw ValidationError("--turns takes a number from 1 to 4.")
        }
        guard trainingShare > 0, trainingShare <= 1 else {
            throw ValidationError("--training-share takes a share above 0 to 1.")
        }
        try validateClassifier()
        if let penalty, !(penalty > 0) { throw ValidationError("--penalty takes a number above 0.") }
    }

    /// Settings of one classifier say nothing to another.
    private func validateClassifier() throws {
        if spark.spark == nil, !mllibParam.isEmpty { throw ValidationError("--mllib-param needs --spark.") }
        if spark.spark != nil { try validateForMLlib() }
        if penalty != nil, classifier != .logisticRegression {
            throw ValidationError(
                "--penalty is of logistic-regression; --classifier \(classifier.rawValue) has none.")
        }
        if classifier == .logisticRegression, let option = forest.given.first {
            throw ValidationError(
                "\(option) is of trees: it needs --classifier random-forest or gradient-boosting.")
        }
        if classifier == .randomForest, forest.learningRate != nil {
            throw ValidationError("--learning-rate is of gradient-boosting; a random forest has none.")
        }
    }

    /// MLlib has parameters of its own, and no boosting of more than two classes.
    private func validateForMLlib() throws {
        guard classifier != .gradientBoosting else {
            throw ValidationError(
                "MLlib's gradient boosting knows two classes alone; with --spark, --classifier takes "
                    + "logistic-regression or random-forest.")
        }
        let own = (penalty == nil ? [] : ["--penalty"]) + forest.given
        if let option = own.first {
            throw ValidationError(
                "\(option) is of training on this machine. With --spark give MLlib's own: --mllib-param "
                    + (classifier == .randomForest
                        ? "numTrees=100, for example." : "regParam=0.01, for example."))
        }
        let others = [
            trainingShare < 1 ? "--training-share" : nil, featureCache.map { _ in "--feature-cache" },
        ]
        if training.calibrate {
            throw ValidationError("--calibrate is of training on this machine; leave it out with --spark.")
        }
        if let option = others.compactMap({ $0 }).first {
            throw ValidationError("\(option) is of training on this machine; leave it out with --spark.")
        }
    }

    /// `nil` to train here.
    private var clusterTraining: ClusterTraining? {
        get throws {
            try spark.cluster.map { cluster in
                ClusterTraining(
                    cluster: cluster,
                    classifier: classifier == .randomForest ? .randomForest : .logisticRegression,
                    parameters: mllibParam)
            }
        }
    }

    func run() throws {
        try RecordedRun(
            of: self, history: history, console: common.console,
            inputs: training.inputs, outputs: [training.out]
        ).run(work)
    }

    private func work(_ run: RunRecorder) throws {
        let data = try training.readDataset(seed: seed, common.console)
        let result = try plan(data).run(common.console)
        result.record(to: run)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
        if quantize { try quantizeModel(data, run) }
        common.console.say(training.nextSteps)
        if result.rejected > 0 { throw ExitCode.doneWithRejections }
    }

    private func plan(_ data: ImageDataset) throws -> TransferPlan {
        var plan = TransferPlan(dataset: data, out: training.out)
        plan.backbone = training.backbone
        plan.weightsFile = training.weights
        plan.testFraction = training.testFraction ?? plan.testFraction
        plan.classifier = classifier.plan(penalty: penalty, forest: forest)
        plan.cluster = try clusterTraining
        plan.turns = turns
        plan.comparesBands = compareBands
        plan.trainingShare = trainingShare
        plan.judgesSettings = SweepTrial.current != nil
        plan.featuresFile = saveFeatures
        plan.featureCache = featureCache
        plan.imageMeters = training.gsd
        plan.calibrates = training.calibrate
        plan.seed = seed.seed
        plan.threads = common.threadCount
        plan.writing = training.policy()
        return plan
    }

    /// The trained model stands by then: a refusal leaves it.
    private func quantizeModel(_ data: ImageDataset, _ run: RunRecorder) throws {
        var plan = QuantizePlan(model: training.out, dataset: data)
        plan.seed = seed.seed
        plan.threads = common.threadCount
        do {
            let result = try plan.run(common.console)
            run.metrics(result.recordedMetrics)
            common.console.say(result.text)
        } catch let error as CommandError {
            throw CommandError(
                "the model \(training.out) is trained and stays, without an 8-bit form: \(error)")
        }
    }
}

internal import Classical
internal import Networks
internal import Reporting
internal import TorchRuntime

/// Trains the classifier of a plan on features. Its library loads when this is made, before any long work.
struct ClassifierTraining {
    private enum Trainer {
        case logisticRegression(LogisticRegression, isGiven: Bool)
        case randomForest(RandomForest, treeCount: Int, TreeOptions)
        case gradientBoosting(GradientBoosting, learningRate: Double, TreeOptions)
    }

    private let trainer: Trainer
    private let name: String

    /// - Parameter keepsTreeCount: boosting grows as many trees as the plan says, and chooses no number.
    init(plan: TransferPlan, keepsTreeCount: Bool = false) throws {
        name = plan.classifier.name
        switch plan.classifier {
        case .logisticRegression(let penalty):
            var options = LogisticRegression.Options()
            if let penalty { options.penalties = [penalty] }
            options.judgesOnePenalty = plan.judgesSettings
            options.trainingShare = plan.trainingShare
            options.threads = plan.threads
            options.seed = plan.seed
            trainer = .logisticRegression(try LogisticRegression(options: options), isGiven: penalty != nil)
        case .randomForest(let treeCount, let trees):
            var options = RandomForest.Options(
                treeCount: treeCount, trees: trees, threads: plan.threads, seed: plan.seed)
            options.judges = plan.judgesSettings
            options.trainingShare = plan.trainingShare
            trainer = .randomForest(try RandomForest(options: options), treeCount: treeCount, trees)
        case .gradientBoosting(let roundCount, let learningRate, let trees):
            var options = GradientBoosting.Options(
                roundCount: roundCount, learningRate: learningRate, trees: trees, threads: plan.threads,
                seed: plan.seed)
            if keepsTreeCount { options.patience = nil }
            options.trainingShare = plan.trainingShare
            trainer = .gradientBoosting(
                try GradientBoosting(options: options), learningRate: learningRate, trees)
        }
    }

    func fit(_ table: FeatureTable, classNames: [String], observer: any JourneyObserver) throws
        -> TrainedClassifier
    {
        switch trainer {
        case .logisticRegression(let regression, let isGiven):
            let fit = try regression.fit(table, classNames: classNames)
            return try linear(fit, penaltyIsGiven: isGiven)
        case .randomForest(let forest, let treeCount, let trees):
            let progress = Progress(
                "growing", unit: "trees", total: forest.workCount(classCount: classNames.count),
                observer: observer)
            let fit = try forest.fit(table, classNames: classNames) { try progress.advance(by: $0) }
            progress.finish()
            return try self.forest(
                fit, kind: .randomForest, method: "random forest",
                options: trees.record.merging(["trees": String(treeCount)]) { $1 })
        case .gradientBoosting(let boosting, let learningRate, let trees):
            var choosing: Progress?
            var training: Progress?
            let fit = try boosting.fit(table, classNames: classNames) { round in
                func begin(_ title: String) -> Progress {
                    Progress(title, unit: "rounds", total: round.roundCount, observer: observer)
                }
                if round.isFinal {
                    choosing?.finish()
                    training = training ?? begin("boosting")
                    try training?.advance()
                } else {
                    choosing = choosing ?? begin("choosing the number of trees")
                    try choosing?.advance()
                }
            }
            training?.finish()
            return try self.forest(
                fit, kind: .gradientBoosting, method: "gradient boosting of decision trees",
                options: trees.record.merging([
                    "trees": String(fit.treeCount), "learning-rate": String(learningRate),
                ]) { $1 })
        }
    }

    private func linear(_ fit: LogisticRegression.Fit, penaltyIsGiven: Bool) throws -> TrainedClassifier {
        TrainedClassifier(
            form: .linear(fit.classifier), name: name,
            recipe: [
                Fact("Method", "features of the frozen network, multinomial logistic regression (L-BFGS)"),
                Fact(
                    "L2 penalty", "\(fit.penalty)" + (penaltyIsGiven ? "" : ", chosen on a validation part")),
            ],
            options: ["penalty": String(fit.penalty)],
            versions: ["libtorch": try TorchLibrary.load().version],
            trials: ClassifierTrials(
                metric: "penalty", title: "L2 penalty",
                trials: fit.trials.map {
                    .init(
                        value: $0.penalty, validationLoss: $0.validationLoss,
                        validationAccuracy: $0.validationAccuracy)
                }, chosen: fit.penalty))
    }

    private func forest(
        _ fit: ForestFit, kind: ModelClassifier, method: String, options: [String: String]
    ) throws -> TrainedClassifier {
        let isChosen = fit.trials.count > 1
        return TrainedClassifier(
            form: .forest(fit.forest, kind), name: name,
            recipe: [
                Fact("Method", "features of the frozen network, \(method) (XGBoost)"),
                Fact(
                    "Trees", "\(fit.treeCount) a class" + (isChosen ? ", chosen on a validation part" : "")),
                Fact("Depth", options["depth"] ?? ""),
                Fact("Rows a tree", options["row-share"] ?? ""),
                Fact("Features a level", options["feature-share"] ?? ""),
            ] + [options["learning-rate"].map { Fact("Learning rate", $0) }].compactMap { $0 },
            options: options, versions: ["xgboost": try XGBoostLibrary.load().version],
            trials: ClassifierTrials(
                metric: "trees", title: "Trees per class",
                trials: fit.trials.map {
                    .init(
                        value: Double($0.treeCount), validationLoss: $0.validationLoss,
                        validationAccuracy: $0.validationAccuracy)
                }, chosen: Double(fit.treeCount)))
    }
}

extension TreeOptions {
    /// By the options' names.
    fileprivate var record: [String: String] {
        ["depth": String(depth), "row-share": String(rowShare), "feature-share": String(featureShare)]
    }
}

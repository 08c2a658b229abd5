internal import AerialCore
internal import Classical
internal import Inference
internal import Networks
internal import Reporting

/// Fits the temperature of a classifier on its training images: each fold of them is judged by a classifier of the same
/// settings that has not seen it, nor its place.
struct FoldCalibration {
    let plan: TransferPlan
    let observer: any JourneyObserver

    static let foldCount = 5

    /// The classifier with its logits divided by the temperature that makes those judgements likeliest, and with the judgements.
    func calibrated(_ classifier: TrainedClassifier, on sample: TransferSample) throws -> TrainedClassifier {
        let rows = try judgements(of: sample, like: classifier)
        let judgements = rows.compactMap(\.self)
        let scaling = TemperatureScaling(fitting: judgements)
        var calibrated = calibrated(classifier, by: scaling, count: judgements.count)
        calibrated.judgements = TrainingJudgements(
            dataset: plan.dataset.fingerprint,
            judgements: zip(sample.trainingImages, sample.firstRows).compactMap { image, row in
                rows[row].map {
                    TrainingJudgements.Judgement($0, scaling: scaling, id: plan.dataset.images[image].id)
                }
            })
        return calibrated
    }

    private func calibrated(
        _ classifier: TrainedClassifier, by scaling: TemperatureScaling?, count: Int
    ) -> TrainedClassifier {
        guard let scaling else {
            let reason =
                count == 0
                ? "without any one of its \(Self.foldCount) folds, the training images are of one class, which judges nothing"
                : "none of the \(count) judgements of training images is wrong"
            observer.warn("no temperature can be fitted: \(reason). The probabilities stay as they are.")
            return classifier
        }
        observer.say(
            "temperature \(NumberText.fixed(scaling.temperature, decimals: 3)), from \(count) judgements of training "
                + "images by classifiers that had not seen them")
        return classifier.calibrated(
            by: scaling.temperature,
            recipe: Fact(
                "Temperature",
                "\(NumberText.fixed(scaling.temperature, decimals: 3)), fitted on \(Self.foldCount) folds of the training images"
            ))
    }

    /// Of each row of the training table; `nil` where a fold leaves too little to learn from.
    private func judgements(
        of sample: TransferSample, like classifier: TrainedClassifier
    ) throws -> [ReferencedPrediction?] {
        let table = sample.training
        let folds = FoldAssignment.folds(
            labels: table.labels, groups: table.groups, count: Self.foldCount, seed: plan.seed)
        guard Set(folds).count > 1 else {
            throw CommandError(
                "all training images are of one place, so none can judge what was learned from the others. Leave calibration out."
            )
        }
        let training = try ClassifierTraining(plan: plan.repeating(classifier), keepsTreeCount: true)
        let progress = Progress(
            "calibrating", unit: "folds", total: Set(folds).count, observer: observer)
        var judgements = [ReferencedPrediction?](repeating: nil, count: folds.count)
        for fold in Set(folds).sorted() {
            let (part, classes) = table.part(folds.indices.filter { folds[$0] != fold })
            let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
            guard classes.count > 1 else { continue }
            let fit = try training.fit(
                part, classNames: classes.map { sample.legendNames[$0] }, observer: SilentObserver())
            for row in folds.indices where folds[row] == fold {
                guard let reference = positions[table.labels[row]] else { continue }
                judgements[row] = ReferencedPrediction(
                    probabilities: softmax(fit.logits(Array(table.row(row)))), reference: reference)
            }
            try progress.advance()
        }
        progress.finish()
        return judgements
    }
}

extension TrainingJudgements.Judgement {
    /// - Parameter scaling: what the probabilities are still to be divided by; `nil` for nothing.
    init(_ judged: ReferencedPrediction, scaling: TemperatureScaling?, id: String) {
        let probabilities = judged.probabilities
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
        let scaled = scaling?.applied(to: probabilities) ?? probabilities.map(Double.init)
        self.init(id: id, isRight: best == judged.reference, confidence: Float(scaled.max() ?? 0))
    }
}

extension TransferPlan {
    /// The same training with what was chosen for a classifier given.
    func repeating(_ classifier: TrainedClassifier) -> TransferPlan {
        var plan = self
        plan.judgesSettings = false
        switch plan.classifier {
        case .logisticRegression(let given):
            let penalty = classifier.options["penalty"].flatMap(Double.init)
            plan.classifier = .logisticRegression(penalty: penalty ?? given)
        case .randomForest: break
        case .gradientBoosting(let most, let learningRate, let trees):
            let count = classifier.options["trees"].flatMap(Int.init)
            plan.classifier = .gradientBoosting(
                roundCount: count ?? most, learningRate: learningRate, trees)
        }
        return plan
    }
}

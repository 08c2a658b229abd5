internal import AerialCore
internal import Classical
internal import Inference
internal import Reporting

/// Fits the temperature of a classifier on its training images: each fold of them is judged by a classifier of the same
/// settings that has not seen it, nor its place.
struct FoldCalibration {
    let plan: TransferPlan
    let observer: any JourneyObserver

    static let foldCount = 5

    /// The classifier with its logits divided by the temperature that makes those judgements likeliest.
    func calibrated(_ classifier: TrainedClassifier, on sample: TransferSample) throws -> TrainedClassifier {
        let judgements = try judgements(of: sample, like: classifier)
        guard let scaling = TemperatureScaling(fitting: judgements) else {
            observer.warn(
                "no temperature can be fitted: none of the \(judgements.count) judgements of training images is wrong. The "
                    + "probabilities stay as they are.")
            return classifier
        }
        observer.say(
            "temperature \(NumberText.fixed(scaling.temperature, decimals: 3)), from \(judgements.count) judgements of training "
                + "images by classifiers that had not seen them")
        return classifier.calibrated(
            by: scaling.temperature,
            recipe: Fact(
                "Temperature",
                "\(NumberText.fixed(scaling.temperature, decimals: 3)), fitted on \(Self.foldCount) folds of the training images"
            ))
    }

    private func judgements(
        of sample: TransferSample, like classifier: TrainedClassifier
    ) throws -> [ReferencedPrediction] {
        let table = sample.training
        let folds = FoldAssignment.folds(
            labels: table.labels, groups: table.groups, count: Self.foldCount, seed: plan.seed)
        guard Set(folds).count > 1 else {
            throw CommandError(
                "all training images are of one place, so none can judge what was learned from the others. Leave calibration out."
            )
        }
        let training = try ClassifierTraining(plan: plan.repeating(classifier))
        let progress = Progress(
            "calibrating", unit: "folds", total: Set(folds).count, observer: observer)
        var judgements: [ReferencedPrediction] = []
        for fold in Set(folds).sorted() {
            let (part, classes) = table.part(folds.indices.filter { folds[$0] != fold })
            let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
            guard classes.count > 1 else { continue }
            let fit = try training.fit(
                part, classNames: classes.map { sample.legendNames[$0] }, observer: SilentObserver())
            for row in folds.indices where folds[row] == fold {
                guard let reference = positions[table.labels[row]] else { continue }
                judgements.append(
                    ReferencedPrediction(
                        probabilities: softmax(fit.logits(Array(table.row(row)))), reference: reference))
            }
            try progress.advance()
        }
        progress.finish()
        return judgements
    }
}

extension TransferPlan {
    /// The same training with what was chosen for a classifier given.
    func repeating(_ classifier: TrainedClassifier) -> TransferPlan {
        var plan = self
        plan.judgesSettings = false
        if case .logisticRegression = plan.classifier,
            let penalty = classifier.options["penalty"].flatMap(Double.init)
        {
            plan.classifier = .logisticRegression(penalty: penalty)
        }
        return plan
    }
}

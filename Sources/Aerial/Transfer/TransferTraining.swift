internal import AerialCore
internal import Classical
internal import Foundation
internal import Inference
internal import Networks
internal import Reporting

/// Features of every image, a classifier trained on those of the training side, a model folder with the network and
/// the classifier in the place of its head.
struct TransferTraining {
    let plan: TransferPlan
    let observer: any JourneyObserver

    func run() throws -> TransferResult {
        let start = ContinuousClock.now
        try checkDestination()
        // Its library loads, or does not, before the long work.
        let training = try plan.cluster == nil ? ClassifierTraining(plan: plan) : nil
        let network = try PretrainedNetwork(
            backbone: plan.backbone, file: plan.weightsFile, tile: plan.dataset.tile, needing: .features)
        if let caution = network.caution { observer.warn(caution) }
        let sides = plan.sides
        try checkTraining(sides)
        let (sample, classifier, judgement) = try learn(training, network: network, sides: sides)
        let summary = try sample.evaluate(classifier)
        let legend = try sample.legend()
        let gain = try training.flatMap { training in
            try BandComparison(plan: plan, training: training, observer: observer)
                .gain(of: sample, classifier, sides: sides)
        }
        if plan.trainingShare < 1 {
            observer.warn(
                "Only a share of \(plan.trainingShare) of the training views was learned from, as --training-share asks: the model is a trial."
            )
        }
        let learned = try LearnedImages(
            sample.trainingImages.map { plan.dataset.images[$0] }, title: "noting what was learned from",
            observer: observer)
        try learned.tellCopies(
            among: sample.heldOutImages.map { plan.dataset.images[$0] }, observer: observer)
        let bundle = TransferBundle(
            plan: plan, network: network, sample: sample, classifier: classifier, summary: summary,
            legend: legend, bandGain: gain, learned: learned)
        try write(bundle.make(), sample)
        var result = TransferResult(
            summary: summary, classifier: classifier, sample: sample, rejected: sample.rejectedCount,
            clusterJudgement: judgement,
            split: plan.splitDescription, seconds: (ContinuousClock.now - start).inSeconds)
        result.bandGain = gain
        return result
    }

    /// Model and features are of one training: both appear, or none.
    private func write(_ bundle: ModelBundle, _ sample: TransferSample) throws {
        let outputs = OutputSet()
        let model = try outputs.folderPlace(for: plan.out)
        let features = try plan.featuresFile.map { try outputs.place(for: $0) }
        try outputs.complete {
            try features.map { try FeaturesFile(sample: sample).write(to: $0) }
            try bundle.write(to: model)
        }
    }

    /// Features and a classifier, from this machine or from a cluster.
    private func learn(
        _ training: ClassifierTraining?, network: PretrainedNetwork, sides: [DatasetSide]
    ) throws -> (TransferSample, TrainedClassifier, ClusterJudgement?) {
        func sample(of features: ImageFeatures) -> TransferSample {
            TransferSample(dataset: plan.dataset, sides: sides, features: features)
        }
        if let training = plan.cluster {
            let outcome = try training.cluster.engine.train(
                ClusterTrainingRequest(
                    settings: training, dataset: plan.dataset, network: network, sides: sides,
                    turns: plan.turns(for: sides), seed: plan.seed), observer: observer)
            return (sample(of: outcome.features), outcome.classifier, outcome.judgement)
        }
        let sample = sample(
            of: try FeatureCache.features(
                of: plan.dataset, network: network, turns: plan.turns(for: sides), in: plan.featureCache,
                threads: plan.threads, observer: observer))
        observer.say(
            "training on \(sample.training.count) views of \(sample.trainingImages.count) images of "
                + "\(sample.legendNames.count) classes")
        guard
            let classifier = try training?.fit(
                sample.training, classNames: sample.legendNames, observer: observer)
        else { throw CommandError("no classifier was asked for.") }
        guard plan.calibrates else { return (sample, classifier, nil) }
        let calibration = FoldCalibration(plan: plan, observer: observer)
        return (sample, try calibration.calibrated(classifier, on: sample), nil)
    }

    private func checkDestination() throws {
        try OutputPlace.check(plan.out, makesFolders: true)
        try plan.featuresFile.map { try OutputPlace.check($0) }
    }

    /// Says before the long work what would fail after it.
    private func checkTraining(_ sides: [DatasetSide]) throws {
        let names = plan.dataset.classNames
        var counts = [Int](repeating: 0, count: names.count)
        for (image, side) in zip(plan.dataset.images, sides) where side == .train { counts[image.label] += 1 }
        let present = counts.indices.filter { counts[$0] > 0 }
        guard present.count >= 2 else { throw ClassicalError.tooFewClasses(names: present.map { names[$0] }) }
        if let thin = present.first(where: { counts[$0] == 1 }) {
            throw ClassicalError.tooFewSamples(className: names[thin], count: 1, needed: 2)
        }
        for index in counts.indices where counts[index] == 0 {
            observer.warn("'\(names[index])' has no training images; the model will not know it.")
        }
    }
}

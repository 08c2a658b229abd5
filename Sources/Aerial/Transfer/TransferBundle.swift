internal import AerialCore
internal import Classical
internal import Foundation
internal import Inference
internal import Networks
internal import Reporting

/// The model folder of a transfer training.
struct TransferBundle {
    let plan: TransferPlan
    let network: PretrainedNetwork
    let sample: TransferSample
    let classifier: TrainedClassifier
    let summary: EvaluationSummary
    let legend: Legend
    let bandGain: BandGain?
    let learned: LearnedImages

    func make() throws -> ModelBundle {
        let description = try description()
        var bundle = ModelBundle(
            description: description,
            graph: network.graph.withLinearHead(classCount: legend.classes.count),
            weights: classifier.weights(of: network), forest: classifier.forest,
            card: card(description), familiarity: familiarity)
        bundle.judgements = classifier.judgements
        bundle.learned = learned
        return bundle
    }

    private var familiarity: Familiarity? {
        Familiarity(
            training: sample.rows(of: sample.trainingImages).map(\.features),
            heldOut: sample.rows(of: sample.heldOutImages).map(\.features), seed: plan.seed)
    }

    private func description() throws -> ModelDescription {
        var metrics: [String: Double] = [:]
        metrics["testAccuracy"] = summary.accuracy
        metrics["testBalancedAccuracy"] = summary.confusion.balancedAccuracy
        metrics["testKappa"] = summary.confusion.kappa
        var description = ModelDescription(
            backbone: network.name, classifier: classifier.modelClassifier, legend: legend,
            tile: network.tile, normalization: network.normalization,
            groundSampleDistance: TrainingImagery.groundSampleDistance(
                of: plan.dataset, imageMeters: plan.imageMeters),
            colors: TrainingImagery.colors(
                of: sample.trainingImages.map { plan.dataset.images[$0].path }, tile: network.tile,
                tones: plan.dataset.tones),
            pictureTones: plan.dataset.tones,
            trainingData: TrainingDataSummary(
                trainingCounts: sample.counts(of: sample.trainingImages),
                heldOutCounts: sample.counts(of: sample.heldOutImages),
                heldOutTiles: sample.heldOutImages.map { plan.dataset.images[$0].id },
                split: plan.splitDescription),
            metrics: metrics, provenance: try provenance())
        description.temperature = classifier.temperature
        return description
    }

    private func provenance() throws -> Provenance {
        Provenance(
            command: "transfer",
            options: [
                "classifier": classifier.name, "backbone": plan.backbone.name,
                "views": String(sample.training.count),
                "test-fraction": String(plan.testFraction), "training-share": String(plan.trainingShare),
            ].merging(classifier.options) { $1 }.merging(plan.dataset.alterations) { $1 }
                .merging(TrainingImagery.options(imageMeters: plan.imageMeters)) { $1 },
            seed: plan.seed, created: .now,
            versions: [
                "aerial": AerialVersion.number, "openvino": try InferenceEngine.version(),
            ].merging(classifier.versions) { $1 },
            sources: [
                SourceFile(path: plan.dataset.name, checksum: plan.dataset.fingerprint),
                SourceFile(
                    path: FileName.of(network.path), checksum: try FileChecksum.sha256(ofFile: network.path)),
            ])
    }

    private func card(_ description: ModelDescription) -> String {
        let legendNames = legend.classNames
        let training = description.trainingData.trainingCounts
        let heldOut = description.trainingData.heldOutCounts
        let card = ModelCard(
            name: (plan.out as NSString).lastPathComponent, model: description.facts,
            kind: plan.dataset.sampleKind, data: plan.dataset.facts,
            classes: legendNames.map {
                ModelCard.ClassCount(name: $0, training: training[$0] ?? 0, heldOut: heldOut[$0] ?? 0)
            },
            recipe: classifier.recipe + [
                Fact(
                    "Views",
                    "\(sample.training.count) of \(sample.trainingImages.count) images, turned by right angles"
                        + (plan.trainingShare < 1
                            ? ", of which a share of \(plan.trainingShare) was learned from" : "")
                ),
                Fact("Seed", "\(plan.seed)"),
            ] + (bandGain.map { [Fact("Bands", $0.text)] } ?? []),
            summary: summary.evaluatedCount > 0 ? summary : nil, split: plan.dataset.heldOutSplit,
            weightsLicense: weightsLicense,
            provenance: description.provenance.sources.map {
                Fact($0.path, $0.checksum ?? "-", isVerbatim: true)
            })
        return card.markdown()
    }

    private var weightsLicense: String {
        let pinned = WeightsCatalog.pinned(named: plan.backbone.name)
        let isPinned = pinned.map { WeightsStore().path(of: $0) == network.path } ?? false
        return isPinned ? (pinned?.license ?? "") : "as stated where the file \(network.path) came from"
    }
}

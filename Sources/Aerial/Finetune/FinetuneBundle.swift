internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks
internal import Reporting
internal import TorchRuntime
internal import Training

/// The model folder of a fine-tuning, with the recipe in full (`training.yaml`) and how each epoch went
/// (`history.csv`) beside the model.
struct FinetuneBundle {
    let plan: FinetunePlan
    let source: StartingNetwork
    let sample: FinetuneSample
    let outcome: FinetuneOutcome
    let observer: any JourneyObserver

    /// - Parameter graph: the network that was trained.
    func write(weights: NetworkWeights, of graph: LayerGraph) throws {
        let description = try description()
        let familiarity = try LearnedFamiliarity(plan: plan, sample: sample, observer: observer)
            .familiarity(of: description, graph: graph, weights: weights)
        var bundle = ModelBundle(
            description: description, graph: graph, weights: weights, card: card(description),
            familiarity: familiarity)
        bundle.judgements = outcome.judgements
        let learned = try LearnedImages(
            (sample.training + sample.validation).map { plan.dataset.images[$0] },
            title: "noting what was learned from", observer: observer)
        try learned.tellCopies(among: sample.heldOut.map { plan.dataset.images[$0] }, observer: observer)
        bundle.learned = learned
        do { try put(bundle) } catch {
            guard !CheckpointStore.isEmpty(plan.checkpointFolder) else { throw error }
            throw CommandError(
                "\(error) What was trained is kept in \(plan.checkpointFolder): go on with --resume.")
        }
    }

    private func put(_ bundle: ModelBundle) throws {
        let outputs = OutputSet()
        let folder = try outputs.folderPlace(for: plan.out)
        try outputs.complete {
            try bundle.write(to: folder)
            try Data(RecipeFile.yaml(plan.recipe).utf8)
                .write(to: URL(fileURLWithPath: folder + "/training.yaml"))
            try Data(history.utf8).write(to: URL(fileURLWithPath: folder + "/history.csv"))
        }
    }

    private var history: String {
        func text(_ value: Double?) -> String { value.map { String($0) } ?? "" }
        let rows = outcome.history.map { record in
            [
                String(record.epoch), text(record.trainingLoss), text(record.trainingAccuracy),
                text(record.validationLoss), text(record.validationAccuracy), text(record.seconds),
            ].joined(separator: ",")
        }
        let header = "epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,seconds"
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    private func description() throws -> ModelDescription {
        var metrics: [String: Double] = [:]
        metrics["testAccuracy"] = outcome.summary.accuracy
        metrics["testBalancedAccuracy"] = outcome.summary.confusion.balancedAccuracy
        metrics["testKappa"] = outcome.summary.confusion.kappa
        let seen = sample.training + sample.validation
        var description = ModelDescription(
            backbone: plan.backbone.name, legend: try sample.legend(), tile: source.tile,
            normalization: plan.backbone.normalization(for: source.tile),
            groundSampleDistance: TrainingImagery.groundSampleDistance(
                of: plan.dataset, imageMeters: plan.imageMeters),
            colors: TrainingImagery.colors(
                of: seen.map { plan.dataset.images[$0].path }, tile: source.tile, tones: plan.dataset.tones),
            pictureTones: plan.dataset.tones,
            trainingData: TrainingDataSummary(
                trainingCounts: sample.counts(of: seen), heldOutCounts: sample.counts(of: sample.heldOut),
                heldOutTiles: sample.heldOut.map { plan.dataset.images[$0].id }, split: plan.split.description
            ),
            metrics: metrics, provenance: try provenance())
        description.temperature = outcome.temperature
        return description
    }

    private func provenance() throws -> Provenance {
        let recipe = plan.recipe
        return Provenance(
            command: "finetune",
            options: [
                "classifier": "fine-tuned network", "backbone": plan.backbone.name,
                "retrain": recipe.retrain.rawValue, "epochs": String(recipe.epochs),
                "optimizer": recipe.optimizer.rawValue, "learning-rate": String(recipe.learningRate),
                "batch-size": String(recipe.batchSize), "precision": outcome.usesBFloat16 ? "bf16" : "fp32",
                "test-fraction": String(plan.testFraction), "threads": String(plan.threads),
            ].merging(plan.dataset.alterations) { $1 }
                .merging(TrainingImagery.options(imageMeters: plan.imageMeters)) { $1 },
            seed: plan.seed, created: .now,
            versions: [
                "aerial": AerialVersion.number, "openvino": try InferenceEngine.version(),
                "libtorch": try TorchLibrary.load().version,
            ],
            sources: [SourceFile(path: plan.dataset.name, checksum: plan.dataset.fingerprint)]
                + [source.path.map { SourceFile(path: FileName.of($0), checksum: source.checksum) }]
                .compactMap { $0 })
    }

    private func card(_ description: ModelDescription) -> String {
        let recipe = plan.recipe
        let data = description.trainingData
        let best = outcome.bestEpoch.map { ", the weights of epoch \($0) kept" } ?? ""
        return ModelCard(
            name: (plan.out as NSString).lastPathComponent, model: description.facts,
            kind: plan.dataset.sampleKind, data: plan.dataset.facts,
            classes: description.legend.classNames.map {
                ModelCard.ClassCount(
                    name: $0, training: data.trainingCounts[$0] ?? 0, heldOut: data.heldOutCounts[$0] ?? 0)
            },
            recipe: [
                Fact("Method", "fine-tuning, \(recipe.retrain.rawValue)"),
                Fact("Epochs", "\(outcome.history.count) of \(recipe.epochs)\(best)"),
                Fact(
                    "Optimizer",
                    "\(recipe.optimizer.rawValue), learning rate \(recipe.learningRate), "
                        + "\(recipe.schedule.rawValue), weight decay \(recipe.weightDecay)"),
                Fact("Batch", "\(recipe.batchSize) images"),
                Fact("Label smoothing", "\(recipe.labelSmoothing)"),
                Fact("Augmentation", "\(recipe.augmentation)"), Fact("Seed", "\(plan.seed)"),
            ],
            summary: outcome.summary.evaluatedCount > 0 ? outcome.summary : nil,
            split: plan.dataset.heldOutSplit,
            weightsLicense: weightsLicense,
            provenance: description.provenance.sources.map {
                Fact($0.path, $0.checksum ?? "-", isVerbatim: true)
            }
        ).markdown()
    }

    private var weightsLicense: String {
        guard let path = source.path else { return "none: trained from scratch" }
        let pinned = WeightsCatalog.pinned(named: plan.backbone.name)
        let isPinned = pinned.map { WeightsStore().path(of: $0) == path } ?? false
        return isPinned ? (pinned?.license ?? "") : "as stated where the file \(FileName.of(path)) came from"
    }
}

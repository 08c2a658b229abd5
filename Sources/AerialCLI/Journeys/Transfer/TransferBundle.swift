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
    let fit: LogisticRegression.Fit
    let summary: EvaluationSummary
    let legend: Legend

    func make() throws -> ModelBundle {
        let description = try description()
        return ModelBundle(description: description, weights: try weights(), card: try card(description))
    }

    /// The network with the regression in the place of its head.
    private func weights() throws -> NetworkWeights {
        let classifier = fit.classifier
        return network.weights.replacingHead(
            of: network.graph,
            weight: Tensor(shape: [classifier.classCount, classifier.featureCount], values: classifier.weights),
            bias: Tensor(shape: [classifier.classCount], values: classifier.intercepts))
    }

    private func description() throws -> ModelDescription {
        var metrics: [String: Double] = [:]
        metrics["testAccuracy"] = summary.accuracy
        metrics["testBalancedAccuracy"] = summary.confusion.balancedAccuracy
        metrics["testKappa"] = summary.confusion.kappa
        return ModelDescription(
            backbone: plan.backbone, legend: legend, inputSize: network.graph.inputShape.width,
            normalization: plan.backbone.normalization,
            groundSampleDistance: plan.dataset.prepared.map { _ in
                GroundSampleDistance(metersPerPixel: TileGrid.tileSideMeters / Double(TileGrid.tileSidePixels))
            },
            trainingData: TrainingDataSummary(
                trainingCounts: sample.counts(of: sample.trainingImages),
                heldOutCounts: sample.counts(of: sample.heldOutImages),
                heldOutTiles: sample.heldOutImages.map { plan.dataset.images[$0].id }, split: plan.splitDescription),
            metrics: metrics, provenance: try provenance())
    }

    private func provenance() throws -> Provenance {
        Provenance(
            command: "transfer",
            options: [
                "classifier": "logistic regression", "backbone": plan.backbone.name,
                "penalty": String(fit.penalty), "test-fraction": String(plan.testFraction),
            ],
            seed: plan.seed, created: .now,
            versions: [
                "aerial": AerialVersion.number, "openvino": try InferenceEngine.version(),
                "libtorch": try TorchLibrary.load().version,
            ],
            sources: [
                SourceFile(path: plan.dataset.path, checksum: plan.dataset.fingerprint),
                SourceFile(path: network.path, checksum: try FileChecksum.sha256(ofFile: network.path)),
            ])
    }
}

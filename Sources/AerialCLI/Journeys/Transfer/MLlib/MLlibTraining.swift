internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks
internal import Scoring
internal import SparkConnect

/// What MLlib is asked to train, and where.
struct MLlibRequest: Sendable {
    let cluster: Cluster
    let estimator: SparkEstimator
}

/// What a cluster gives back for a training.
struct MLlibOutcome: Sendable {
    let features: ImageFeatures
    let classifier: TrainedClassifier
    let judgement: MLlibJudgement
}

/// Training on a Spark cluster: workers give the features of every image, exactly once each; MLlib learns from those of
/// the training side and judges itself on the held-out ones; coefficients or trees come back here.
struct MLlibTraining {
    let plan: TransferPlan
    let request: MLlibRequest
    let network: PretrainedNetwork
    let sides: [DatasetSide]
    let console: Console

    func run() throws -> MLlibOutcome {
        let staging = try TemporaryFolder()
        defer { withExtendedLifetime(staging) {} }
        let model = "\(staging.path)/model"
        try FeatureModel(network: network, legend: try plan.dataset.legend()).bundle().write(to: model)
        let images = imagePlan
        let cluster = request.cluster
        let job = ClusterJob(
            cluster: cluster,
            job: ScoreJob(
                id: cluster.job, work: .features, precision: .float32, plan: .images(images)),
            model: model, facts: try facts, console: console)
        let (dataset, sides, estimator, console) = (plan.dataset, sides, request.estimator, console)
        let featureCount = network.graph.featureCount
        return try ClusterCall.run(cluster.address, console: console) { session in
            _ = try await job.run(in: session)
            try await session.set(Self.smallBatches)
            let outcomes = try await ClusterRows(
                session: session, folder: cluster.folder, itemCount: images.imageCount
            ).outcomes(of: job.job.plan, classNames: nil)
            let features = ImageFeatures(outcomes, of: dataset, featureCount: featureCount)
            RejectionList(features.rejections).tell(console)
            let fit = MLlibFit(
                session: session, folder: cluster.folder, estimator: estimator,
                sample: TransferSample(dataset: dataset, sides: sides, features: features),
                featureCount: featureCount, console: console)
            let (classifier, judgement) = try await fit.run()
            return MLlibOutcome(features: features, classifier: classifier, judgement: judgement)
        }
    }

    /// Spark packs rows into messages by their number and a guess at their size, and gRPC takes no more than 4 MB at once:
    /// an image has up to 90 kB, four views of 2,048 numbers.
    private static let smallBatches = ["spark.sql.execution.arrow.maxRecordsPerBatch": "32"]

    /// Every image, as the nodes reach it.
    private var imagePlan: ImagePlan {
        let turns = plan.turns(for: sides)
        let root = ClusterPath.reached(plan.dataset.path)
        var groups: [(turns: Int, names: [String])] = []
        for (image, turns) in zip(plan.dataset.images, turns) {
            if let last = groups.indices.last, groups[last].turns == turns {
                groups[last].names.append(image.id)
            } else {
                groups.append((turns, [image.id]))
            }
        }
        return ImagePlan(
            groups: groups.map { ImagePlan.Group(root: root, names: $0.names, turns: $0.turns) })
    }

    /// What decides the features: a job goes on only with the same.
    private var facts: LedgerPlan {
        get throws {
            let turns = plan.turns(for: sides).map(String.init).joined(separator: ",")
            return LedgerPlan([
                ("the program", AerialVersion.programName), ("--backbone", plan.backbone.name),
                ("the network's weights", try FileChecksum.sha256(ofFile: network.path)),
                ("the dataset", plan.dataset.identity),
                ("the held-out tiles or --turns", FileChecksum.sha256(of: turns)),
            ])
        }
    }
}

/// A network that is asked for its features alone, as a model folder: its head is there and says nothing.
private struct FeatureModel {
    let network: PretrainedNetwork
    let legend: Legend

    func bundle() throws -> ModelBundle {
        let (classes, features) = (legend.classes.count, network.graph.featureCount)
        let weights = network.weights.replacingHead(
            of: network.graph,
            weight: Tensor(
                shape: [classes, features], values: Array(repeating: 0, count: classes * features)),
            bias: Tensor(shape: [classes], values: Array(repeating: 0, count: classes)))
        let description = ModelDescription(
            backbone: network.backbone, head: network.graph.hasLinearHead ? nil : .linear, legend: legend,
            inputSize: Backbone.defaultInputSize, normalization: network.backbone.normalization,
            groundSampleDistance: nil,
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "none"),
            metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 0, created: Date(timeIntervalSince1970: 0),
                versions: [:], sources: []))
        return ModelBundle(description: description, weights: weights, card: "")
    }
}

extension ImageFeatures {
    /// - Parameter outcomes: of each image, the features of its views one after the other.
    fileprivate init(_ outcomes: [InferenceOutcome], of dataset: ImageDataset, featureCount: Int) {
        var rejections: [String] = []
        let rows = zip(outcomes, dataset.images).map { outcome, image -> [[Float]] in
            switch outcome {
            case .output(let values):
                return stride(from: 0, to: values.count, by: featureCount).map {
                    Array(values[$0..<min(values.count, $0 + featureCount)])
                }
            case .nodata(let reason), .rejected(let reason):
                rejections.append("\(image.path): \(reason)")
                return []
            }
        }
        self.init(rows: rows, featureCount: featureCount, rejections: rejections)
    }
}

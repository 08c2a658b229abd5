internal import Aerial
internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks
internal import Scoring
internal import SparkConnect

/// Training on a Spark cluster: workers give the features of every image, exactly once each; MLlib learns from those of
/// the training side and judges itself on the held-out ones; coefficients or trees come back here.
struct MLlibTraining {
    let request: ClusterTrainingRequest
    let cluster: Cluster
    let estimator: SparkEstimator
    let observer: any JourneyObserver

    func run() throws -> ClusterTrainingOutcome {
        let staging = try TemporaryFolder()
        defer { withExtendedLifetime(staging) {} }
        let model = "\(staging.path)/model"
        try FeatureModel(
            network: request.network, legend: try request.dataset.legend(), tones: request.dataset.tones
        ).bundle().write(to: model)
        let images = imagePlan
        let cluster = cluster
        let job = ClusterJob(
            cluster: cluster,
            job: ScoreJob(
                id: cluster.job, work: .features, precision: .float32, plan: .images(images)),
            model: model, facts: try facts, observer: observer)
        let (dataset, sides, estimator, observer) = (request.dataset, request.sides, estimator, observer)
        let featureCount = request.network.graph.featureCount
        return try ClusterCall.run(cluster.address, observer: observer) { session in
            _ = try await job.run(in: session)
            try await session.set(Self.smallBatches)
            let outcomes = try await ClusterRows(
                session: session, folder: cluster.folder, itemCount: images.imageCount
            ).outcomes(of: job.job.plan, classNames: nil)
            let features = ImageFeatures(outcomes, of: dataset, featureCount: featureCount)
            RejectionList(features.rejections).tell(observer)
            let fit = MLlibFit(
                session: session, folder: cluster.folder, estimator: estimator,
                sample: TransferSample(dataset: dataset, sides: sides, features: features),
                featureCount: featureCount, observer: observer)
            let (classifier, judgement) = try await fit.run()
            return ClusterTrainingOutcome(features: features, classifier: classifier, judgement: judgement)
        }
    }

    /// Spark packs rows into messages by their number and a guess at their size, and gRPC takes no more than 4 MB at once:
    /// an image has up to 90 kB, four views of 2,048 numbers.
    private static let smallBatches = ["spark.sql.execution.arrow.maxRecordsPerBatch": "32"]

    /// Every image, as the nodes reach it.
    private var imagePlan: ImagePlan {
        let root = ClusterPath.reached(request.dataset.folder)
        var groups: [(turns: Int, names: [String])] = []
        for (image, turns) in zip(request.dataset.images, request.turns) {
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
            let turns = request.turns.map(String.init).joined(separator: ",")
            return LedgerPlan([
                ("the program", AerialVersion.programName), ("--backbone", request.network.name),
                ("the network's weights", try FileChecksum.sha256(ofFile: request.network.path)),
                ("the dataset", request.dataset.identity),
                ("the held-out tiles or --turns", FileChecksum.sha256(of: turns)),
            ])
        }
    }
}

/// A network that is asked for its features alone, as a model folder: its head is there and says nothing.
private struct FeatureModel {
    let network: PretrainedNetwork
    let legend: Legend
    let tones: ToneRange?

    func bundle() throws -> ModelBundle {
        let (classes, features) = (legend.classes.count, network.graph.featureCount)
        let weights = network.weights.replacingHead(
            of: network.graph,
            weight: Tensor(
                shape: [classes, features], values: Array(repeating: 0, count: classes * features)),
            bias: Tensor(shape: [classes], values: Array(repeating: 0, count: classes)))
        let description = ModelDescription(
            backbone: network.name, legend: legend,
            tile: network.tile, normalization: network.normalization,
            groundSampleDistance: nil, pictureTones: tones,
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "none"),
            metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 0, created: Date(timeIntervalSince1970: 0),
                versions: [:], sources: []))
        return ModelBundle(
            description: description, graph: network.graph.withLinearHead(classCount: classes),
            weights: weights,
            card: "")
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

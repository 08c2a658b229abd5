public import Aerial
internal import AerialCore
internal import Foundation
internal import Inference
internal import Scoring
internal import SparkConnect

extension ComputeCluster {
    /// A Spark 4 cluster, reached through its Connect server.
    /// - Parameters:
    ///   - address: `sc://host:15002`, with `/;use_ssl=true;token=...` where the server wants them; `env` takes it from
    ///     SPARK_REMOTE.
    ///   - storage: a folder that all nodes reach by this path or URI.
    ///   - job: a job that was begun under the same name goes on with what is missing; `nil` for a new name.
    ///   - worker: `aerial-worker` as installed on the nodes; `nil` to ship it with the job.
    ///   - partitions: parts that the work is divided into; `nil` for some parts a core.
    /// - Throws: `SparkError` for what is no address.
    public static func spark(
        address: String, storage: String, job: String? = nil, worker: String? = nil, partitions: Int? = nil
    ) throws -> ComputeCluster {
        ComputeCluster(
            SparkEngine(
                cluster: Cluster(
                    address: try self.address(address), storage: storage, job: job ?? ClusterJobName.fresh(),
                    isNewJob: job == nil, worker: worker, partitions: partitions)))
    }

    private static func address(_ text: String) throws -> SparkAddress {
        guard text == "env" else { return try SparkAddress(text) }
        guard let address = try SparkAddress.inEnvironment() else {
            throw CommandError("--spark env needs SPARK_REMOTE, which is not set.")
        }
        return address
    }
}

/// Spark as journeys see it.
struct SparkEngine: ClusterEngine {
    let cluster: Cluster

    var job: String { cluster.job }

    func answers(to question: ClusterQuestion, observer: any JourneyObserver) throws -> ClusterAnswers {
        let (plan, model) = (question.plan, question.model)
        observer.say(
            "\(plan.itemCount) tiles as the job \(cluster.job) on \(cluster.address.place); \(model.description)"
        )
        let job = ClusterJob(
            cluster: cluster,
            job: ScoreJob(
                id: cluster.job, precision: model.network.options.precision, threads: question.workerThreads,
                plan: plan),
            model: model.path, facts: question.facts.withoutMachine, observer: observer)
        let (classNames, tellsForeignness) = (model.legend.classNames, model.tellsForeignness)
        return try ClusterCall.run(cluster.address, observer: observer) { session in
            let restored = try await job.run(in: session)
            let rows = ClusterRows(session: session, folder: job.cluster.folder, itemCount: plan.itemCount)
            return ClusterAnswers(
                outcomes: try await rows.outcomes(
                    of: plan, classNames: classNames, tellsForeignness: tellsForeignness),
                restored: restored)
        }
    }

    func views(
        of question: ClusterQuestion, as sight: TileSight, part: String?, observer: any JourneyObserver,
        deliver: ([InferenceOutcome]) throws -> Void
    ) throws -> Int {
        try ClusterViewing(
            cluster: part.map(cluster.part) ?? cluster, question: question, sight: sight, observer: observer
        ).run(deliver)
    }

    func train(
        _ request: ClusterTrainingRequest, observer: any JourneyObserver
    ) throws -> ClusterTrainingOutcome {
        let classifier: SparkClassifier =
            switch request.settings.classifier {
            case .logisticRegression: .logisticRegression
            case .randomForest: .randomForest
            }
        let estimator = try MLlibParameters.estimator(
            classifier, request.settings.parameters, seed: request.seed)
        return try MLlibTraining(
            request: request, cluster: cluster, estimator: estimator, observer: observer
        ).run()
    }
}

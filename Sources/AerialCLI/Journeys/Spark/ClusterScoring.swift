internal import AerialCore
internal import Foundation
internal import Inference
internal import Scoring
internal import SparkConnect

/// Scores tiles or images on a cluster, then writes the same rows that a local run writes, in the same order.
struct ClusterScoring {
    let scoring: PlannedScoring
    let cluster: Cluster
    /// Threads of each worker.
    let workerThreads: Int
    let out: String
    let console: Console

    func run() throws -> ScoreSummary {
        try ScoreOutput.check(out, hasPlaces: scoring.grid != nil)
        let start = ContinuousClock.now
        let answers = try ClusterAnswers(
            cluster: cluster, model: scoring.model, workerThreads: workerThreads, console: console
        ).answers(to: scoring.plan, facts: scoring.facts)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tally = try scoring.write(answers.outcomes, to: out)
        tally.tellRejections(console)
        var summary = ScoreSummary(
            tally: tally, restored: answers.restored, seconds: seconds, model: scoring.model)
        summary.job = cluster.job
        return summary
    }
}

/// What a model says of a plan's items, asked of a cluster.
struct ClusterAnswers {
    let cluster: Cluster
    let model: TrainedModel
    let workerThreads: Int
    let console: Console

    struct Answers: Sendable {
        /// In the order of the plan.
        let outcomes: [InferenceOutcome]
        /// How many an earlier run of the job had brought.
        let restored: Int
    }

    /// - Throws: ``CommandError``, ``SparkError``; nothing is left but the job's folder on the storage, with which the same
    ///   `--job` goes on.
    func answers(to plan: ScorePlan, facts: LedgerPlan) throws -> Answers {
        console.say(
            "\(plan.itemCount) tiles as the job \(cluster.job) on \(cluster.address.place); \(model.description)"
        )
        let job = ClusterJob(
            cluster: cluster,
            job: ScoreJob(
                id: cluster.job, precision: model.network.options.precision, threads: workerThreads,
                plan: plan),
            model: model.path, facts: facts.withoutMachine, console: console)
        let (classNames, tellsForeignness) = (model.legend.classNames, model.tellsForeignness)
        return try ClusterCall.run(cluster.address, console: console) { session in
            let restored = try await job.run(in: session)
            let rows = ClusterRows(session: session, folder: job.cluster.folder, itemCount: plan.itemCount)
            return Answers(
                outcomes: try await rows.outcomes(
                    of: plan, classNames: classNames, tellsForeignness: tellsForeignness),
                restored: restored)
        }
    }
}

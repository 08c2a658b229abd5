internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Scoring
internal import SparkConnect

/// Scores tiles or images on a cluster, then writes the same rows that a local run writes, in the same order.
struct ClusterScoring {
    let model: TrainedModel
    let cluster: Cluster
    /// Threads of each worker.
    let workerThreads: Int
    let out: String
    let console: Console

    func run(scenes: [String], bands: [Int]?, area areaPath: String?) throws -> ScoreSummary {
        let mosaic = try Mosaic(paths: scenes, bands: bands)
        try SceneFit(mosaic: mosaic, model: model, area: areaPath).tell(console)
        let reached = try Mosaic(paths: scenes.map(ClusterPath.reached), bands: bands)
        let area = try areaPath.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) }
        let plan = TilePlan(mosaic: reached, area: area)
        guard plan.tileCount > 0 else {
            throw CommandError(
                "no tile of the imagery has its centre in the area of --aoi. Check that both show the same place."
            )
        }
        let rows = try SceneRows(mosaic: mosaic, model: model)
        let facts = try SceneScoring.ledgerPlan(model: model, scenes: scenes, bands: bands, area: areaPath)
        return try run(.tiles(plan), grid: mosaic.grid, facts: facts) { ordinal, outcome in
            try rows.row(of: plan.tile(at: ordinal), outcome)
        }
    }

    func run(images: [ScoredImage]) throws -> ScoreSummary {
        let plan = ImagePlan(images: images, rooted: ClusterPath.reached)
        let facts = try ImageScoring.ledgerPlan(model: model, images: images)
        return try run(.images(plan), grid: nil, facts: facts) { ordinal, outcome in
            model.prediction(of: outcome, image: images[ordinal])
        }
    }

    private func run(
        _ plan: ScorePlan, grid: TileGrid?, facts: LedgerPlan,
        row: (Int, InferenceOutcome) throws -> TilePrediction
    ) throws -> ScoreSummary {
        try ScoreOutput.check(out, hasPlaces: grid != nil)
        let start = ContinuousClock.now
        let answers = try ClusterAnswers(
            cluster: cluster, model: model, workerThreads: workerThreads, console: console
        ).answers(to: plan, facts: facts)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tally = try write(answers.outcomes, grid: grid, row: row)
        tally.tellRejections(console)
        var summary = ScoreSummary(
            tally: tally, restored: answers.restored, seconds: seconds, model: model)
        summary.job = cluster.job
        return summary
    }

    private func write(
        _ outcomes: [InferenceOutcome], grid: TileGrid?, row: (Int, InferenceOutcome) throws -> TilePrediction
    ) throws -> ScoreTally {
        AbandonedOutput.remove(beside: out)
        let output = try ScoreOutput(
            path: out, legend: model.legend, grid: grid, metadata: model.provenance)
        var tally = ScoreTally()
        for (ordinal, outcome) in outcomes.enumerated() {
            let row = try row(ordinal, outcome)
            try output.write(row)
            tally.record(row)
        }
        try output.finish()
        return tally
    }
}

/// Paths as all nodes reach them.
enum ClusterPath {
    /// Absolute; GDAL's virtual paths as they are.
    static func reached(_ path: String) -> String {
        path.hasPrefix("/vsi") ? path : URL(fileURLWithPath: path).standardizedFileURL.path
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
        let classNames = model.legend.classNames
        return try ClusterCall.run(cluster.address, console: console) { session in
            let restored = try await job.run(in: session)
            let rows = ClusterRows(session: session, folder: job.cluster.folder, itemCount: plan.itemCount)
            return Answers(
                outcomes: try await rows.outcomes(of: plan, classNames: classNames), restored: restored)
        }
    }
}

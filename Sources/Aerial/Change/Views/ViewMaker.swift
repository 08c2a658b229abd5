internal import AerialCore
internal import Imagery
internal import Networks
internal import Scoring

/// Who looks at the tiles of a date.
protocol ViewMaker {
    /// - Parameters:
    ///   - date: of the imagery.
    ///   - model: made with the outputs logits, features if they are wanted and, where it tells, foreignness.
    ///   - start: so many tiles are passed over.
    ///   - deliver: takes tiles in their order, a batch at a time.
    func see(
        _ mosaic: Mosaic, of date: PlotDate, as sight: TileSight, model: TrainedModel, area: String?,
        from start: Int,
        deliver: ([(tile: TileIndex, outcome: InferenceOutcome)]) throws -> Void
    ) throws
}

/// This machine.
struct LocalViews: ViewMaker {
    func see(
        _ mosaic: Mosaic, of date: PlotDate, as sight: TileSight, model: TrainedModel, area: String?,
        from start: Int,
        deliver: ([(tile: TileIndex, outcome: InferenceOutcome)]) throws -> Void
    ) throws {
        var mean = TurnedMean(turns: sight.turns)
        try InferenceLine(network: model.network, threads: model.threads).runBatches(
            makeSource: {
                let runs = TileRuns(
                    mosaic: mosaic, area: area, runLength: max(1, model.batchSize / sight.turns),
                    threads: model.threads, skipping: start)
                // All turns of a tile go through the network together.
                return {
                    try runs.next()?.flatMap {
                        TurnedRead.all($0, turns: sight.turns, matching: sight.matching)
                    }
                }
            },
            decode: \.decoded,
            deliver: { results in
                try deliver(
                    results.compactMap { item, outcome in
                        mean.add(outcome).map { (item.read.index, $0) }
                    })
            })
    }
}

/// The workers of a cluster, which bring their answers here.
struct ClusterViews: ViewMaker {
    let cluster: ComputeCluster
    /// What decides the answers, but for the date.
    let facts: LedgerPlan
    /// Threads of each worker.
    let workerThreads: Int
    let observer: any JourneyObserver

    func see(
        _ mosaic: Mosaic, of date: PlotDate, as sight: TileSight, model: TrainedModel, area: String?,
        from start: Int,
        deliver: ([(tile: TileIndex, outcome: InferenceOutcome)]) throws -> Void
    ) throws {
        let tiles = TilePlan(
            mosaic: mosaic,
            area: try area.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) })
        var position = start
        _ = try cluster.engine.views(
            of: ClusterQuestion(
                plan: .tiles(tiles),
                facts: facts.adding([("the date", date.title), mosaic.sceneFacts(of: "scenes")]),
                model: model,
                workerThreads: workerThreads),
            as: sight, part: date.title, observer: observer
        ) { outcomes in
            try deliver(
                outcomes.enumerated().map { (tiles.tile(at: position + $0.offset), $0.element) })
            position += outcomes.count
        }
    }
}

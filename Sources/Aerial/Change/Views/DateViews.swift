internal import AerialCore
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// What a model sees of the tiles of one date.
struct DateViews {
    let seen: SeenTiles
    /// Where the features lie.
    let ledger: TileLedger

    /// - Parameters:
    ///   - matching: what is done to the pixels first.
    ///   - model: made with the outputs logits, features if they are wanted and, where it tells, foreignness.
    ///   - turns: by how many right angles each tile is seen, 1 to 4. Seen from above, a place has no up: what depends
    ///     on how it lies in the picture is noise, and means take it out.
    ///   - target: the position of the class that is looked for.
    ///   - store: keeps the ledgers of the run.
    init(
        of mosaic: Mosaic, at date: PlotDate, matching: ColorMatching?, model: TrainedModel, area: String?,
        turns: Int, target: Int, store: ViewStore, observer: any JourneyObserver
    ) throws {
        let classCount = model.legend.classes.count
        let featureCount = model.network.outputs.contains(.features) ? model.featureCount : 0
        var tiles = SeenTiles(
            classCount: classCount, featureCount: featureCount, target: target, title: date.title)
        var walk = try TileWalk(grid: mosaic.grid, areaFile: area)
        let ledger = try store.ledger(of: date, valueCount: classCount + featureCount) { frame in
            var position = frame.position
            for outcome in frame.outcomes {
                guard let tile = walk.next() else { throw store.tooManyTiles }
                position = tiles.record(outcome, of: tile, at: position)
            }
        }
        try store.divideMemory(for: mosaic, network: model.network)
        let progress = Progress(
            date.title, unit: "tiles", total: mosaic.grid.tileCount - ledger.restoredCount, observer: observer
        )
        try Self.see(mosaic, matching, model: model, area: area, turns: turns, from: ledger.restoredCount) {
            var position = try ledger.append($0.map(\.outcome))
            for (tile, outcome) in $0 { position = tiles.record(outcome, of: tile, at: position) }
            try progress.advance(by: $0.count)
            try store.memory?.check()
        }
        progress.finish()
        seen = tiles
        self.ledger = ledger
    }

    /// - Parameters:
    ///   - start: so many tiles are passed over.
    ///   - deliver: takes tiles in their order, a batch at a time.
    private static func see(
        _ mosaic: Mosaic, _ matching: ColorMatching?, model: TrainedModel, area: String?, turns: Int,
        from start: Int, deliver: ([(tile: TileIndex, outcome: InferenceOutcome)]) throws -> Void
    ) throws {
        var mean = TurnedMean(turns: turns)
        try InferenceLine(network: model.network, threads: model.threads).runBatches(
            makeSource: {
                let runs = TileRuns(
                    mosaic: mosaic, area: area, runLength: max(1, model.batchSize / turns),
                    threads: model.threads, skipping: start)
                // All turns of a tile go through the network together.
                return {
                    try runs.next()?.flatMap { read in (0..<turns).map { TurnedRead(read: read, turns: $0) } }
                }
            },
            decode: { $0.decoded(matching: matching) },
            deliver: { results in
                try deliver(
                    results.compactMap { item, outcome in
                        mean.add(outcome).map { (item.read.index, $0) }
                    })
            })
    }
}

extension PlotDate {
    /// For people, and in the names of ledgers.
    var title: String {
        switch self {
        case .before: "before"
        case .after: "after"
        }
    }
}

/// A tile that is seen turned by right angles.
private struct TurnedRead: Sendable {
    let read: TileRead
    let turns: Int

    func decoded(matching: ColorMatching?) -> DecodedItem {
        let item = read.decoded(matching: matching)
        guard case .image(var image) = item else { return item }
        for _ in 0..<turns { image = image.turnedRight() }
        return .image(image)
    }
}

/// The mean of a network's outputs over the turns of one tile, which follow each other.
private struct TurnedMean {
    let turns: Int
    private var sums: [Float] = []
    private var failure: InferenceOutcome?
    private var count = 0

    init(turns: Int) {
        self.turns = turns
    }

    /// - Returns: `nil` until the last turn has come.
    mutating func add(_ outcome: InferenceOutcome) -> InferenceOutcome? {
        switch outcome {
        case .output(let values):
            if sums.isEmpty {
                sums = values
            } else {
                for index in values.indices { sums[index] += values[index] }
            }
        default: failure = failure ?? outcome
        }
        count += 1
        guard count == turns else { return nil }
        defer { self = TurnedMean(turns: turns) }
        return failure ?? .output(sums.map { $0 / Float(turns) })
    }
}

internal import AerialCore
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// What a model sees of the tiles of one date. What its classes say is in memory; features, which are a hundred times as
/// much, lie in the date's ledger.
struct DateViews {
    /// A tile that was scored.
    struct View {
        let seen: TargetView
        /// How unlike it is to what the model learned, 0 to 1; no number where the model does not tell.
        let foreignness: Float
        /// Where its features begin in the ledger.
        let position: Int
    }

    /// The tiles of the grid that lie in the area, row by row.
    private(set) var tiles: [TileIndex] = []
    /// One per tile; `nil` where it was not scored.
    private(set) var views: [View?] = []
    /// One per tile: what became of it.
    private(set) var statuses: [TileStatus] = []
    private(set) var rejections: [String] = []
    /// The length of a tile's features; 0 where the model was not asked for them.
    let featureCount: Int

    private let classCount: Int
    private let target: Int
    private let title: String

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
        title = date.title
        classCount = model.legend.classes.count
        featureCount = model.network.outputs.contains(.features) ? model.featureCount : 0
        self.target = target
        let grid = mosaic.grid
        var walk = TileWalk(
            grid: grid, area: try area.map { try AreaOfInterest(path: $0, reference: grid.reference) })
        let ledger = try store.ledger(of: date, valueCount: classCount + featureCount) { frame in
            var position = frame.position
            for outcome in frame.outcomes {
                guard let tile = walk.next() else { throw store.tooManyTiles }
                position = record(outcome, of: tile, at: position)
            }
        }
        try store.divideMemory(for: mosaic, network: model.network)
        try see(
            mosaic, matching: matching, model: model, area: area, turns: turns, ledger: ledger, store,
            observer)
    }

    private mutating func see(
        _ mosaic: Mosaic, matching: ColorMatching?, model: TrainedModel, area: String?, turns: Int,
        ledger: TileLedger, _ store: ViewStore, _ observer: any JourneyObserver
    ) throws {
        let restored = ledger.restoredCount
        let progress = Progress(
            title, unit: "tiles", total: mosaic.grid.tileCount - restored, observer: observer)
        let line = InferenceLine(network: model.network, threads: model.threads)
        var mean = TurnedMean(turns: turns)
        try line.runBatches(
            makeSource: {
                let runs = TileRuns(
                    mosaic: mosaic, area: area, runLength: max(1, model.batchSize / turns),
                    threads: model.threads, skipping: restored)
                // All turns of a tile go through the network together.
                return {
                    try runs.next()?.flatMap { read in (0..<turns).map { TurnedRead(read: read, turns: $0) } }
                }
            },
            decode: { $0.decoded(matching: matching) },
            deliver: { results in
                let seen = results.compactMap { item, outcome in
                    mean.add(outcome).map { (item.read.index, $0) }
                }
                var position = try ledger.append(seen.map(\.1))
                for (tile, outcome) in seen { position = record(outcome, of: tile, at: position) }
                try progress.advance(by: seen.count)
                try store.memory?.check()
            })
        progress.finish()
    }

    /// - Parameter position: of the outcome in the ledger.
    /// - Returns: that of the next one.
    private mutating func record(_ outcome: InferenceOutcome, of tile: TileIndex, at position: Int) -> Int {
        tiles.append(tile)
        let content = position + LedgerFile.outcomeHeaderLength
        switch outcome {
        case .output(let values):
            let logits = values.prefix(classCount)
            let known = classCount + featureCount
            views.append(
                View(
                    seen: TargetView(logits: logits, target: target),
                    foreignness: values.count > known ? values[known] : .nan,
                    position: content + 4 * classCount))
            statuses.append(.scored)
            return content + 4 * values.count
        case .nodata(let reason):
            views.append(nil)
            statuses.append(.nodata)
            return content + reason.utf8.count
        case .rejected(let reason):
            views.append(nil)
            statuses.append(.rejected)
            rejections.append("\(TileGrid.name(of: tile)), \(title): \(reason)")
            return content + reason.utf8.count
        }
    }

    /// How unlike the scored tiles are to what the model learned; empty where it does not tell.
    var foreignness: [TileIndex: Float] {
        var known: [TileIndex: Float] = [:]
        for (tile, view) in zip(tiles, views) {
            if let view, !view.foreignness.isNaN { known[tile] = view.foreignness }
        }
        return known
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

internal import AerialCore
internal import Imagery
internal import Networks
internal import Scoring

/// What a model sees of the tiles of one date.
struct DateViews {
    /// Logits and features of the tiles that could be scored: means over the turns.
    private(set) var views: [TileIndex: TileView] = [:]
    /// All other tiles, with what became of them.
    private(set) var others: [TileIndex: TileStatus] = [:]
    private(set) var rejections: [String] = []
    /// How unlike the scored tiles are to what the model learned; empty where it does not tell.
    private(set) var foreignness: [TileIndex: Float] = [:]

    /// - Parameters:
    ///   - matching: what is done to the pixels first.
    ///   - model: made with the outputs logits, features and, where it tells, foreignness.
    ///   - turns: by how many right angles each tile is seen, 1 to 4. Seen from above, a place has no up: what depends
    ///     on how it lies in the picture is noise, and means take it out.
    ///   - title: what is going on, for the progress line.
    init(
        of mosaic: Mosaic, matching: ColorMatching?, model: TrainedModel, area: String?, turns: Int,
        title: String, observer: any JourneyObserver
    ) throws {
        // All turns of a tile go through the network together.
        let progress = Progress(title, unit: "tiles", total: mosaic.grid.tileCount, observer: observer)
        let classCount = model.legend.classes.count
        let featureCount = model.featureCount
        let line = InferenceLine(network: model.network, threads: model.threads)
        var mean = TurnedMean(turns: turns)
        try line.run(
            makeSource: {
                let runs = TileRuns(
                    mosaic: mosaic, area: area, runLength: max(1, model.batchSize / turns),
                    threads: model.threads)
                return {
                    try runs.next()?.flatMap { read in (0..<turns).map { TurnedRead(read: read, turns: $0) } }
                }
            },
            decode: { $0.decoded(matching: matching) },
            deliver: { item, outcome in
                guard let outcome = mean.add(outcome) else { return }
                record(
                    outcome, of: item.read.index, classCount: classCount, featureCount: featureCount,
                    title: title)
                try progress.advance()
            })
        progress.finish()
    }

    private mutating func record(
        _ outcome: InferenceOutcome, of tile: TileIndex, classCount: Int, featureCount: Int, title: String
    ) {
        switch outcome {
        case .output(let values):
            let features = values.dropFirst(classCount).prefix(featureCount)
            views[tile] = TileView(logits: Array(values.prefix(classCount)), features: Array(features))
            if values.count > classCount + featureCount {
                foreignness[tile] = values[classCount + featureCount]
            }
        case .nodata: others[tile] = .nodata
        case .rejected(let reason):
            others[tile] = .rejected
            rejections.append("\(TileGrid.name(of: tile)), \(title): \(reason)")
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

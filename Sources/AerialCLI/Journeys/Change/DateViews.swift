internal import AerialCore
internal import Imagery
internal import Scoring

/// What a model sees of the tiles of one date.
struct DateViews {
    /// Logits and features of the tiles that could be scored.
    private(set) var views: [TileIndex: TileView] = [:]
    /// All other tiles, with what became of them.
    private(set) var others: [TileIndex: TileStatus] = [:]
    private(set) var rejections: [String] = []

    /// - Parameters:
    ///   - matching: what is done to the pixels first.
    ///   - model: made with the outputs logits, then features.
    ///   - title: what is going on, for the progress line.
    init(
        of mosaic: Mosaic, matching: ColorMatching?, model: TrainedModel, area: String?, title: String,
        console: Console
    ) throws {
        let source = try TileRuns(mosaic: mosaic, area: area, runLength: model.batchSize)
        let progress = Progress(title, unit: "tiles", total: mosaic.grid.tileCount, console: console)
        let classCount = model.legend.classes.count
        let line = InferenceLine(network: model.network, threads: model.threads)
        try line.run(
            next: { try source.next() }, decode: { (read: TileRead) in read.decoded(matching: matching) },
            deliver: { read, outcome in
                record(outcome, of: read.index, classCount: classCount, title: title)
                progress.advance()
            })
        progress.finish()
    }

    private mutating func record(
        _ outcome: InferenceOutcome, of tile: TileIndex, classCount: Int, title: String
    ) {
        switch outcome {
        case .output(let values):
            views[tile] = TileView(
                logits: Array(values.prefix(classCount)), features: Array(values.dropFirst(classCount)))
        case .nodata: others[tile] = .nodata
        case .rejected(let reason):
            others[tile] = .rejected
            rejections.append("\(TileGrid.name(of: tile)), \(title): \(reason)")
        }
    }
}

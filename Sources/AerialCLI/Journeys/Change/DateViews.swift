internal import AerialCore
internal import Imagery

/// What a model sees of the tiles of one date.
struct DateViews {
    /// Logits and features of the tiles that could be scored.
    private(set) var views: [TileIndex: TileView] = [:]
    /// All other tiles, with what became of them.
    private(set) var others: [TileIndex: TileStatus] = [:]
    private(set) var rejections: [String] = []

    /// - Parameters:
    ///   - model: made with the outputs logits, then features.
    ///   - title: what is going on, for the progress line.
    init(of mosaic: Mosaic, model: TrainedModel, area: String?, title: String, console: Console) throws {
        let source = try TileRuns(mosaic: mosaic, area: area, runLength: model.batchSize)
        let progress = Progress(title, unit: "tiles", total: mosaic.grid.tileCount, console: console)
        let classCount = model.legend.classes.count
        try InferenceLine(network: model.network, threads: model.threads).run(
            next: { try source.next() },
            decode: { (read: TileRead) in read.decoded }
        ) { read, outcome in
            switch outcome {
            case .output(let values):
                views[read.index] = TileView(
                    logits: Array(values.prefix(classCount)), features: Array(values.dropFirst(classCount)))
            case .nodata: others[read.index] = .nodata
            case .rejected(let reason):
                others[read.index] = .rejected
                rejections.append("\(TileGrid.name(of: read.index)), \(title): \(reason)")
            }
            progress.advance()
        }
        progress.finish()
    }
}

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
    ///   - sight: how each tile is seen.
    ///   - model: made with the outputs logits, features if they are wanted and, where it tells, foreignness.
    ///   - target: the position of the class that is looked for.
    ///   - maker: looks at the tiles.
    ///   - store: keeps the ledgers of the run.
    init(
        of mosaic: Mosaic, at date: PlotDate, as sight: TileSight, model: TrainedModel, area: String?,
        target: Int, maker: any ViewMaker, store: ViewStore, observer: any JourneyObserver
    ) throws {
        let layout = Self.layout(
            classCount: model.legend.classes.count,
            featureCount: sight.includesFeatures ? model.featureCount : 0)
        var tiles = SeenTiles(layout: layout, target: target, title: date.title)
        var walk = try TileWalk(grid: mosaic.grid, areaFile: area)
        let ledger = try store.ledger(of: date, in: mosaic, layout: layout) { frame in
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
        try maker.see(
            mosaic, of: date, as: sight, model: model, area: area, from: ledger.restoredCount
        ) {
            var position = try ledger.append($0.map(\.outcome))
            for (tile, outcome) in $0 { position = tiles.record(outcome, of: tile, at: position) }
            try progress.advance(by: $0.count)
            try store.memory?.check()
        }
        progress.finish()
        seen = tiles
        self.ledger = ledger
    }

    /// What the classes say is kept as it is. Features, which are a hundred times as much, are kept in 16 bits.
    static func layout(classCount: Int, featureCount: Int) -> LedgerLayout {
        LedgerLayout(narrow: classCount..<classCount + featureCount)
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

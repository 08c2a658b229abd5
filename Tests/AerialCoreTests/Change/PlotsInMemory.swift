import AerialCore

/// What a model sees of one plot at one date.
struct TileView {
    /// One per class, before softmax.
    let logits: [Float]
    let features: [Float]
}

/// One plot at two dates, all that a model sees of it.
struct TilePair {
    let tile: TileIndex
    let before: TileView
    let after: TileView
}

/// Features that lie in memory.
private struct PlotsInMemory: PlotFeatures {
    let pairs: [TilePair]

    var featureCount: Int { pairs.first?.before.features.count ?? 0 }

    func visit(
        _ body: (_ plot: Int, _ before: UnsafeBufferPointer<Float>, _ after: UnsafeBufferPointer<Float>) ->
            Void
    ) {
        for (plot, pair) in pairs.enumerated() {
            pair.before.features.withUnsafeBufferPointer { before in
                pair.after.features.withUnsafeBufferPointer { body(plot, before, $0) }
            }
        }
    }

    func features(of plot: Int, at date: PlotDate) -> [Float] {
        date == .before ? pairs[plot].before.features : pairs[plot].after.features
    }
}

extension ChangeDetection {
    init(of pairs: [TilePair], classCount: Int, options: Options) throws {
        try self.init(
            of: pairs.map { pair in
                PlotPair(
                    tile: pair.tile,
                    before: TargetView(logits: pair.before.logits, target: options.target),
                    after: TargetView(logits: pair.after.logits, target: options.target))
            }, features: PlotsInMemory(pairs: pairs), classCount: classCount, options: options)
    }
}

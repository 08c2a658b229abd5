/// One plot at two dates, as the model's classes go.
public struct PlotPair: Sendable, Equatable {
    /// The plot, by its place on the grid of the first date.
    public let tile: TileIndex
    /// At the first date.
    public let before: TargetView
    /// At the second date.
    public let after: TargetView

    /// - Parameter tile: the plot, by its place on the grid of the first date.
    public init(tile: TileIndex, before: TargetView, after: TargetView) {
        self.tile = tile
        self.before = before
        self.after = after
    }
}

/// One of the two dates that are compared.
public enum PlotDate: Sendable {
    /// The earlier one.
    case before
    /// The later one.
    case after
}

/// What a network sees of plots at two dates, wherever it lies: a vector of features per plot and date. Those of a state do
/// not fit in memory, so they are passed by one plot after the other.
public protocol PlotFeatures {
    /// The length of each vector.
    var featureCount: Int { get }

    /// Shows all plots in their order.
    /// - Parameter body: takes a plot's position, and its features at the first and at the second date.
    func visit(
        _ body: (_ plot: Int, _ before: UnsafeBufferPointer<Float>, _ after: UnsafeBufferPointer<Float>) ->
            Void
    ) throws

    /// The features of one plot.
    func features(of plot: Int, at date: PlotDate) throws -> [Float]
}

/// What a model sees of one plot at one date.
public struct TileView: Sendable, Equatable {
    /// One per class, in the legend's order, before softmax.
    public let logits: [Float]
    /// The network's pooled output before its head.
    public let features: [Float]

    /// - Parameter logits: one per class, before softmax.
    public init(logits: [Float], features: [Float]) {
        self.logits = logits
        self.features = features
    }
}

/// One plot at two dates, all that a model sees of it: for places that fit in memory.
public struct TilePair: Sendable, Equatable {
    /// The plot, by its place on the grid of the first date.
    public let tile: TileIndex
    /// At the first date.
    public let before: TileView
    /// At the second date.
    public let after: TileView

    /// - Parameter tile: the plot, by its place on the grid of the first date.
    public init(tile: TileIndex, before: TileView, after: TileView) {
        self.tile = tile
        self.before = before
        self.after = after
    }

    func plot(target: Int) -> PlotPair {
        PlotPair(
            tile: tile, before: TargetView(logits: before.logits, target: target),
            after: TargetView(logits: after.logits, target: target))
    }
}

extension [TilePair]: PlotFeatures {
    /// Of the first plot; 0 without plots.
    public var featureCount: Int { first?.before.features.count ?? 0 }

    /// Shows all plots in their order.
    public func visit(
        _ body: (_ plot: Int, _ before: UnsafeBufferPointer<Float>, _ after: UnsafeBufferPointer<Float>) ->
            Void
    ) {
        for (plot, pair) in enumerated() {
            pair.before.features.withUnsafeBufferPointer { before in
                pair.after.features.withUnsafeBufferPointer { body(plot, before, $0) }
            }
        }
    }

    /// The features of one plot.
    public func features(of plot: Int, at date: PlotDate) -> [Float] {
        date == .before ? self[plot].before.features : self[plot].after.features
    }
}

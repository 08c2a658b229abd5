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

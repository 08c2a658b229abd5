/// One plot of which a land-cover map tells the first date, and imagery the second.
public struct LabelledPlot: Sendable, Equatable {
    /// The plot, by its place on the grid of the imagery.
    public let tile: TileIndex
    /// The class that the map gives it, by position.
    public let label: Int
    /// The share of the plot, 0 to 1, that the map gives to the target class.
    public let targetShare: Double
    /// What a model's classes say of it at the second date.
    public let after: TargetView

    /// - Parameters:
    ///   - label: the position of the map's class.
    ///   - targetShare: of the plot, 0 to 1.
    public init(tile: TileIndex, label: Int, targetShare: Double, after: TargetView) {
        self.tile = tile
        self.label = label
        self.targetShare = targetShare
        self.after = after
    }
}

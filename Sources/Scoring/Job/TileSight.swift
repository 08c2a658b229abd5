public import AerialCore

/// How a job of views looks at each tile.
public struct TileSight: Codable, Sendable, Equatable {
    /// By how many right angles each tile is seen, 1 to 4.
    public let turns: Int
    /// What is done to the colours first; `nil` for nothing.
    public let matching: ColorMatching?
    /// Whether an answer holds what the network's last layer but one gives, beside the logits.
    public let includesFeatures: Bool
    /// Whether an answer ends with the logits of each of a tile's cells.
    public let includesCells: Bool

    /// - Parameters:
    ///   - turns: 1 to 4.
    ///   - matching: of the tiles' bands.
    public init(
        turns: Int, matching: ColorMatching?, includesFeatures: Bool, includesCells: Bool = false
    ) {
        self.turns = turns
        self.matching = matching
        self.includesFeatures = includesFeatures
        self.includesCells = includesCells
    }

    /// What no sight can mean.
    func defect(bandCount: Int) -> String? {
        guard (1...4).contains(turns) else { return "'sight.turns' is not between 1 and 4" }
        guard matching?.fits(bandCount: bandCount) != false else {
            return "'sight.matching' is not of the tile's bands"
        }
        return nil
    }
}

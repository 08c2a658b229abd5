/// The list of plots that are worth looking at.
public enum ChangeSelection {
    /// Three false ones are worth looking at for two that would otherwise be missed; more are not.
    static let leastProbability = 0.4

    /// The longest list, most probable first, of which at most a share is expected to be false: the mean of one minus
    /// the probability over the list, which bounds the false discovery rate (Müller et al. 2004) if the probabilities
    /// hold. Where the first ones are nearly certain that share would leave room for plots that surely did not change,
    /// so none is taken that changed with less than ``leastProbability``. Equal probabilities keep the order of the tiles.
    public static func candidates(among changes: [TileChange], falseShare: Double) -> [TileChange] {
        let least = min(leastProbability, 1 - falseShare)
        let ranked = changes.enumerated().filter { $1.probability >= least }.sorted {
            $0.element.probability == $1.element.probability
                ? $0.offset < $1.offset : $0.element.probability > $1.element.probability
        }.map(\.element)
        var falseSum = 0.0
        var length = 0
        for (position, change) in ranked.enumerated() {
            falseSum += 1 - change.probability
            if falseSum <= falseShare * Double(position + 1) { length = position + 1 }
        }
        return Array(ranked.prefix(length))
    }

    /// The share of a list that is expected to be false; `nil` for an empty list.
    public static func expectedFalseShare(of candidates: [TileChange]) -> Double? {
        guard !candidates.isEmpty else { return nil }
        return candidates.reduce(0) { $0 + 1 - $1.probability } / Double(candidates.count)
    }
}

/// How many plots went from which class to which.
public struct TransitionMatrix: Sendable, Equatable {
    public let classNames: [String]
    /// `tiles[from][to]`
    public let tiles: [[Int]]

    public init(classNames: [String], changes: [TileChange]) {
        var tiles = Array(repeating: Array(repeating: 0, count: classNames.count), count: classNames.count)
        for change in changes { tiles[change.from][change.to] += 1 }
        self.classNames = classNames
        self.tiles = tiles
    }

    public func hectares(from: Int, to: Int) -> Double { Double(tiles[from][to]) * TileGrid.tileHectares }
}

/// The list of plots that are worth looking at.
public enum ChangeSelection {
    /// Three false ones are worth looking at for two that would otherwise be missed; more are not.
    static let leastProbability = 0.4

    /// Of sums of probabilities that are written in decimals.
    private static let roundingError = 1e-9

    /// All plots, the most probable first. Equal probabilities keep the order of the tiles.
    public static func ranked(_ changes: [TileChange]) -> [TileChange] {
        changes.enumerated().sorted {
            $0.element.probability == $1.element.probability
                ? $0.offset < $1.offset : $0.element.probability > $1.element.probability
        }.map(\.element)
    }

    /// The longest list, most probable first, of which at most a share is expected to be false: the mean of one minus the
    /// probability over the list, which bounds the false discovery rate (Müller et al. 2004) if the probabilities hold. A list
    /// whose share is the asked one by its figures is within it, whatever a double rounds away. Where the first ones are nearly
    /// certain that share would leave room for plots that surely did not change, so none is taken that changed with less than
    /// `leastProbability`.
    public static func candidates(among changes: [TileChange], falseShare: Double) -> [TileChange] {
        let least = min(leastProbability, 1 - falseShare - roundingError)
        let ranked = ranked(changes.filter { $0.probability >= least })
        var falseSum = 0.0
        var length = 0
        for (position, change) in ranked.enumerated() {
            falseSum += 1 - change.probability
            if falseSum <= (falseShare + roundingError) * Double(position + 1) { length = position + 1 }
        }
        return Array(ranked.prefix(length))
    }

    /// The likeliest plots, so many, however likely they are. A plot that a person rejected is not among them.
    public static func likeliest(_ count: Int, among changes: [TileChange]) -> [TileChange] {
        Array(ranked(changes.filter { $0.probability > 0 }).prefix(count))
    }

    /// The plots that come next after a list.
    public static func next(_ count: Int, after list: [TileChange], among changes: [TileChange])
        -> [TileChange]
    {
        let listed = Set(list.map(\.tile))
        return likeliest(count, among: changes.filter { !listed.contains($0.tile) })
    }

    /// The share of a list that is expected to be false; `nil` for an empty list.
    public static func expectedFalseShare(of candidates: [TileChange]) -> Double? {
        guard !candidates.isEmpty else { return nil }
        return candidates.reduce(0) { $0 + 1 - $1.probability } / Double(candidates.count)
    }

    /// A random sample of a list, in the list's order: what is right among it is right among the list, within an interval.
    public static func sample(_ count: Int, of list: [TileChange], seed: UInt64) -> Set<TileIndex> {
        var generator = SeededGenerator(seed: seed)
        return Set(list.map(\.tile).shuffled(using: &generator).prefix(count))
    }
}

extension [TileChange] {
    /// Those that may be listed, as what they were if they became the target class: a plot that surely was of it cannot become it.
    public func able(toBecome target: Int) -> [TileChange] {
        filter { $0.otherwise != target }.map { $0.took(from: $0.otherwise, to: $0.to) }
    }

    /// The same plots, of which exactly the listed ones became the target: a map of them shows what the list says.
    public func settled(listed: [TileChange], target: Int) -> [TileChange] {
        let tiles = Set(listed.map(\.tile))
        return map { change in
            let isListed = tiles.contains(change.tile)
            // What is not listed was what it looked like, and did not become the target class.
            let from = isListed ? change.otherwise : change.before
            let to = isListed ? target : change.to == target && from != target ? from : change.to
            return change.took(from: from, to: to)
        }
    }
}

extension TileChange {
    /// The same plot, taken for one that went from a class to another.
    fileprivate func took(from: Int, to: Int) -> TileChange {
        TileChange(
            tile: tile, from: from, before: before, otherwise: otherwise, to: to, seen: seen,
            probability: probability)
    }
}

/// How many plots went from which class to which.
public struct TransitionMatrix: Sendable, Equatable {
    /// In the order of both axes.
    public let classNames: [String]
    /// `tiles[from][to]`
    public let tiles: [[Int]]
    private let tileHectares: Double

    /// - Parameters:
    ///   - changes: of all plots, changed or not; see `settled(listed:target:)`.
    ///   - tileHectares: the ground that one tile covers.
    public init(classNames: [String], changes: [TileChange], tileHectares: Double) {
        self.tileHectares = tileHectares
        var tiles = Array(repeating: Array(repeating: 0, count: classNames.count), count: classNames.count)
        for change in changes { tiles[change.from][change.to] += 1 }
        self.classNames = classNames
        self.tiles = tiles
    }

    /// The ground of the tiles that went from one class to the other: a count of tiles, not an estimate of areas.
    public func hectares(from: Int, to: Int) -> Double { Double(tiles[from][to]) * tileHectares }
}

/// How much of a list is right, by what a person said of a part of it.
public struct ListPrecision: Sendable, Equatable, Codable {
    /// Marked tiles that speak for the list, and those of them that were accepted.
    public let judged: Int
    /// Accepted ones among those judged.
    public let right: Int
    /// The whole list was judged: the share is known, not estimated.
    public let isWhole: Bool

    /// The share of judged tiles that was accepted, 0 to 1; 0 when none was judged.
    public var share: Double { Double(right) / Double(max(1, judged)) }

    /// 95 %, after Wilson; the share itself where the whole list was judged.
    public var interval: ClosedRange<Double> {
        isWhole ? share...share : WilsonInterval.of(share: share, count: judged)
    }

    /// Marks speak for a list when all of it was judged, or all of a random sample of it. Marks of the first ones, or of
    /// those that struck the eye, do not: then there is none.
    /// - Parameter sample: the random sample of the list.
    public init?(list: Set<TileIndex>, sample: Set<TileIndex>, marks: [TileIndex: Bool]) {
        isWhole = !list.isEmpty && list.allSatisfy { marks[$0] != nil }
        let judging = isWhole ? list : sample
        guard !judging.isEmpty, judging.allSatisfy({ marks[$0] != nil }) else { return nil }
        judged = judging.count
        right = judging.count { marks[$0] == true }
    }
}

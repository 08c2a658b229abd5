import AerialCore
import Testing

/// A county drawn with known change: three classes as clouds of features, a second date whose features have all moved
/// and whose target class the model over-calls.
private struct DrawnPair {
    static let side = 30
    let pairs: [TilePair]
    let changed: Set<TileIndex>

    /// - Parameters:
    ///   - share: of a changed plot, what is new.
    ///   - edge: of the plots right and left of a changed one, what is new there.
    init(
        seed: UInt64, changedCount: Int, targets: Bool = true, share: ClosedRange<Float> = 1...1,
        edge: ClosedRange<Float>? = nil
    ) {
        var generator = SeededGenerator(seed: seed)
        var pairs: [TilePair] = []
        var changed: Set<TileIndex> = []
        let all = (0..<Self.side * Self.side).map { TileIndex(row: $0 / Self.side, column: $0 % Self.side) }
        let chosen = Set(all.filter { $0.column > 8 }.shuffled(using: &generator).prefix(changedCount))
        for tile in all {
            let from = targets && tile.column <= 8 ? 0 : 1 + tile.row % 2
            let to = chosen.contains(tile) ? 0 : from
            if to != from { changed.insert(tile) }
            let plot = (0..<12).map { _ in Float.random(in: -0.4...0.4, using: &generator) }
            let before = Self.view(from, plot: plot, drift: 0, using: &generator)
            let unchanged = Self.view(from, plot: plot, drift: 0.8, using: &generator)
            let isEdge = [-1, 1].contains {
                chosen.contains(TileIndex(row: tile.row, column: tile.column + $0))
            }
            let shown = to != from ? share : isEdge ? edge : nil
            let after =
                shown.map {
                    Self.mixed(
                        unchanged, Self.view(0, plot: [], drift: 0.8, using: &generator),
                        share: .random(in: $0, using: &generator))
                } ?? unchanged
            pairs.append(TilePair(tile: tile, before: before, after: after))
        }
        self.pairs = pairs
        self.changed = changed
    }

    private static func mixed(_ old: TileView, _ new: TileView, share: Float) -> TileView {
        func mix(_ first: [Float], _ second: [Float]) -> [Float] {
            zip(first, second).map { (1 - share) * $0 + share * $1 }
        }
        return TileView(logits: mix(old.logits, new.logits), features: mix(old.features, new.features))
    }

    private static func view(
        _ classIndex: Int, plot: [Float], drift: Float, using generator: inout SeededGenerator
    ) -> TileView {
        let features = (0..<12).map { feature -> Float in
            let own = plot.isEmpty ? Float.random(in: -0.4...0.4, using: &generator) : plot[feature]
            let noise = Float.random(in: -0.25...0.25, using: &generator)
            return (feature % 3 == classIndex ? 1 : 0) + own + noise + drift
        }
        let logits = (0..<3).map { index in
            stride(from: index, to: 12, by: 3).reduce(Float(0)) { $0 + features[$1] } * 1.5
                + (index == 0 ? drift : 0)
        }
        return TileView(logits: logits, features: features)
    }

    func candidates(falseShare: Double = 0.2) -> [TileChange] {
        let detection = ChangeDetection(of: pairs, classCount: 3, options: .init(target: 0))
        return ChangeSelection.candidates(among: detection.changes, falseShare: falseShare)
    }
}

struct ChangeDetectionTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func changesAreFoundWithinThePromisedFalseShare(seed: UInt64) {
        let drawn = DrawnPair(seed: seed, changedCount: 25)
        let candidates = drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.75 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.2 * Double(candidates.count))
    }

    @Test func changesAreFoundWhereNothingWasOfTheTargetBefore() {
        let drawn = DrawnPair(seed: 4, changedCount: 25, targets: false)
        let candidates = drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.75 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.2 * Double(candidates.count))
    }

    @Test(arguments: [true, false]) func developmentsThatCoverAPartOfAPlotAreFound(targets: Bool) {
        let drawn = DrawnPair(seed: 9, changedCount: 25, targets: targets, share: 0.5...0.8)
        let candidates = drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.6 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.2 * Double(candidates.count))
    }

    /// What was built in one plot shows at the edge of the next.
    @Test(arguments: [11, 12, 13] as [UInt64]) func edgesOfWhatChangedBesideThemAreNoChanges(seed: UInt64) {
        let drawn = DrawnPair(seed: seed, changedCount: 25, edge: 0.3...0.5)
        let candidates = drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.75 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.1 * Double(candidates.count))
    }

    /// What all plots have in common is no change, however much it is.
    @Test func alignmentAbsorbsWhatAllPlotsHaveInCommon() {
        let drawn = DrawnPair(seed: 10, changedCount: 25)
        let moved = drawn.pairs.map { pair in
            TilePair(
                tile: pair.tile, before: pair.before,
                after: TileView(
                    logits: pair.after.logits, features: pair.after.features.map { $0 + 3 }))
        }
        let options = ChangeDetection.Options(target: 0)
        let expected = ChangeDetection(of: drawn.pairs, classCount: 3, options: options).changes
        let changes = ChangeDetection(of: moved, classCount: 3, options: options).changes
        #expect(zip(changes, expected).allSatisfy { abs($0.probability - $1.probability) < 0.02 })
    }

    @Test func aPairWithoutChangeHasFewCandidates() {
        #expect(DrawnPair(seed: 5, changedCount: 0).candidates().count <= 1)
    }

    @Test func oneDateTwiceHasNoChange() {
        let drawn = DrawnPair(seed: 6, changedCount: 0)
        let same = drawn.pairs.map { TilePair(tile: $0.tile, before: $0.before, after: $0.before) }
        let detection = ChangeDetection(of: same, classCount: 3, options: .init(target: 0))
        #expect(ChangeSelection.candidates(among: detection.changes, falseShare: 0.2).isEmpty)
        #expect(detection.changes.allSatisfy { $0.from == $0.to })
    }

    @Test func plotsOfTheTargetCannotChangeIntoIt() {
        let drawn = DrawnPair(seed: 7, changedCount: 25)
        let detection = ChangeDetection(of: drawn.pairs, classCount: 3, options: .init(target: 0))
        #expect(detection.changes.allSatisfy { $0.from != 0 || $0.probability == 0 })
    }

    @Test func theSameSeedRepeatsExactly() {
        let drawn = DrawnPair(seed: 8, changedCount: 20)
        #expect(drawn.candidates() == drawn.candidates())
    }

    @Test func noPairsGiveNoChanges() {
        #expect(ChangeDetection(of: [], classCount: 3, options: .init(target: 0)).changes.isEmpty)
    }
}

struct ChangeSelectionTests {
    private func changes(_ probabilities: [Double]) -> [TileChange] {
        probabilities.enumerated().map {
            TileChange(tile: TileIndex(row: 0, column: $0), from: 1, to: 0, probability: $1)
        }
    }

    @Test func theListIsTheLongestWithinTheShare() {
        let chosen = ChangeSelection.candidates(among: changes([0.2, 0.9, 0.7, 1, 0]), falseShare: 0.15)
        #expect(chosen.map(\.probability) == [1, 0.9, 0.7])
    }

    @Test func certainOnesMakeNoRoomForOthers() {
        let certain = Array(repeating: 1.0, count: 10)
        #expect(
            ChangeSelection.candidates(among: changes(certain + [0.39, 0.1]), falseShare: 0.2).count == 10)
    }

    @Test func theExpectedFalseShareIsTheMeanDoubt() throws {
        let share = try #require(ChangeSelection.expectedFalseShare(of: changes([0.5, 1])))
        #expect(share == 0.25)
        #expect(ChangeSelection.expectedFalseShare(of: []) == nil)
    }

    @Test func noneIsChosenWhereAllAreDoubtful() {
        #expect(ChangeSelection.candidates(among: changes([0.3, 0.4]), falseShare: 0.2).isEmpty)
    }
}

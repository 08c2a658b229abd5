import AerialCore
import Testing

/// A county drawn with known change: three classes as clouds of features, a second date whose features have all moved
/// and whose target class the model over-calls.
private struct DrawnPair {
    let pairs: [TilePair]
    let changed: Set<TileIndex>

    /// - Parameters:
    ///   - side: plots in a row and in a column.
    ///   - share: of a changed plot, what is new.
    ///   - edge: of the plots right and left of a changed one, what is new there.
    init(
        seed: UInt64, changedCount: Int, side: Int = 30, targets: Bool = true,
        share: ClosedRange<Float> = 1...1,
        edge: ClosedRange<Float>? = nil
    ) {
        var generator = SeededGenerator(seed: seed)
        var pairs: [TilePair] = []
        var changed: Set<TileIndex> = []
        let all = (0..<side * side).map { TileIndex(row: $0 / side, column: $0 % side) }
        let limit = side * 3 / 10
        let chosen = Set(all.filter { $0.column >= limit }.shuffled(using: &generator).prefix(changedCount))
        for tile in all {
            let from = targets && tile.column < limit ? 0 : 1 + tile.row % 2
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

    func changes(marks: [TileIndex: Bool] = [:]) throws -> [TileChange] {
        var options = ChangeDetection.Options(target: 0)
        options.marks = marks
        return try ChangeDetection(of: pairs, classCount: 3, options: options).changes
    }

    func candidates(falseShare: Double = 0.2) throws -> [TileChange] {
        let detection = try ChangeDetection(of: pairs, classCount: 3, options: .init(target: 0))
        return ChangeSelection.candidates(among: detection.changes, falseShare: falseShare)
    }
}

struct ChangeDetectionTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func changesAreFoundWithinThePromisedFalseShare(seed: UInt64)
        throws
    {
        let drawn = DrawnPair(seed: seed, changedCount: 25)
        let candidates = try drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.75 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.2 * Double(candidates.count))
    }

    @Test func changesAreFoundWhereNothingWasOfTheTargetBefore() throws {
        let drawn = DrawnPair(seed: 4, changedCount: 25, targets: false)
        let candidates = try drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.75 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.2 * Double(candidates.count))
    }

    @Test(arguments: [true, false]) func developmentsThatCoverAPartOfAPlotAreFound(targets: Bool) throws {
        let drawn = DrawnPair(seed: 9, changedCount: 25, targets: targets, share: 0.5...0.8)
        let candidates = try drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.6 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.2 * Double(candidates.count))
    }

    /// What was built in one plot shows at the edge of the next.
    @Test(arguments: [11, 12, 13] as [UInt64]) func edgesOfWhatChangedBesideThemAreNoChanges(seed: UInt64)
        throws
    {
        let drawn = DrawnPair(seed: seed, changedCount: 25, edge: 0.3...0.5)
        let candidates = try drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.75 * Double(drawn.changed.count))
        #expect(Double(candidates.count - right) <= 0.1 * Double(candidates.count))
    }

    /// What all plots have in common is no change, however much it is.
    @Test func alignmentAbsorbsWhatAllPlotsHaveInCommon() throws {
        let drawn = DrawnPair(seed: 10, changedCount: 25)
        let moved = drawn.pairs.map { pair in
            TilePair(
                tile: pair.tile, before: pair.before,
                after: TileView(
                    logits: pair.after.logits, features: pair.after.features.map { $0 + 3 }))
        }
        let options = ChangeDetection.Options(target: 0)
        let expected = try ChangeDetection(of: drawn.pairs, classCount: 3, options: options).changes
        let changes = try ChangeDetection(of: moved, classCount: 3, options: options).changes
        #expect(zip(changes, expected).allSatisfy { abs($0.probability - $1.probability) < 0.02 })
    }

    @Test func aPairWithoutChangeHasFewCandidates() throws {
        #expect(try DrawnPair(seed: 5, changedCount: 0).candidates().count <= 1)
    }

    @Test func oneDateTwiceHasNoChange() throws {
        let drawn = DrawnPair(seed: 6, changedCount: 0)
        let same = drawn.pairs.map { TilePair(tile: $0.tile, before: $0.before, after: $0.before) }
        let detection = try ChangeDetection(of: same, classCount: 3, options: .init(target: 0))
        #expect(ChangeSelection.candidates(among: detection.changes, falseShare: 0.2).isEmpty)
        #expect(detection.changes.allSatisfy { $0.from == $0.to })
    }

    @Test func plotsThatSurelyHadTheTargetCannotChangeIntoIt() throws {
        let drawn = DrawnPair(seed: 7, changedCount: 25)
        let had = Set(drawn.pairs.filter { $0.tile.column < 9 }.map(\.tile))
        #expect(try drawn.changes().allSatisfy { !had.contains($0.tile) || $0.probability < 0.1 })
    }

    /// What is listed as changed into a class was of another one before, also where the model doubted it.
    @Test func whatChangedIntoTheTargetWasSomethingElseBefore() throws {
        let changes = try DrawnPair(seed: 14, changedCount: 60).changes()
        #expect(changes.allSatisfy { $0.probability < 0.5 || ($0.from != 0 && $0.to == 0) })
        #expect(changes.allSatisfy { $0.otherwise != 0 && ($0.before == 0 || $0.otherwise == $0.before) })
    }

    @Test(arguments: [(6, 6), (6, 14), (20, 2), (20, 12), (20, 60), (20, 160)])
    func smallPlacesAndLargeSharesAreFound(side: Int, changedCount: Int) throws {
        let drawn = DrawnPair(seed: UInt64(side + changedCount), changedCount: changedCount, side: side)
        let candidates = try drawn.candidates()
        let right = candidates.count { drawn.changed.contains($0.tile) }
        #expect(Double(right) >= 0.8 * Double(changedCount))
        #expect(Double(candidates.count - right) <= 0.25 * Double(candidates.count))
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func theExpectedNumberOfChangesIsNearTheTrueOne(seed: UInt64) throws {
        let drawn = DrawnPair(seed: seed, changedCount: 240)
        let expected = try drawn.changes().reduce(0) { $0 + $1.probability }
        #expect(abs(expected - 240) < 24)
    }

    @Test func markedPlotsAreWhatTheyWereSaidToBe() throws {
        let drawn = DrawnPair(seed: 15, changedCount: 25)
        let listed = try drawn.candidates()
        let rejected = try #require(listed.first).tile
        let accepted = try #require(drawn.pairs.first { !drawn.changed.contains($0.tile) }).tile
        let changes = try drawn.changes(marks: [rejected: false, accepted: true])
        #expect(changes.first { $0.tile == rejected }?.probability == 0)
        #expect(changes.first { $0.tile == accepted }?.probability == 1)
    }

    /// A person rejects what the program takes for change: the others of the kind sink too.
    @Test func rejectionsSpreadToPlotsThatWereAsSure() throws {
        let drawn = DrawnPair(seed: 16, changedCount: 60, share: 0.5...0.8)
        let before = try drawn.changes()
        let ranked = before.sorted { $0.probability > $1.probability }.prefix(40)
        let marks = Dictionary(uniqueKeysWithValues: ranked.prefix(20).map { ($0.tile, false) })
        let after = Dictionary(
            uniqueKeysWithValues: try drawn.changes(marks: marks).map { ($0.tile, $0.probability) })
        let others = ranked.dropFirst(20)
        #expect(others.allSatisfy { (after[$0.tile] ?? 1) < $0.probability })
    }

    @Test func theSameSeedRepeatsExactly() throws {
        let drawn = DrawnPair(seed: 8, changedCount: 20)
        #expect(try drawn.candidates() == drawn.candidates())
    }

    @Test func noPairsGiveNoChanges() throws {
        #expect(try ChangeDetection(of: [], classCount: 3, options: .init(target: 0)).changes.isEmpty)
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

    /// In whole per cents, which add up without rounding: a list of exactly the asked share is within it.
    @Test(arguments: 1...8 as ClosedRange<UInt64>) func aShareThatIsExactlyTheAskedOneIsWithinIt(seed: UInt64)
    {
        var generator = SeededGenerator(seed: seed)
        for share in 0...100 {
            // Many of them as doubtful as the share allows.
            let doubts = (0..<25).map { _ in
                Bool.random(using: &generator) ? share : Int.random(in: 0...100, using: &generator)
            }
            let listed = ChangeSelection.candidates(
                among: changes(doubts.map { Double(100 - $0) / 100 }), falseShare: Double(share) / 100)
            let able = doubts.filter { 100 - $0 >= min(40, 100 - share) }.sorted()
            let longest = (0...able.count).last { able.prefix($0).reduce(0, +) <= share * $0 } ?? 0
            #expect(listed.count == longest, "\(share) %")
            let expected = ChangeSelection.expectedFalseShare(of: listed) ?? 0
            #expect(expected <= Double(share) / 100 + 1e-9)
        }
        for share in [0.3, 0.7, 0.1, 0.6] {
            let alike = changes(Array(repeating: 1 - share, count: 7))
            #expect(ChangeSelection.candidates(among: alike, falseShare: share).count == 7)
        }
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

    @Test func theLikeliestAreListedHoweverLikely() {
        let listed = ChangeSelection.likeliest(2, among: changes([0.1, 0.3, 0.2, 0]))
        #expect(listed.map(\.probability) == [0.3, 0.2])
        #expect(ChangeSelection.likeliest(9, among: changes([0.1, 0])).count == 1)
        #expect(
            ChangeSelection.next(2, after: listed, among: changes([0.1, 0.3, 0.2, 0])).map(\.probability) == [
                0.1
            ])
    }

    /// What is listed is what a map shows as changed.
    @Test func exactlyTheListedOnesBecameTheTarget() {
        let all = [0.9, 0.45, 0.6, 0.1].enumerated().map {
            TileChange(
                tile: TileIndex(row: 0, column: $0), from: 1, to: $1 >= 0.5 ? 0 : 1, seen: 0, probability: $1)
        }
        let settled = all.settled(listed: [all[0], all[1]], target: 0)
        #expect(settled.map(\.to) == [0, 0, 1, 1])
        #expect(settled.map(\.probability) == all.map(\.probability))
    }

    /// A plot that looked like the target at both dates and is not listed is that at both.
    @Test func whatIsNotListedWasWhatItLookedLike() {
        let tile = TileIndex(row: 0, column: 0)
        let doubtful = TileChange(tile: tile, from: 1, before: 0, to: 0, seen: 0, probability: 0.45)
        #expect([doubtful].settled(listed: [], target: 0).map { [$0.from, $0.to] } == [[0, 0]])
        #expect([doubtful].settled(listed: [doubtful], target: 0).map { [$0.from, $0.to] } == [[1, 0]])
        let other = TileChange(tile: tile, from: 1, before: 0, to: 2, seen: 2, probability: 0.45)
        #expect([other].settled(listed: [], target: 0).map { [$0.from, $0.to] } == [[0, 2]])
    }

    /// A plot that the model gave the target class before stands at the place in the ranking that its probability gives it.
    @Test func theLikeliestAreListedWhateverTheModelSaidBefore() {
        let all: [TileChange] = [0.5, 0.35, 0.0001].enumerated().map { column, probability in
            let wasTarget = column == 1
            return TileChange(
                tile: TileIndex(row: 0, column: column), from: wasTarget ? 0 : 1, before: wasTarget ? 0 : 1,
                otherwise: wasTarget ? 2 : 1, to: 0, seen: 0, probability: probability)
        }
        let able = all.able(toBecome: 0)
        let listed = ChangeSelection.likeliest(2, among: able)
        #expect(listed.map(\.probability) == [0.5, 0.35] && listed.map(\.from) == [1, 2])
        #expect(ChangeSelection.candidates(among: able, falseShare: 0.7).count == 2)
        #expect(ChangeSelection.next(1, after: [listed[0]], among: able).map(\.tile.column) == [1])
        let settled = all.settled(listed: listed, target: 0)
        #expect(settled.map(\.from) == [1, 2, 1] && settled.map(\.to) == [0, 0, 1])
        let fewer = all.settled(listed: [all[0]], target: 0).map { [$0.from, $0.to] }
        #expect(fewer == [[1, 0], [0, 0], [1, 1]])
    }

    /// What a map says of the first date cannot be doubted.
    @Test func whatHasNoOtherClassIsNotListed() {
        let tile = TileIndex(row: 0, column: 0)
        #expect([TileChange(tile: tile, from: 0, to: 0, probability: 0.3)].able(toBecome: 0).isEmpty)
    }

    @Test func marksOfASampleSpeakForTheListAndOthersDoNot() throws {
        let tiles = (0..<10).map { TileIndex(row: 0, column: $0) }
        let sample = Set(tiles.prefix(4))
        var marks = Dictionary(uniqueKeysWithValues: tiles.prefix(3).map { ($0, true) })
        #expect(ListPrecision(list: [], sample: sample, marks: marks) == nil)
        marks[tiles[3]] = false
        let precision = try #require(ListPrecision(list: [], sample: sample, marks: marks))
        #expect(precision.share == 0.75 && precision.judged == 4 && !precision.isWhole)
        #expect(precision.interval.contains(0.75) && precision.interval.lowerBound < 0.5)
        let whole = try #require(ListPrecision(list: sample, sample: [], marks: marks))
        #expect(whole.isWhole && whole.interval == 0.75...0.75)
    }

    @Test func noneIsChosenWhereAllAreDoubtful() {
        #expect(ChangeSelection.candidates(among: changes([0.3, 0.4]), falseShare: 0.2).isEmpty)
    }
}

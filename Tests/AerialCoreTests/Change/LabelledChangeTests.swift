import AerialCore
import Testing

/// A county of which a land-cover map tells the first date: class 0 is looked for, 1 and 2 are other ground.
private struct DrawnLabels {
    private(set) var plots: [LabelledPlot] = []
    private(set) var changed: Set<TileIndex> = []

    /// - Parameters:
    ///   - errors: plots of other ground that the map gives to the target class, and as many the other way.
    ///   - omissions: further plots of the target class that the map gives to other ground.
    init(seed: UInt64, changes: Int, errors: Int = 0, omissions: Int = 0, side: Int = 30) {
        var generator = SeededGenerator(seed: seed)
        let tiles = (0..<side * side).map { TileIndex(row: $0 / side, column: $0 % side) }
        let targets = tiles.filter { $0.column < side / 4 }.shuffled(using: &generator)
        let others = tiles.filter { $0.column >= side / 4 }.shuffled(using: &generator)
        let missed = Set(targets.prefix(errors + omissions))
        let invented = Set(others.prefix(errors))
        changed = Set(others.dropFirst(errors).prefix(changes))
        for tile in tiles {
            let was = tile.column < side / 4
            let isTarget = was || changed.contains(tile)
            let label = missed.contains(tile) ? 1 : invented.contains(tile) || was ? 0 : 1 + tile.row % 2
            let seen = isTarget ? 0 : 1 + tile.row % 2
            let logits = (0..<3).map {
                ($0 == seen ? 4 : 0)
                    + Float.random(in: -1.5...1.5, using: &generator)
            }
            plots.append(
                LabelledPlot(
                    tile: tile, label: label, targetShare: label == 0 ? 1 : 0,
                    after: TargetView(logits: logits, target: 0)))
        }
    }

    func detection(marks: [TileIndex: Bool] = [:]) -> LabelledChangeDetection {
        LabelledChangeDetection(of: plots, classCount: 3, target: 0, marks: marks)
    }
}

struct LabelledChangeTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func changesAreListedWithinThePromisedFalseShare(seed: UInt64) {
        let drawn = DrawnLabels(seed: seed, changes: 40, errors: 4)
        let changes = drawn.detection().changes
        let listed = ChangeSelection.candidates(among: changes, falseShare: 0.2)
        let right = listed.count { drawn.changed.contains($0.tile) }
        #expect(right >= 30)
        #expect(Double(listed.count - right) <= 0.2 * Double(listed.count))
        #expect(changes.allSatisfy { $0.from != 0 || $0.probability == 0 })
    }

    @Test(arguments: [4, 5, 6] as [UInt64]) func theLabelsOwnErrorsAreNoChanges(seed: UInt64) {
        let drawn = DrawnLabels(seed: seed, changes: 0, errors: 20)
        let detection = drawn.detection()
        #expect(ChangeSelection.candidates(among: detection.changes, falseShare: 0.2).isEmpty)
        #expect(abs(detection.contradictions - 20) < 8)
        #expect(abs(detection.reverseContradictions - 20) < 8)
        #expect(detection.labelErrors > 14)
        #expect(detection.changes.reduce(0) { $0 + $1.probability } < 5)
    }

    /// What is usual at the second date need not be what was usual at the first.
    @Test(arguments: [13, 14] as [UInt64]) func aPlaceOfWhichMostChangedIsNoPlaceWithoutChange(seed: UInt64) {
        let drawn = DrawnLabels(seed: seed, changes: 60, side: 10)
        let listed = ChangeSelection.candidates(among: drawn.detection().changes, falseShare: 0.2)
        let right = listed.count { drawn.changed.contains($0.tile) }
        #expect(right >= 50)
        #expect(Double(listed.count - right) <= 0.2 * Double(listed.count))
    }

    @Test func errorsThatOutnumberChangesLeaveNoList() {
        let detection = DrawnLabels(seed: 7, changes: 10, errors: 25).detection()
        #expect(ChangeSelection.candidates(among: detection.changes, falseShare: 0.2).isEmpty)
        #expect(!ChangeSelection.likeliest(5, among: detection.changes).isEmpty)
    }

    /// Errors of the other direction may explain all that contradicts: the likeliest can still be looked at and marked.
    @Test func theLikeliestAreListedWhereErrorsExplainAll() {
        let drawn = DrawnLabels(seed: 17, changes: 4)
        let inventions = (0..<30).map { number in
            LabelledPlot(
                tile: TileIndex(row: 40, column: number), label: 0, targetShare: 1,
                after: TargetView(logits: [0, 4, 0], target: 0))
        }
        func changes(_ marks: [TileIndex: Bool] = [:]) -> [TileChange] {
            LabelledChangeDetection(
                of: drawn.plots + inventions, classCount: 3, target: 0, marks: marks
            ).changes
        }
        let found = changes()
        #expect(Set(ChangeSelection.likeliest(4, among: found).map(\.tile)) == drawn.changed)
        #expect(ChangeSelection.candidates(among: found, falseShare: 0.2).isEmpty)
        #expect(found.reduce(0) { $0 + $1.probability } < 0.2)
        let last = drawn.changed.sorted()[3]
        let others = drawn.changed.filter { $0 != last }
        let marked = changes(Dictionary(uniqueKeysWithValues: others.map { ($0, true) }))
        let probability = { (changes: [TileChange]) in changes.first { $0.tile == last }?.probability ?? 0 }
        #expect(probability(marked) > 2 * probability(found))
    }

    @Test func marksTellWhatTheReverseErrorsCannot() {
        let drawn = DrawnLabels(seed: 8, changes: 20, omissions: 20)
        let before = drawn.detection().changes
        let judged = ChangeSelection.likeliest(12, among: before)
        let marks = Dictionary(
            uniqueKeysWithValues: judged.map { ($0.tile, drawn.changed.contains($0.tile)) })
        let after = drawn.detection(marks: marks).changes
        func expected(_ changes: [TileChange]) -> Double { changes.reduce(0) { $0 + $1.probability } }
        #expect(expected(before) > 35)
        #expect(abs(expected(after) - 20) < abs(expected(before) - 20) - 5)
        for change in after where marks[change.tile] == false { #expect(change.probability == 0) }
    }

    /// Ground that was half built up looks built up: no more of it is taken to have changed than of other ground.
    @Test func plotsThatWerePartlyOfTheTargetAreNotTakenForChanges() {
        let drawn = DrawnLabels(seed: 9, changes: 10)
        var generator = SeededGenerator(seed: 9)
        let mixed = (0..<60).map { number in
            LabelledPlot(
                tile: TileIndex(row: 30, column: number), label: 1, targetShare: 0.4,
                after: TargetView(
                    logits: [number < 20 ? 4 : 0, 2, 0].map {
                        $0 + Float.random(in: -1...1, using: &generator)
                    }, target: 0))
        }
        let changes = LabelledChangeDetection(of: drawn.plots + mixed, classCount: 3, target: 0).changes
        let listed = ChangeSelection.candidates(among: changes, falseShare: 0.2)
        #expect(listed.count { $0.tile.row == 30 } <= 2)
        // So few leave no list within the promise; the likeliest are the changed ones.
        let likeliest = ChangeSelection.likeliest(10, among: changes)
        #expect(likeliest.count { drawn.changed.contains($0.tile) } >= 8)
    }

    @Test func aModelThatTellsNothingSeparatesNothing() {
        let drawn = DrawnLabels(seed: 10, changes: 0)
        var generator = SeededGenerator(seed: 1)
        let blind = drawn.plots.map {
            LabelledPlot(
                tile: $0.tile, label: $0.label, targetShare: $0.targetShare,
                after: TargetView(
                    logits: (0..<3).map { _ in Float.random(in: -2...2, using: &generator) }, target: 0))
        }
        #expect(drawn.detection().separation > LabelledChangeDetection.leastSeparation)
        let detection = LabelledChangeDetection(of: blind, classCount: 3, target: 0)
        #expect(detection.separation < LabelledChangeDetection.leastSeparation)
    }

    @Test func withoutPlotsThereAreNoChanges() {
        #expect(LabelledChangeDetection(of: [], classCount: 3, target: 0).changes.isEmpty)
    }
}

import AerialCore
import Testing

@Suite struct AreaSplitTests {
    /// Areas of so many tiles each, of two classes by turns.
    private func labels(_ counts: [Int]) -> [[Int]] { counts.map { (0..<$0).map { $0 % 2 } } }

    private func sides(
        _ counts: [Int], given: [DatasetSide?]? = nil, fraction: Double = 0.2, seed: UInt64 = 7
    ) -> [DatasetSide] {
        AreaSplit.sides(
            labels: labels(counts), given: given ?? counts.map { _ in nil }, testFraction: fraction,
            seed: seed)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func someAreasAreHeldOutAndNeverAll(seed: UInt64) {
        for count in 2...12 {
            let sides = sides(Array(repeating: 100, count: count), seed: seed)
            #expect(sides.contains(.test) && sides.contains(.train))
            #expect(sides == self.sides(Array(repeating: 100, count: count), seed: seed))
        }
    }

    @Test func aboutTheWantedShareIsHeldOut() {
        let sides = sides(Array(repeating: 50, count: 10), fraction: 0.3)
        #expect(sides.count { $0 == .test } == 3)
    }

    @Test func whereSomebodyHoldsAreasOutNoOtherIsDrawn() {
        #expect(sides([9, 9, 9], given: [nil, .test, nil]) == [.train, .test, .train])
    }

    @Test func anAreaToLearnFromIsNotDrawn() {
        #expect(sides([9, 9], given: [.train, nil]) == [.train, .test])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func anAreaWithoutTilesIsNeverDrawn(seed: UInt64) {
        #expect(sides([0, 100], seed: seed) == [.train, .train])
        #expect(sides([0, 100], given: [nil, .train], seed: seed) == [.train, .train])
        #expect(sides([100, 0], given: [nil, .train], seed: seed) == [.train, .train])
        for counts in [[0, 100, 100], [100, 0, 3, 0, 90], [0, 0, 1, 1]] {
            let sides = sides(counts, seed: seed)
            let tests = sides.indices.filter { sides[$0] == .test }
            #expect(!tests.isEmpty && tests.allSatisfy { counts[$0] > 0 })
            #expect(sides.indices.contains { sides[$0] == .train && counts[$0] > 0 })
        }
    }

    @Test func withoutAShareNothingIsHeldOut() {
        #expect(sides([9, 9], fraction: 0) == [.train, .train])
    }

    @Test func classesOfOneAreaAloneDoNotKeepAreasFromBeingHeldOut() {
        let sides = AreaSplit.sides(
            labels: [Array(repeating: 0, count: 90), Array(repeating: 1, count: 10)], given: [nil, nil],
            testFraction: 0.2, seed: 1)
        #expect(sides == [.train, .test])
    }
}

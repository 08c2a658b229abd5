import AerialCore
import Testing

struct SampleFractionTests {
    private let labels = (0..<1000).map { $0 % 3 == 0 ? 0 : $0 % 50 == 1 ? 2 : 1 }

    private func counts(_ positions: [Int]) -> [Int: Int] {
        Dictionary(positions.map { (labels[$0], 1) }, uniquingKeysWith: +)
    }

    @Test func everyClassKeepsItsShare() {
        let all = counts(Array(labels.indices))
        let taken = counts(SampleFraction(0.1, seed: 7).positions(labels: labels))
        for (label, count) in all {
            #expect(taken[label] == max(1, Int((Double(count) * 0.1).rounded())))
        }
        #expect(SampleFraction(1, seed: 7).positions(labels: labels) == Array(labels.indices))
        #expect(SampleFraction(1e-9, seed: 7).positions(labels: labels).count == 3)
    }

    @Test func theSeedDecidesAndLargerPartsHoldSmallerOnes() {
        let few = SampleFraction(0.1, seed: 7).positions(labels: labels)
        #expect(few == SampleFraction(0.1, seed: 7).positions(labels: labels))
        #expect(few != SampleFraction(0.1, seed: 8).positions(labels: labels))
        #expect(Set(few).isSubset(of: SampleFraction(0.3, seed: 7).positions(labels: labels)))
        let tiles = (0..<100).flatMap { row in (0..<100).map { TileIndex(row: row, column: $0) } }
        let some = Set(tiles.filter(SampleFraction(0.1, seed: 7).takes))
        #expect(abs(some.count - 1000) < 120)
        #expect(some.isSubset(of: tiles.filter(SampleFraction(0.2, seed: 7).takes)))
        #expect(some != Set(tiles.filter(SampleFraction(0.1, seed: 8).takes)))
    }

    @Test func takenTilesLieEverywhere() {
        // No row and no column is left out or whole.
        let sample = SampleFraction(0.5, seed: 3)
        for line in 0..<50 {
            let row = (0..<100).count { sample.takes(TileIndex(row: line, column: $0)) }
            let column = (0..<100).count { sample.takes(TileIndex(row: $0, column: line)) }
            #expect((25...75).contains(row) && (25...75).contains(column))
        }
    }
}

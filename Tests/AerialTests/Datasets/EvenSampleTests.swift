import Testing

@testable import Aerial

/// Some of many, spread evenly.
@Suite struct EvenSampleTests {
    @Test func theyRiseWithinTheWhole() {
        for total in 0...130 {
            for count in 0...40 {
                let positions = EvenSample.positions(count: count, of: total)
                #expect(positions.count == min(count, total))
                #expect(positions.allSatisfy { (0..<total).contains($0) })
                #expect(positions == positions.sorted())
                #expect(Set(positions).count == positions.count, "\(count) of \(total): \(positions)")
            }
        }
    }

    @Test func ofFewAllAreTaken() {
        #expect(EvenSample.positions(count: 5, of: 5) == [0, 1, 2, 3, 4])
        #expect(EvenSample.positions(count: 200, of: 3) == [0, 1, 2])
        #expect(EvenSample.positions(count: 0, of: 9) == [])
        #expect(EvenSample.positions(count: -3, of: 9) == [] && EvenSample.positions(count: 5, of: 0) == [])
    }

    /// One short of all leaves one out, whichever.
    @Test func ofNearlyAllEachIsTakenOnce() {
        for total in 2...300 {
            let left = Set(0..<total).subtracting(EvenSample.positions(count: total - 1, of: total))
            #expect(left.count == 1)
        }
    }

    /// By the parts' own bounds, in whole numbers.
    @Test func eachOfTheEqualPartsHasOne() {
        for (count, total) in [(7, 1000), (100, 12_345), (3, 6), (64, 640)] {
            for (part, position) in EvenSample.positions(count: count, of: total).enumerated() {
                #expect(position >= part * total / count && position <= (part + 1) * total / count)
            }
        }
    }

    /// A mosaic's tiles come row by row: a step that divides the row would see few columns only.
    @Test(arguments: [10, 16, 25, 50, 64]) func noColumnOfAGridIsPreferred(columns: Int) {
        let count = 100
        let seen = EvenSample.positions(count: count, of: columns * 400)
        var hits = [Int](repeating: 0, count: columns)
        for position in seen { hits[position % columns] += 1 }
        let fair = Double(count) / Double(columns)
        #expect(hits.allSatisfy { Double($0) <= 4 * fair + 1 })
        #expect(hits.count { $0 > 0 } >= columns / 2)
    }

    @Test func veryManyAreNoTrouble() {
        let positions = EvenSample.positions(count: 1000, of: 1 << 52)
        #expect(Set(positions).count == 1000 && positions == positions.sorted())
        #expect((positions.last ?? 0) < 1 << 52)
    }
}

import AerialCore
import Testing

struct PairedAccuracyTests {
    private func outcomes(both: Int, first: Int, other: Int, places: Int) -> [PairedAccuracy.Outcome] {
        let kinds =
            Array(repeating: (true, true), count: both) + Array(repeating: (true, false), count: first)
            + Array(repeating: (false, true), count: other)
        return kinds.enumerated().map {
            PairedAccuracy.Outcome(isRight: $1.0, isRightByOther: $1.1, group: "\($0 % places)")
        }
    }

    @Test func theDifferenceIsThatOfTheShares() throws {
        let pair = try #require(
            PairedAccuracy(of: outcomes(both: 80, first: 15, other: 5, places: 100), seed: 1))
        #expect(pair.count == 100 && pair.accuracy == 0.95 && pair.otherAccuracy == 0.85)
        #expect(abs(pair.difference - 0.1) < 1e-12)
        #expect(pair.rightByOne == (15, 5))
        // The standard error of a paired difference is sqrt(0.2 - 0.01) / 10 = 0.0436.
        #expect(abs(pair.interval.lowerBound - (0.1 - 1.96 * 0.0436)) < 0.02)
        #expect(abs(pair.interval.upperBound - (0.1 + 1.96 * 0.0436)) < 0.02)
    }

    @Test func samplesOfAPlaceCountTogether() throws {
        // Twenty samples of which each place is one alike: as uncertain as two places.
        let alike = (0..<20).map {
            PairedAccuracy.Outcome(isRight: $0 < 10, isRightByOther: false, group: $0 < 10 ? "a" : "b")
        }
        let alone = (0..<20).map {
            PairedAccuracy.Outcome(isRight: $0 < 10, isRightByOther: false, group: "\($0)")
        }
        let (together, apart) = (
            try #require(PairedAccuracy(of: alike, seed: 3)), try #require(PairedAccuracy(of: alone, seed: 3))
        )
        #expect(together.interval == 0...1)
        #expect(apart.interval.lowerBound > 0.2 && apart.interval.upperBound < 0.8)
        #expect(together != apart && together.difference == apart.difference)
    }

    @Test func whatIsTheSameHasNoInterval() throws {
        let pair = try #require(
            PairedAccuracy(of: outcomes(both: 40, first: 0, other: 0, places: 8), seed: 1))
        #expect(pair.interval == 0...0)
        #expect(PairedAccuracy(of: [], seed: 1) == nil)
        #expect(pair == PairedAccuracy(of: outcomes(both: 40, first: 0, other: 0, places: 8), seed: 1))
    }
}

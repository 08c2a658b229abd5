import Testing

@testable import Scoring

struct TurnedTilesTests {
    @Test func theMeanComesWithTheLastTurn() throws {
        var mean = TurnedMean(turns: 2)
        for _ in 0..<2 {
            #expect(mean.add(.output([1, 4])) == nil)
            guard case .output([2, 3]) = mean.add(.output([3, 2])) else { return #expect(Bool(false)) }
        }
    }

    @Test func aTurnThatWasNotSeenCostsTheTileAlone() throws {
        var mean = TurnedMean(turns: 2)
        #expect(mean.add(.output([1])) == nil)
        guard case .rejected("torn") = mean.add(.rejected("torn")) else { return #expect(Bool(false)) }
        #expect(mean.add(.output([1])) == nil)
        guard case .output([2]) = mean.add(.output([3])) else { return #expect(Bool(false)) }
    }
}

import AerialCore
import Testing

struct CascadeThresholdTests {
    private typealias Outcome = CascadeThreshold.Outcome

    /// A cheap model that is right as often as it says, and a dear one that is right nineteen times of twenty.
    private func drawn(_ count: Int, seed: UInt64) -> [CascadeThreshold.Outcome] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let confidence = 1 - 0.6 * pow(Double.random(in: 0..<1, using: &generator), 3)
            return Outcome(
                confidence: Float(confidence),
                isRight: Double.random(in: 0..<1, using: &generator) < confidence,
                isRightByOther: Double.random(in: 0..<1, using: &generator) < 0.95)
        }
    }

    private func pow(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { value, _ in value * base }
    }

    private func loss(_ tiles: [CascadeThreshold.Outcome], at limit: Float) -> Double {
        let lost = tiles.reduce(0) { sum, tile in
            guard tile.confidence >= limit else { return sum }
            return sum + (tile.isRightByOther ? 1 : 0) - (tile.isRight ? 1 : 0)
        }
        return Double(lost) / Double(tiles.count)
    }

    @Test func thePromiseHoldsOnOtherTiles() throws {
        let others = drawn(100_000, seed: 99)
        var broken = 0
        for seed in 1...40 {
            let chosen = try #require(
                CascadeThreshold(choosingOn: drawn(3000, seed: UInt64(seed)), maxLoss: 0.01))
            #expect(chosen.passedShare > 0 && chosen.passedShare < 1)
            if loss(others, at: chosen.confidence) > 0.01 { broken += 1 }
        }
        // With 95 % confidence: 2 of 40 are expected at most.
        #expect(broken <= 4)
    }

    @Test func whatItSaysOfTheTilesIsSo() throws {
        let tiles = drawn(2000, seed: 5)
        let chosen = try #require(CascadeThreshold(choosingOn: tiles, maxLoss: 0.02))
        #expect(chosen.tileCount == 2000)
        #expect(abs(loss(tiles, at: chosen.confidence) - chosen.loss) < 1e-12 && chosen.loss <= 0.02)
        let below = tiles.count { $0.confidence < chosen.confidence }
        #expect(chosen.passedShare == Double(below) / 2000)
    }

    @Test func aLargerLossPassesOnNoMoreTiles() {
        let tiles = drawn(2000, seed: 6)
        let shares = [0.005, 0.01, 0.02, 0.05, 0.2].map {
            CascadeThreshold(choosingOn: tiles, maxLoss: $0)?.passedShare ?? 1
        }
        #expect(shares == shares.sorted(by: >))
    }

    @Test func fewTilesKeepNoPromise() {
        let right = (0..<100).map {
            Outcome(confidence: Float($0) / 100, isRight: true, isRightByOther: true)
        }
        #expect(CascadeThreshold(choosingOn: right, maxLoss: 0.005) == nil)
        #expect(CascadeThreshold(choosingOn: [], maxLoss: 0.5) == nil)
        // A cheap model that is always right is always believed, given tiles enough.
        let many = (0..<2000).map { _ in Outcome(confidence: 0.5, isRight: true, isRightByOther: false) }
        #expect(CascadeThreshold(choosingOn: many, maxLoss: 0.005)?.passedShare == 0)
    }

    @Test func whatHasNoConfidenceGoesToTheDearModel() throws {
        let sure = (0..<3000).map { _ in Outcome(confidence: 0.9, isRight: true, isRightByOther: true) }
        let unknown = (0..<1000).map { _ in Outcome(confidence: .nan, isRight: false, isRightByOther: true) }
        var generator = SeededGenerator(seed: 2)
        let chosen = try #require(
            CascadeThreshold(choosingOn: (sure + unknown).shuffled(using: &generator), maxLoss: 0.01))
        #expect(chosen.confidence == 0.9 && chosen.tileCount == 4000)
        #expect(chosen.passedShare == 0.25 && chosen.loss == 0)
        #expect(CascadeThreshold(choosingOn: unknown, maxLoss: 0.5) == nil)
    }

    @Test func tilesOfOneConfidenceGoTheSameWay() {
        let sure = (0..<2000).map { _ in Outcome(confidence: 1, isRight: true, isRightByOther: true) }
        // Half of them are wrong: none is taken, whatever their order.
        let unsure = (0..<2000).map {
            Outcome(confidence: 0.9, isRight: $0 < 1000, isRightByOther: true)
        }
        let chosen = CascadeThreshold(choosingOn: unsure + sure, maxLoss: 0.01)
        #expect(chosen?.confidence == 1 && chosen?.passedShare == 0.5)
    }
}

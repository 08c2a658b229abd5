import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Random fields that belong to places.
struct NoiseTests {
    /// Places all over a county and beyond its edges.
    private func places(_ count: Int, seed: UInt64, within reach: Float = 250_000) -> [Position] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            Position(
                Float.random(in: -reach...reach, using: &generator),
                Float.random(in: -reach...reach, using: &generator))
        }
    }

    @Test func wholeNumbersBelowAreThoseOfTheMathematics() {
        for value: Float in [0, -0.0, 0.5, -0.5, 1, -1, -1.0001, 0.99999, 7.25, -7.25, 1e6, -1e6, 16_777_216]
        {
            #expect(Lattice.floor(value) == Int32(value.rounded(.down)), "\(value)")
        }
        for p in places(500, seed: 1) { #expect(Lattice.floor(p.x) == Int32(p.x.rounded(.down))) }
    }

    @Test func remaindersLieWithinThePeriodOnBothSidesOfZero() {
        for p in places(500, seed: 2, within: 3000) {
            let rest = Lattice.remainder(p.x, 6.5)
            #expect(rest > -0.001 && rest < 6.501)
            // A whole number of periods away from where it began.
            let periods = (p.x - rest) / 6.5
            #expect(abs(periods - periods.rounded()) < 0.001)
        }
    }

    @Test func bitsAreNumbersBelowOne() {
        #expect(Lattice.unit(0) == 0 && Lattice.unit(.max) < 1)
        // Bits are mixed and none is lost: other bits give other bits.
        #expect(Set((0..<50_000 as Range<UInt32>).map { Lattice.mixed($0 &* 0x9E37_79B1) }).count == 50_000)
    }

    @Test func rollsAreSpreadEvenly() {
        var dice = Dice(77)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<20_000 { counts[Int(dice.roll() * 10)] += 1 }
        // Of 2000 expected each, five standard deviations (42) are 212.
        #expect(counts.allSatisfy { abs($0 - 2000) < 212 })
        var bounded = Dice(78)
        for _ in 0..<1000 { #expect((-3.0...5.0).contains(bounded.roll(-3, 5))) }
    }

    @Test(arguments: [2, 34, 420] as [Float]) func fieldsKeepTheirRangeAndHaveNoSteps(wavelength: Float) {
        for p in places(300, seed: 3, within: 4000) {
            let here = Noise.value(p, wavelength, 9)
            #expect((0...1).contains(here))
            #expect((0...1).contains(Noise.fractal(p, wavelength, octaves: 4, 9)))
            let moved = Noise.displacement(p, wavelength, 9)
            #expect(abs(moved.x) <= 0.5 && abs(moved.y) <= 0.5)
            // The easing is steepest in the middle, 1.5 a wavelength.
            let near = Noise.value(p + Position(wavelength / 50, 0), wavelength, 9)
            #expect(abs(near - here) <= 1.5 / 50 + 0.002)
        }
    }

    @Test func atItsLatticeAFieldIsTheNumberOfThePoint() {
        for (x, y) in [(0, 0), (3, -2), (-5, 7), (-1, -1)] as [(Int32, Int32)] {
            let p = Position(Float(x), Float(y)) * 64
            #expect(abs(Noise.value(p, 64, 5) - Lattice.unit(Lattice.hash(x, y, 5))) < 1e-6)
        }
        let one = places(50, seed: 4).map { Noise.value($0, 30, 1) }
        #expect(one != places(50, seed: 4).map { Noise.value($0, 30, 2) })
    }

    @Test func aWaveIsHighAtItsEndsAndLowInTheMiddle() {
        for period: Float in [1, 6.5, 100] {
            for step in -3...3 {
                let start = Float(step) * period
                #expect(Noise.wave(start + period / 2, period) < 0.001)
                #expect(abs(Noise.wave(start + period / 4, period) - 0.5) < 0.001)
            }
        }
        for p in places(200, seed: 6, within: 900) { #expect((-0.001...1.001).contains(Noise.wave(p.x, 7))) }
    }

    @Test func distancesToALineAreNeverNegative() {
        let found = places(2000, seed: 7, within: 1500).map { Noise.distanceToWindingLine($0, 420, 3) }
        #expect(found.allSatisfy { $0 >= 0 && $0.isFinite })
        #expect(found.contains { $0 < 12 } && found.contains { $0 > 12 })
    }

    /// Of each square of 4 x 4 cells, west and north of the county too.
    @Test(arguments: [-2, -1, 0, 3], [1, 99] as [UInt64])
    func everySquareOfLandHasTheSameUnits(square: Int, seed: UInt64) {
        var counts: [LandMix: Int] = [:]
        for row in 4 * square..<4 * square + 4 {
            for column in 4 * square..<4 * square + 4 {
                counts[LandMix.kind(column: column, row: row, seed: seed), default: 0] += 1
            }
        }
        #expect(
            counts == [.developed: 3, .cultivated: 3, .forest: 3, .shrub: 2, .barren: 2, .herbaceous: 3])
    }

    @Test func everyUnitHasACodeWithANameAndAColour() {
        let known = Set(LandCoverPalette.classes.map { UInt8($0.code) })
        for kind in LandMix.allCases {
            for roll in stride(from: Float(0), to: 1, by: 0.01) {
                let code = kind.choose(roll).code
                #expect(known.contains(code) && LandCoverPalette.name(ofCode: code) != "Unclassified")
            }
        }
        #expect(LandCoverPalette.name(ofCode: 0) == "Unclassified")
    }

    @Test func aPlantThatIsNotThereCoversNothing() {
        let crowns = Crowns(spacing: 9, radii: 0.4...0.7, depth: 6, disorder: 1, seed: 4)
        let all = places(2000, seed: 8, within: 500)
        #expect(all.allSatisfy { crowns.cover(at: $0, presence: 0).plant == 0 })
        var covered = 0
        for p in all {
            let cover = crowns.cover(at: p, presence: 1)
            #expect((cover.height > 0) == (cover.plant != 0) && cover.height <= 6)
            // Fewer plants are some of the same plants: none is taller alone than among all.
            #expect(crowns.cover(at: p, presence: 0.5).height <= cover.height)
            #expect(crowns.cover(at: p, presence: 1, pointed: true).height <= cover.height)
            covered += cover.plant == 0 ? 0 : 1
        }
        #expect(covered > 1000)
    }
}

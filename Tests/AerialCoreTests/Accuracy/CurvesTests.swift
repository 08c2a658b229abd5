import AerialCore
import Testing

struct ReliabilityCurveTests {
    @Test func anEdgeBelongsToTheBinBelow() {
        let outcomes = [0.5, 0.500_001, 1, 0].map { ScoredOutcome(confidence: $0, isCorrect: true) }
        let curve = ReliabilityCurve(of: outcomes, binCount: 2)
        #expect(curve.bins.map(\.count) == [2, 2])
    }

    /// The edges are written as the bins say them, and each belongs to the bin that it ends.
    @Test func everyConfidenceLiesInTheBinThatSaysSo() {
        for binCount in 1...120 {
            let edges = (0...binCount).map { Double($0) / Double(binCount) }
            for edge in edges {
                for confidence in [edge, edge.nextUp, edge.nextDown] where (0...1).contains(confidence) {
                    let outcome = ScoredOutcome(confidence: confidence, isCorrect: true)
                    let bins = ReliabilityCurve(of: [outcome], binCount: binCount).bins
                    let bin = bins.first { $0.count == 1 }
                    #expect(bins.count { $0.count == 1 } == 1 && bin?.meanConfidence == confidence)
                    #expect(confidence <= bin?.upperConfidence ?? -1)
                    #expect(
                        confidence > bin?.lowerConfidence ?? 2 || confidence == 0,
                        "\(confidence) of \(binCount)")
                }
            }
        }
    }

    @Test func noneAndAllLieInTheFirstAndTheLastBin() {
        let curve = ReliabilityCurve(
            of: [0, -0.0, 1].map { ScoredOutcome(confidence: $0, isCorrect: $0 == 1) })
        #expect(curve.bins.first?.count == 2 && curve.bins.last?.count == 1)
        #expect(curve.expectedCalibrationError == 0)
    }

    @Test func confidencesThatAreNoNumbersHaveNoPart() {
        let known = [0.2, 0.9, 0.9].map { ScoredOutcome(confidence: $0, isCorrect: $0 > 0.5) }
        let odd = [Double.nan, .infinity, -.infinity].map { ScoredOutcome(confidence: $0, isCorrect: true) }
        #expect(ReliabilityCurve(of: odd + known) == ReliabilityCurve(of: known))
        #expect(ReliabilityCurve(of: odd).meanConfidence == nil)
        #expect(ReliabilityCurve(of: odd).expectedCalibrationError == nil)
    }

    @Test(arguments: [1.000_000_1, 1e300, -1e-9, -1e300]) func confidencesBeyondTheRangeAreInTheBinAtItsEnd(
        confidence: Double
    ) {
        let bins = ReliabilityCurve(of: [ScoredOutcome(confidence: confidence, isCorrect: true)]).bins
        #expect((confidence > 0 ? bins.last : bins.first)?.count == 1)
    }

    @Test func confidencesThatHoldHaveNoError() {
        let outcomes = (0..<4).map { ScoredOutcome(confidence: 0.75, isCorrect: $0 < 3) }
        #expect(ReliabilityCurve(of: outcomes).expectedCalibrationError == 0)
    }

    @Test func fullConfidenceInErrorsIsTheWorst() {
        let outcomes = (0..<5).map { _ in ScoredOutcome(confidence: 1, isCorrect: false) }
        #expect(ReliabilityCurve(of: outcomes).expectedCalibrationError == 1)
    }

    @Test(arguments: [1, 2, 15, 25, 29, 41, 58]) func everyEdgeBelongsToTheBinBelow(binCount: Int) {
        for edge in 1...binCount {
            let confidence = Double(edge) / Double(binCount)
            let bins = ReliabilityCurve(
                of: [ScoredOutcome(confidence: confidence, isCorrect: true)], binCount: binCount
            ).bins
            let bin = bins.firstIndex { $0.count == 1 }
            #expect(
                bin == bins.firstIndex { $0.lowerConfidence < confidence && confidence <= $0.upperConfidence }
            )
        }
    }

    @Test func confidencesThatAreNoNumbersAreLeftOut() {
        let numbers = [0.2, 0.9, 0.9].map { ScoredOutcome(confidence: $0, isCorrect: $0 > 0.5) }
        let strange = [Double.nan, .infinity, -.infinity].map {
            ScoredOutcome(confidence: $0, isCorrect: true)
        }
        let mixed = [strange[0], numbers[0], strange[1], numbers[1], numbers[2], strange[2]]
        #expect(ReliabilityCurve(of: mixed) == ReliabilityCurve(of: numbers))
        #expect(CoverageCurve(of: mixed) == CoverageCurve(of: numbers))
        let curve = ReliabilityCurve(of: strange)
        #expect(curve.meanConfidence == nil && curve.expectedCalibrationError == nil)
    }

    @Test func confidencesBeyondZeroAndOneLieInTheBinsAtTheEnds() {
        let outcomes = [1e300, 1.5, -0.5, -1e300].map { ScoredOutcome(confidence: $0, isCorrect: true) }
        #expect(ReliabilityCurve(of: outcomes, binCount: 4).bins.map(\.count) == [2, 0, 0, 2])
    }

    @Test func withoutASampleAShareCanBeAnything() {
        #expect(WilsonInterval.of(share: 0, count: 0) == 0...1)
        #expect(WilsonInterval.of(share: .nan, count: 0) == 0...1)
    }

    @Test func binsCoverZeroToOneWithoutGaps() {
        let bins = ReliabilityCurve(of: []).bins
        #expect(bins.first?.lowerConfidence == 0 && bins.last?.upperConfidence == 1)
        #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.upperConfidence == $1.lowerConfidence })
        #expect(bins.allSatisfy { $0.accuracy == nil && $0.meanConfidence == nil })
    }
}

struct CoverageCurveTests {
    private func randomOutcomes(_ count: Int) -> [ScoredOutcome] {
        var generator = SeededGenerator(seed: 11)
        return (0..<count).map { _ in
            let confidence = Double.random(in: 0.3...1, using: &generator)
            return ScoredOutcome(
                confidence: confidence, isCorrect: Double.random(in: 0...1, using: &generator) < confidence)
        }
    }

    @Test func equalConfidencesAreKeptTogether() {
        let outcomes = [(0.9, true), (0.9, false), (0.5, true)].map(ScoredOutcome.init)
        let points = CoverageCurve(of: outcomes).points
        #expect(points.map(\.coverage) == [2.0 / 3, 1])
        #expect(points.map(\.accuracy) == [0.5, 2.0 / 3])
    }

    @Test func fullCoverageHasTheAccuracyOfAll() {
        let outcomes = randomOutcomes(200)
        let last = CoverageCurve(of: outcomes).points.last
        #expect(last?.coverage == 1)
        #expect(last?.accuracy == Double(outcomes.count { $0.isCorrect }) / 200)
    }

    @Test func theOrderOfTheTilesDoesNotMatter() {
        let outcomes = randomOutcomes(100)
        #expect(CoverageCurve(of: outcomes) == CoverageCurve(of: outcomes.reversed()))
    }

    @Test func aThresholdKeepsExactlyTheTilesAtOrAboveIt() {
        let outcomes = randomOutcomes(300)
        let kept = outcomes.count { $0.confidence >= 0.8 }
        #expect(CoverageCurve(of: outcomes).point(atLeast: 0.8)?.coverage == Double(kept) / 300)
        #expect(CoverageCurve(of: outcomes).point(atLeast: 1.1) == nil)
    }

    @Test(arguments: [1, 7, 100])
    func thinningKeepsTheLastPointAndTheLimit(limit: Int) {
        let curve = CoverageCurve(of: randomOutcomes(1000))
        let thinned = curve.thinned(to: limit)
        #expect(thinned.count <= limit && thinned.last == curve.points.last)
        #expect(CoverageCurve(of: randomOutcomes(5)).thinned(to: 100).count == 5)
    }
}

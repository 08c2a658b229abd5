import AerialCore
import Testing

struct ConfusionMatrixTests {
    private func matrix(_ counts: [[Int]]) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(classNames: counts.indices.map { "c\($0)" })
        for (reference, row) in counts.enumerated() {
            for (prediction, count) in row.enumerated() {
                matrix.record(reference: reference, prediction: prediction, count: count)
            }
        }
        return matrix
    }

    private func randomCounts(seed: UInt64, classes: Int) -> [[Int]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<classes).map { _ in (0..<classes).map { _ in Int.random(in: 0...40, using: &generator) } }
    }

    /// Two readers and fifty proposals, the textbook example of kappa: 0.7 agree, 0.5 by chance.
    @Test func kappaOfTheTextbookExampleIsFourTenths() throws {
        let matrix = matrix([[20, 5], [10, 15]])
        #expect(abs(try #require(matrix.kappa) - 0.4) < 1e-12)
        #expect(matrix.accuracy == 0.7)
    }

    @Test func agreementByChanceAloneHasNoKappaBeyondIt() throws {
        // Rows and columns are independent: 6 x 4 of 10 x 10, and so on.
        #expect(abs(try #require(matrix([[24, 36], [16, 24]]).kappa)) < 1e-12)
        #expect(matrix([[7, 0], [0, 0]]).kappa == nil)
        #expect(abs(try #require(matrix([[0, 9], [9, 0]]).kappa) + 1) < 1e-12)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func mapAndReferenceExchangedExchangeTheAccuracies(seed: UInt64) throws {
        let counts = randomCounts(seed: seed, classes: 5)
        let one = matrix(counts)
        let other = matrix((0..<5).map { row in (0..<5).map { counts[$0][row] } })
        for index in 0..<5 {
            #expect(one.usersAccuracy(of: index) == other.producersAccuracy(of: index))
            #expect(one.f1(of: index) == other.f1(of: index))
            #expect(one.referenceCount(of: index) == other.predictionCount(of: index))
        }
        #expect(one.accuracy == other.accuracy)
        #expect(abs(try #require(one.kappa) - (try #require(other.kappa))) < 1e-12)
    }

    @Test func theHarmonicMeanLiesBetweenBothAccuracies() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let matrix = matrix(randomCounts(seed: seed, classes: 4))
            for index in 0..<4 {
                let users = try #require(matrix.usersAccuracy(of: index))
                let producers = try #require(matrix.producersAccuracy(of: index))
                let f1 = try #require(matrix.f1(of: index))
                #expect(f1 >= min(users, producers) - 1e-12 && f1 <= max(users, producers) + 1e-12)
                guard users + producers > 0 else { continue }
                #expect(abs(f1 - 2 * users * producers / (users + producers)) < 1e-12)
            }
        }
    }

    @Test func ofNothingThereAreNoShares() {
        let empty = matrix([[0, 0], [0, 0]])
        #expect(empty.accuracy == nil && empty.kappa == nil && empty.balancedAccuracy == nil)
        #expect(empty.accuracyInterval == nil && empty.f1(of: 0) == nil)
        #expect(ConfusionMatrix(classNames: []).balancedAccuracy == nil)
        // A class that is never a reference has no producer's accuracy and no say in the mean.
        let half = matrix([[3, 1], [0, 0]])
        #expect(half.producersAccuracy(of: 1) == nil && half.usersAccuracy(of: 1) == 0)
        #expect(half.balancedAccuracy == 0.75)
    }

    @Test func groupsHaveAtLeastTheAccuracyOfTheirClasses() throws {
        for (fine, coarse) in [(Legend.nlcd6, Legend.nlcd3), (.nlcd7, .nlcd4)] {
            let counts = randomCounts(seed: 8, classes: fine.classes.count)
            var matrix = ConfusionMatrix(classNames: fine.classNames)
            for (reference, row) in counts.enumerated() {
                for (prediction, count) in row.enumerated() {
                    matrix.record(reference: reference, prediction: prediction, count: count)
                }
            }
            let grouped = matrix.grouped(by: try ClassGrouping(from: fine, to: coarse))
            #expect(grouped.classNames == coarse.classNames && grouped.total == matrix.total)
            #expect(grouped.correct >= matrix.correct)
            // Of a class that is a group by itself nothing changes.
            #expect(grouped.usersAccuracy(of: 0) == matrix.usersAccuracy(of: 0))
            #expect(grouped.producersAccuracy(of: 1) == matrix.producersAccuracy(of: 1))
        }
    }
}

struct WilsonIntervalTests {
    /// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
    /// (1998), table I, method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
    func newcombesExamplesAreReached(right: Int, count: Int, lower: Double, upper: Double) {
        let interval = WilsonInterval.of(share: Double(right) / Double(count), count: count)
        #expect(abs(interval.lowerBound - lower) < 5.1e-5 && abs(interval.upperBound - upper) < 5.1e-5)
    }

    @Test func theIntervalHoldsTheShareAndIsTheMirrorOfItsComplement() {
        for count in [1, 2, 3, 10, 97, 1000, 1_000_000_000] {
            for right in Set([0, 1, count / 3, count / 2, count - 1, count]) {
                let share = Double(right) / Double(count)
                let interval = WilsonInterval.of(share: share, count: count)
                let mirror = WilsonInterval.of(share: Double(count - right) / Double(count), count: count)
                #expect(interval.lowerBound >= 0 && interval.upperBound <= 1)
                #expect(interval.lowerBound <= share + 1e-12 && interval.upperBound >= share - 1e-12)
                #expect(abs(interval.lowerBound - (1 - mirror.upperBound)) < 1e-12)
            }
        }
    }

    /// Without any of the first kind the lower end is 0 and the upper z² / (n + z²), and the other way round.
    @Test func noneAndAllEndTheIntervalExactly() {
        let square = 1.959_963_984_540_054 * 1.959_963_984_540_054
        for count in Array(1...3000) + [12_345, 1_000_000, 123_456_789, Int.max] {
            let (none, all) = (
                WilsonInterval.of(share: 0, count: count), WilsonInterval.of(share: 1, count: count)
            )
            let reach = square / (Double(count) + square)
            #expect(none.lowerBound == 0 && abs(none.upperBound - reach) < 1e-12, "\(count)")
            #expect(all.upperBound == 1 && abs(1 - all.lowerBound - reach) < 1e-12, "\(count)")
        }
    }

    @Test(arguments: [(Double.nan, 10), (0.5, 0), (0.5, -3), (.nan, 0)])
    func whatWasNotCountedMayBeAnything(share: Double, count: Int) {
        #expect(WilsonInterval.of(share: share, count: count) == 0...1)
    }

    @Test(arguments: [-1, -1e-17, 1 + 1e-15, 3, .infinity, -.infinity])
    func sharesBeyondTheirRangeAreItsEnds(share: Double) {
        let end = share < 0.5 ? 0.0 : 1
        #expect(WilsonInterval.of(share: share, count: 7) == WilsonInterval.of(share: end, count: 7))
    }

    @Test func moreTilesOfOneShareNarrowTheInterval() {
        let widths = [4, 16, 64, 256, 1024].map {
            let interval = WilsonInterval.of(share: 0.25, count: $0)
            return interval.upperBound - interval.lowerBound
        }
        #expect(widths == widths.sorted(by: >))
    }
}

struct ForeignnessAccuracyTests {
    private func table(_ rows: [(Float?, String?)]) -> PredictionTable {
        PredictionTable(
            classNames: ["A", "B"],
            rows: rows.enumerated().map {
                TilePrediction(
                    id: "\($0)", source: "s", label: $1.1, status: .scored, probabilities: [0.75, 0.25],
                    foreignness: $1.0)
            })
    }

    @Test func everyJudgedTileIsInOneBin() throws {
        let values: [Float] = [0, 0.25, 0.26, 0.5, 0.75, 0.95, 0.9500001, 1]
        let accuracy = try #require(ForeignnessAccuracy(of: table(values.map { ($0, "A") })))
        #expect(accuracy.bins.map(\.count) == [2, 2, 1, 1, 2])
        #expect(accuracy.bins.allSatisfy { $0.accuracy == 1 })
        #expect(zip(accuracy.bins, accuracy.bins.dropFirst()).allSatisfy { $0.to == $1.from })
        // The last bin is that of the tiles that are called foreign.
        #expect(accuracy.bins.last?.count == values.count(where: TilePrediction.isForeign))
    }

    @Test func tilesWithoutALabelOrAFlagAreNotJudged() throws {
        #expect(ForeignnessAccuracy(of: table([(nil, "A"), (0.5, nil)])) == nil)
        let accuracy = try #require(ForeignnessAccuracy(of: table([(nil, "A"), (0.5, nil), (0.99, "B")])))
        #expect(accuracy.bins.map(\.count) == [0, 0, 0, 0, 1])
        #expect(accuracy.bins[0].accuracy == nil && accuracy.bins[4].accuracy == 0)
    }

    @Test func aPlaceIsStrangeWhereMoreThanATenthIs() {
        let usual = ForeignTiles((0..<10).map { $0 == 0 ? 0.96 : 0.3 })
        #expect(usual.share == 0.1 && usual.warning(in: .table) == nil)
        let strange = ForeignTiles([0.96, 0.95, 0.1])
        #expect(
            strange.foreign == 1
                && strange.warning(in: .table)?.hasPrefix("33 % of the tiles (1 of 3)") == true)
        #expect(ForeignTiles().share == nil && ForeignTiles([] as [Float]).warning(in: .table) == nil)
        #expect(strange.warning(in: .table)?.contains("column 'foreign'") == true)
        // Neither `change` nor a class map writes such a column.
        #expect(strange.warning(in: .changeMap)?.contains("fifth band of change.tif") == true)
        #expect(strange.warning(in: .classMap)?.contains("class map does not say") == true)
        var mixed = ForeignTiles()
        for row in table([(0.99, nil), (nil, nil)]).rows { mixed.record(row) }
        #expect(mixed == ForeignTiles([0.99]))
    }
}

struct ConfidentMistakesTests {
    private func table(seed: UInt64, count: Int) -> PredictionTable {
        var generator = SeededGenerator(seed: seed)
        let names = ["A", "B", "C"]
        let rows = (0..<count).map { number in
            // Few levels, so that many are equally sure.
            let parts = (0..<3).map { _ in Float(Int.random(in: 1...4, using: &generator)) }
            let sum = parts.reduce(0, +)
            let status: TileStatus = number % 7 == 3 ? .nodata : .scored
            return TilePrediction(
                id: "\(number)", source: "s",
                label: number % 5 == 4 ? nil : names.randomElement(using: &generator),
                status: status, probabilities: status == .scored ? parts.map { $0 / sum } : [])
        }
        return PredictionTable(classNames: names, rows: rows)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func mistakesOfPairsAreAllMistakesOnce(seed: UInt64) {
        let table = table(seed: seed, count: 200)
        let all = table.mostConfidentMistakes(limit: 1000)
        let byPair = table.mostConfidentMistakes(ofPairs: 100, each: 1000)
        #expect(byPair.map(\.id).sorted() == all.map(\.id).sorted())
        let expected = table.rows.filter {
            guard $0.status == .scored, let label = $0.label, let best = $0.predictedClass else {
                return false
            }
            return table.classNames[best] != label
        }
        #expect(Set(all.map(\.id)) == Set(expected.map(\.id)))
        #expect(zip(all, all.dropFirst()).allSatisfy { ($0.confidence ?? 0) >= ($1.confidence ?? 0) })
        // Pairs follow each other by falling count.
        let counts = Dictionary(grouping: all) { "\($0.label ?? "") \($0.predictedClass ?? -1)" }
        let order = byPair.map { "\($0.label ?? "") \($0.predictedClass ?? -1)" }
        let sizes = order.map { counts[$0]?.count ?? 0 }
        #expect(sizes == sizes.sorted(by: >))
        #expect(table.mostConfidentMistakes(ofPairs: 2, each: 3).count <= 6)
        #expect(table.mostConfidentMistakes(ofPairs: 0, each: 3).isEmpty)
    }

    @Test func figuresDoNotDependOnTheOrderOfTheTable() throws {
        let table = table(seed: 9, count: 300)
        let one = try EvaluationSummary(of: table)
        let other = try EvaluationSummary(
            of: PredictionTable(classNames: table.classNames, rows: table.rows.reversed()))
        #expect(one.confusion == other.confusion && one.counts == other.counts)
        #expect(one.coverage == other.coverage && one.topTwoAccuracy == other.topTwoAccuracy)
        #expect(one.counts.scored == one.evaluatedCount + one.unlabelledCount)
        #expect(one.counts.tiles == 300)
    }

    @Test func theHitsOfTheBinsAreTheCorrectTiles() throws {
        let summary = try EvaluationSummary(of: table(seed: 10, count: 400))
        let bins = summary.reliability.bins
        #expect(bins.reduce(0) { $0 + $1.count } == summary.evaluatedCount)
        let hits = bins.reduce(0.0) { $0 + ($1.accuracy ?? 0) * Double($1.count) }
        #expect(abs(hits - Double(summary.confusion.correct)) < 1e-9)
        for bin in bins {
            guard let mean = bin.meanConfidence else { continue }
            #expect(mean > bin.lowerConfidence - 1e-9 && mean <= bin.upperConfidence + 1e-9)
        }
        let error = try #require(summary.reliability.expectedCalibrationError)
        let mean = try #require(summary.reliability.meanConfidence)
        // The error of all bins is at least that of the whole.
        #expect(error >= abs(mean - (try #require(summary.accuracy))) - 1e-9)
    }
}

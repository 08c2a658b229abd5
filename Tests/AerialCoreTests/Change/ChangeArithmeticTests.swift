import Foundation
import Testing

@testable import AerialCore

/// The parts that changes are weighed with, against sums that are written out.
struct ChangeArithmeticTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func theFittedCoefficientsHaveNoSlopeLeft(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let means = [0.5, -1, 0]
        let spreads = [1.5, 0.5, 3]
        let rows = (0..<40).map { _ in
            [1] + (0..<2).map { _ in Double.random(in: -3...3, using: &generator) }
        }
        let kinds = rows.map { $0[1] + Double.random(in: -2...2, using: &generator) > 0 ? 1.0 : 0 }
        var regression = BayesianLogistic(means: means, spreads: spreads)
        regression.fit(rows, kinds: kinds)
        /// Half the squared distance from the prior's means in spreads, less the log-likelihood.
        func loss(_ coefficients: [Double]) -> Double {
            let prior = coefficients.indices.reduce(0.0) {
                let distance = (coefficients[$1] - means[$1]) / spreads[$1]
                return $0 + distance * distance / 2
            }
            return zip(rows, kinds).reduce(prior) { sum, each in
                let odds = zip(each.0, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
                return sum + log(1 + exp(odds)) - each.1 * odds
            }
        }
        let best = regression.coefficients
        for index in best.indices {
            for step in [-1e-3, 1e-3] {
                var other = best
                other[index] += step
                #expect(loss(other) > loss(best))
            }
        }
    }

    @Test func withoutRowsThePriorHolds() {
        var regression = BayesianLogistic(means: [0.25, 2], spreads: [1, 1])
        regression.fit([], kinds: [])
        #expect(regression.coefficients == [0.25, 2])
        #expect(abs(regression.probability([1, 0]) - 1 / (1 + exp(-0.25))) < 1e-15)
    }

    @Test func rowsThatALineDividesStayFinite() {
        var regression = BayesianLogistic(means: [0, 0], spreads: [100, 100])
        regression.fit((-20...20).map { [1, 50 * Double($0)] }, kinds: (-20...20).map { $0 > 0 ? 1 : 0 })
        #expect(regression.coefficients.allSatisfy { $0.isFinite })
        #expect(regression.probability([1, 1000]) > 0.99 && regression.probability([1, -1000]) < 0.01)
    }

    @Test func tailedDensitiesSumToOneAndAreSymmetric() {
        let look = NormalDistribution(mean: 3, spread: 0.7)
        let step = 0.01
        let root = (2 * Double.pi).squareRoot()
        for density in [look.logDensity, look.logTailedDensity] {
            let sum = stride(from: -200.0, through: 206, by: step).reduce(0) {
                $0 + exp(density($1)) * step / root
            }
            #expect(abs(sum - 1) < 0.005)
            for distance in [0.1, 1, 5, 80] {
                #expect(abs(density(3 + distance) - density(3 - distance)) < 1e-9)
            }
        }
        // What is far away has a place with tails, and hardly any without.
        #expect(look.logTailedDensity(10) > look.logDensity(10) + 20)
    }

    @Test func weightedMomentsAreThoseOfRepeatedValues() {
        let values: [(Double, Int)] = [(1.5, 3), (-2, 1), (4, 5), (0, 2)]
        var moments = WeightedMoments()
        for (value, times) in values { moments.add(value, weight: Double(times)) }
        let repeated = values.flatMap { Array(repeating: $0.0, count: $0.1) }
        let plain = NormalDistribution(of: repeated, leastSpread: 0)
        #expect(abs(moments.mean - plain.mean) < 1e-12)
        #expect(abs(moments.variance.squareRoot() - plain.spread) < 1e-12)
        #expect(WeightedMoments().mean == 0 && WeightedMoments().variance == 0)
    }

    @Test func aPriorHoldsAloneWhereNothingWasSeen() {
        let alone = WeightedMoments().drawn(to: NormalDistribution(mean: 10, spread: 2), count: 4)
        #expect(alone == NormalDistribution(mean: 10, spread: 2))
    }

    @Test func aPriorOfTheSameMeanCountsAsSoManyValues() {
        // Of 2, 4, 4, 6 the mean is 4 and the variance 2; eight values 1 and 7 by turns are a prior of mean 4 and spread 3.
        var moments = WeightedMoments()
        for value in [2.0, 4, 4, 6] { moments.add(value, weight: 1) }
        let drawn = moments.drawn(to: NormalDistribution(mean: 4, spread: 3), count: 8)
        let together = NormalDistribution(of: [2, 4, 4, 6, 1, 7, 1, 7, 1, 7, 1, 7], leastSpread: 0)
        #expect(abs(drawn.mean - together.mean) < 1e-12 && abs(drawn.spread - together.spread) < 1e-12)
    }

    @Test func theDistanceOfAPriorsMeanDoesNotWidenIt() {
        // Values 0 and 2, and a prior of mean 10 and spread 1 that counts as two: about the common mean 5.5 the values have
        // squares 30.25 and 12.25; those of the prior would be 2 * 20.25 more.
        var moments = WeightedMoments()
        for value in [0.0, 2] { moments.add(value, weight: 1) }
        let drawn = moments.drawn(to: NormalDistribution(mean: 10, spread: 1), count: 2)
        #expect(abs(drawn.mean - 5.5) < 1e-12)
        #expect(abs(drawn.spread * drawn.spread - (30.25 + 12.25 + 2 * 1) / 4) < 1e-12)
    }

    @Test func neighboursAreTheEightAround() {
        var generator = SeededGenerator(seed: 8)
        var tiles: [TileIndex] = []
        for row in -3..<5 {
            for column in 0..<6 where Bool.random(using: &generator) {
                tiles.append(TileIndex(row: row, column: column))
            }
        }
        tiles.shuffle(using: &generator)
        let values = tiles.map { _ in Double.random(in: 0...1, using: &generator) }
        let neighbours = PlotNeighbours(tiles: tiles, weight: 0.25)
        let surest = neighbours.surest(values)
        let priors = neighbours.priors(share: 0.1, probabilities: values)
        for (plot, tile) in tiles.enumerated() {
            let around = tiles.indices.filter {
                $0 != plot && abs(tiles[$0].row - tile.row) <= 1 && abs(tiles[$0].column - tile.column) <= 1
            }.map { values[$0] }
            #expect(surest[plot] == around.max() ?? 0)
            let mean = around.isEmpty ? 0.1 : around.reduce(0, +) / Double(around.count)
            #expect(abs(priors[plot] - min(0.5, 0.75 * 0.1 + 0.25 * mean)) < 1e-12)
        }
        #expect(PlotNeighbours(tiles: [], weight: 0.2).surest([]).isEmpty)
    }

    @Test func logOddsAreThoseOfTheSoftmax() {
        let logits: [Float] = [1, -2, 0.5, 3, 0.5]
        let sum = logits.reduce(0) { $0 + exp(Double($1)) }
        for target in logits.indices {
            let share = exp(Double(logits[target])) / sum
            let view = TargetView(logits: logits, target: target)
            #expect(abs(view.logOdds - log(share / (1 - share))) < 1e-12)
            #expect(view.predictedClass == 3)
            #expect(view.otherClass == (target == 3 ? 0 : 3))
        }
        // The first of equals, and odds that no exponential overflows on.
        #expect(TargetView(logits: [2, 2, 2], target: 0).otherClass == 1)
        #expect(TargetView(logits: [1e4, -1e4], target: 0).logOdds == 2e4)
        #expect(TargetView(logits: [7], target: 0).logOdds == 0)
        #expect(TargetView(logits: [7], target: 0).otherClass == 0)
    }

    @Test func modestOddsAreScaledUpAndNoneGoBeyondTheLimit() {
        let modest = LabelEvidence.scaling([0.5, -0.5, 0.5, -0.5])
        #expect(modest(0.5) == 2 && modest(-0.25) == -1)
        let sure = LabelEvidence.scaling([5, -4])
        #expect(sure(3) == 3 && sure(100) == 6 && sure(-100) == -6)
        #expect(LabelEvidence.scaling([])(1e9) == 6)
    }

    @Test func transitionsCountEveryPlotOnce() {
        var generator = SeededGenerator(seed: 12)
        let changes = (0..<300).map {
            TileChange(
                tile: TileIndex(row: 0, column: $0), from: Int.random(in: 0..<3, using: &generator),
                to: Int.random(in: 0..<3, using: &generator), probability: 0.5)
        }
        let matrix = TransitionMatrix(classNames: ["a", "b", "c"], changes: changes, tileHectares: 0.5)
        #expect(matrix.tiles.flatMap { $0 }.reduce(0, +) == 300)
        for from in 0..<3 {
            #expect(matrix.tiles[from].reduce(0, +) == changes.count { $0.from == from })
            for to in 0..<3 {
                #expect(matrix.hectares(from: from, to: to) == Double(matrix.tiles[from][to]) / 2)
            }
        }
    }

    @Test func noLongerListKeepsThePromise() {
        var generator = SeededGenerator(seed: 30)
        for _ in 0..<40 {
            let changes = (0..<30).map {
                TileChange(
                    tile: TileIndex(row: 1, column: $0), from: 0, to: 1,
                    probability: Double(Int.random(in: 0...16, using: &generator)) / 16)
            }
            let share = ([0, 0.125, 0.25, 0.5, 1] as [Double]).randomElement(using: &generator) ?? 0
            let list = ChangeSelection.candidates(among: changes, falseShare: share)
            let able = ChangeSelection.ranked(changes.filter { $0.probability >= min(0.4, 1 - share) })
            // Every length is tried; sixteenths add up without rounding.
            let longest = (0...able.count).last { length in
                let doubt = able.prefix(length).reduce(0) { $0 + 1 - $1.probability }
                return doubt <= share * Double(length)
            }
            #expect(list.count == longest)
            #expect(list == Array(able.prefix(list.count)))
            let next = ChangeSelection.next(5, after: list, among: changes)
            #expect(Set(next.map(\.tile)).isDisjoint(with: list.map(\.tile)))
        }
        #expect(ChangeSelection.expectedFalseShare(of: []) == nil)
        #expect(ChangeSelection.candidates(among: [], falseShare: 0.2).isEmpty)
    }

    @Test func ofAListThatNobodyJudgedNothingIsKnown() {
        let tiles = (0..<10).map { TileIndex(row: 0, column: $0) }
        #expect(ListPrecision(list: [], sample: [], marks: [:]) == nil)
        #expect(ListPrecision(list: Set(tiles), sample: Set(tiles.prefix(3)), marks: [tiles[0]: true]) == nil)
        let all = Dictionary(uniqueKeysWithValues: tiles.map { ($0, $0.column < 7) })
        let whole = ListPrecision(list: Set(tiles), sample: Set(tiles.prefix(3)), marks: all)
        #expect(whole?.share == 0.7 && whole?.interval == 0.7...0.7)
        let part = ListPrecision(
            list: Set(tiles), sample: Set(tiles.prefix(3)), marks: all.filter { $0.key.column < 3 })
        #expect(part?.share == 1 && part?.isWhole == false)
        #expect(part.map { $0.interval.lowerBound < 0.5 && $0.interval.upperBound == 1 } == true)
    }
}

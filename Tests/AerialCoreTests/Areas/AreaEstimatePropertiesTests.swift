import AerialCore
import Testing

/// Facts that hold of every sample, and a second computation of the paper's equations.
struct AreaEstimatePropertiesTests {
    private struct Drawn {
        let strata: [AreaStratum]
        let sample: StratifiedSample
    }

    private func drawn(seed: UInt64, classes: Int = 4) -> Drawn {
        var generator = SeededGenerator(seed: seed)
        let names = (0..<classes).map { "class \($0)" }
        let counts = (0..<classes).map { row in
            (0..<classes).map {
                Int.random(in: $0 == row ? 2...60 : 0...9, using: &generator)
            }
        }
        let strata = names.map {
            AreaStratum(className: $0, hectares: Double.random(in: 1...5000, using: &generator))
        }
        return Drawn(strata: strata, sample: StratifiedSample(classNames: names, counts: counts))
    }

    private func isNear(_ one: EstimatedFigure, _ value: Double, _ error: Double) -> Bool {
        abs(one.value - value) < 1e-9 * max(1, abs(value))
            && abs(one.standardError - error) < 1e-9 * max(1, abs(error))
    }

    /// Olofsson et al. (2014), equations 4, 5, 6, 7, 10 and 11, from the table of proportions as the paper
    /// writes them.
    @Test(arguments: 1...12 as ClosedRange<UInt64>) func everyFigureIsThatOfThePapersTable(seed: UInt64)
        throws
    {
        let drawn = drawn(seed: seed)
        let estimate = try AreaEstimate(strata: drawn.strata, sample: drawn.sample)
        let whole = drawn.strata.map(\.hectares).reduce(0, +)
        let n = drawn.sample.counts.map { row in row.map(Double.init) }
        let sizes = n.map { $0.reduce(0, +) }
        let classes = n.indices
        let mapped = drawn.strata.map(\.hectares)
        var overall = (value: 0.0, variance: 0.0)
        for k in classes {
            var (share, variance, missed) = (0.0, 0.0, 0.0)
            for i in classes {
                let p = n[i][k] / sizes[i]
                share += mapped[i] / whole * p
                variance += mapped[i] * mapped[i] / whole / whole * p * (1 - p) / (sizes[i] - 1)
            }
            let users = n[k][k] / sizes[k]
            let referenced = classes.map { mapped[$0] / sizes[$0] * n[$0][k] }.reduce(0, +)
            let producers = mapped[k] * users / referenced
            for i in classes where i != k {
                let p = n[i][k] / sizes[i]
                missed += mapped[i] * mapped[i] * p * (1 - p) / (sizes[i] - 1)
            }
            let own =
                mapped[k] * mapped[k] * (1 - producers) * (1 - producers) * users * (1 - users)
                / (sizes[k] - 1)
            let row = estimate.rows[k]
            #expect(isNear(row.share, share, variance.squareRoot()))
            #expect(isNear(row.hectares, share * whole, variance.squareRoot() * whole))
            let usersError = (users * (1 - users) / (sizes[k] - 1)).squareRoot()
            #expect(isNear(try #require(row.usersAccuracy), users, usersError))
            let error = (own + producers * producers * missed).squareRoot() / referenced
            #expect(isNear(try #require(row.producersAccuracy), producers, error))
            overall.value += mapped[k] / whole * users
            overall.variance +=
                mapped[k] * mapped[k] / whole / whole * users * (1 - users) / (sizes[k] - 1)
        }
        #expect(isNear(estimate.overallAccuracy, overall.value, overall.variance.squareRoot()))
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func theOrderOfTheClassesDoesNotMatter(seed: UInt64) throws
    {
        let drawn = drawn(seed: seed, classes: 5)
        let order = [3, 0, 4, 1, 2]
        let sample = StratifiedSample(
            classNames: order.map { drawn.sample.classNames[$0] },
            counts: order.map { row in order.map { drawn.sample.counts[row][$0] } })
        let one = try AreaEstimate(strata: drawn.strata, sample: drawn.sample)
        let other = try AreaEstimate(strata: order.map { drawn.strata[$0] }, sample: sample)
        for (position, index) in order.enumerated() {
            let (a, b) = (one.rows[index], other.rows[position])
            #expect(a.className == b.className && a.sampled == b.sampled)
            #expect(isNear(a.hectares, b.hectares.value, b.hectares.standardError))
            let producers = try #require(b.producersAccuracy)
            #expect(isNear(try #require(a.producersAccuracy), producers.value, producers.standardError))
        }
    }

    @Test func anotherUnitOfAreaChangesNoShare() throws {
        let drawn = drawn(seed: 5)
        let acres = drawn.strata.map {
            AreaStratum(className: $0.className, hectares: $0.hectares * 2.4710538)
        }
        let one = try AreaEstimate(strata: drawn.strata, sample: drawn.sample)
        let other = try AreaEstimate(strata: acres, sample: drawn.sample)
        for (a, b) in zip(one.rows, other.rows) {
            #expect(isNear(a.share, b.share.value, b.share.standardError))
            #expect(isNear(b.hectares, a.hectares.value * 2.4710538, a.hectares.standardError * 2.4710538))
            let producers = try #require(a.producersAccuracy)
            #expect(isNear(try #require(b.producersAccuracy), producers.value, producers.standardError))
        }
    }

    @Test func aFourfoldSampleHasAboutHalfTheError() throws {
        let drawn = drawn(seed: 9)
        let fourfold = StratifiedSample(
            classNames: drawn.sample.classNames, counts: drawn.sample.counts.map { $0.map { 4 * $0 } })
        let one = try AreaEstimate(strata: drawn.strata, sample: drawn.sample)
        let other = try AreaEstimate(strata: drawn.strata, sample: fourfold)
        #expect(abs(one.overallAccuracy.value - other.overallAccuracy.value) < 1e-12)
        let ratio = other.overallAccuracy.standardError / one.overallAccuracy.standardError
        #expect((0.45...0.5).contains(ratio))
    }

    /// The stratified estimator is unbiased, whatever the map's errors (Stehman 2014). A county of 20,000
    /// tiles whose truth is known is sampled again and again.
    @Test func estimatesAreRightOnAverageAndSoAreTheirErrors() throws {
        let tiles = [15_000, 5_000]
        // Of each map class, how many tiles really are of the second class.
        let reallySecond = [900, 4_400]
        let truth = Double(reallySecond[0] + reallySecond[1])
        let strata = zip(["A", "B"], tiles).map { AreaStratum(className: $0, hectares: Double($1)) }
        var generator = SeededGenerator(seed: 21)
        var estimates: [Double] = []
        var errors: [Double] = []
        var covered = 0
        for _ in 0..<600 {
            let counts = zip(tiles, reallySecond).map { all, second in
                let hits = (0..<60).count { _ in Int.random(in: 0..<all, using: &generator) < second }
                return [60 - hits, hits]
            }
            let row = try AreaEstimate(
                strata: strata, sample: StratifiedSample(classNames: ["A", "B"], counts: counts)
            ).rows[1]
            estimates.append(row.hectares.value)
            errors.append(row.hectares.standardError)
            if row.hectares.interval.contains(truth) { covered += 1 }
        }
        let mean = estimates.reduce(0, +) / 600
        let spread = (estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 599).squareRoot()
        #expect(abs(mean - truth) < 4 * spread / 600.0.squareRoot())
        #expect(abs(errors.reduce(0, +) / 600 / spread - 1) < 0.1)
        #expect((0.90...0.98).contains(Double(covered) / 600))
    }

    @Test(arguments: [0, -1, -Double.infinity, .infinity, .nan])
    func aStratumHasAnAreaAboveNone(hectares: Double) {
        let strata = [
            AreaStratum(className: "A", hectares: 1), AreaStratum(className: "B", hectares: hectares),
        ]
        let sample = StratifiedSample(classNames: ["A", "B"], counts: [[2, 0], [0, 2]])
        let error = #expect(throws: AreaError.self) { try AreaEstimate(strata: strata, sample: sample) }
        guard case .stratumWithoutArea("B", _) = error else { return #expect(Bool(false), "\(error as Any)") }
        #expect("\(error as Any)".contains("B"))
    }

    @Test(arguments: [1e51, 1e200, .greatestFiniteMagnitude, 1e-51, .leastNonzeroMagnitude] as [Double])
    func areasThatNothingCanBeComputedWithAreNamed(hectares: Double) {
        let strata = [
            AreaStratum(className: "A", hectares: hectares), AreaStratum(className: "B", hectares: 1),
        ]
        let sample = StratifiedSample(classNames: ["A", "B"], counts: [[3, 1], [1, 3]])
        #expect(throws: AreaError.stratumWithoutArea(name: "A", hectares: hectares)) {
            try AreaEstimate(strata: strata, sample: sample)
        }
    }

    @Test(arguments: [1e-50, 1e-9, 1e12, 1e50] as [Double])
    func everyFigureOfAnyAreaIsANumber(hectares: Double) throws {
        let sample = StratifiedSample(classNames: ["A", "B"], counts: [[3, 1], [1, 3]])
        let strata = ["A", "B"].map { AreaStratum(className: $0, hectares: hectares) }
        let usual = ["A", "B"].map { AreaStratum(className: $0, hectares: 1) }
        let estimate = try AreaEstimate(strata: strata, sample: sample)
        for (row, other) in zip(estimate.rows, try AreaEstimate(strata: usual, sample: sample).rows) {
            #expect(isNear(row.share, other.share.value, other.share.standardError))
            let producers = try #require(other.producersAccuracy)
            #expect(isNear(try #require(row.producersAccuracy), producers.value, producers.standardError))
            #expect(row.hectares.standardError > 0 && row.hectares.interval.contains(row.hectares.value))
        }
    }

    @Test(arguments: [0, 1]) func aStratumOfLessThanTwoTilesHasNoVariance(count: Int) {
        // Olofsson et al. (2014) divide by the stratum's tiles less one.
        let strata = ["A", "B"].map { AreaStratum(className: $0, hectares: 5) }
        let sample = StratifiedSample(classNames: ["A", "B"], counts: [[3, 1], [0, count]])
        let error = #expect(throws: AreaError.thinStratum(name: "B", count: count)) {
            try AreaEstimate(strata: strata, sample: sample)
        }
        #expect("\(error as Any)".contains(count == 0 ? "no labelled tile" : "only one labelled tile"))
    }

    @Test(arguments: [.nan, -1, .infinity] as [Double])
    func aFigureOfUnknownErrorCanBeAnything(error: Double) {
        #expect(EstimatedFigure(value: 0.4, standardError: error).interval == 0...1)
        #expect(EstimatedFigure(value: .nan, standardError: 0.1, limits: 0...9).interval == 0...9)
    }

    @Test func aClassThatStandsTwiceIsNamed() throws {
        let strata = [
            AreaStratum(className: "森林", hectares: 1), AreaStratum(className: "森林", hectares: 2),
        ]
        let sample = try StratifiedSample(
            strata: ["森林", "森林"], rows: [("森林", "森林"), ("森林", "森林")])
        #expect(throws: AreaError.repeatedStratum(name: "森林")) {
            try AreaEstimate(strata: strata, sample: sample)
        }
    }

    @Test func theOrderOfTheRowsChangesNoCount() throws {
        let rows: [(map: String, reference: String)] = [
            ("A", "B"), ("B", "B"), ("A", "Ice"), ("A", "A"), ("B", "Water"), ("B", "Ice"),
        ]
        for order in [rows, rows.reversed()] {
            let sample = try StratifiedSample(
                strata: ["A", "B"], others: ["Water", "Ice", "Moss"], rows: order)
            #expect(sample.total == 6 && Set(sample.classNames) == ["A", "B", "Water", "Ice"])
            #expect(Array(sample.classNames.prefix(2)) == ["A", "B"])
            for row in rows {
                let map = try #require(sample.classNames.firstIndex(of: row.map))
                let reference = try #require(sample.classNames.firstIndex(of: row.reference))
                #expect(sample.counts[map][reference] == 1)
            }
        }
    }

    @Test func aClassThatOnlyTheReferenceHasIsNowhereRight() throws {
        let strata = [AreaStratum(className: "A", hectares: 80), AreaStratum(className: "B", hectares: 20)]
        let sample = try StratifiedSample(
            strata: ["A", "B"], others: ["Ice"],
            rows: [("A", "A"), ("A", "A"), ("A", "A"), ("A", "Ice"), ("B", "B"), ("B", "A")])
        let estimate = try AreaEstimate(strata: strata, sample: sample)
        #expect(estimate.rows[2].producersAccuracy?.value == 0 && estimate.rows[2].sampled == 0)
        let whole: Double = estimate.rows.map(\.share.value).reduce(0, +)
        #expect(abs(whole - 1) < 1e-12)
        // Row A: 3 of 4 are right, on 80 of 100 ha; row B: 1 of 2, on 20.
        #expect(abs(estimate.overallAccuracy.value - (0.8 * 0.75 + 0.2 * 0.5)) < 1e-12)
    }
}

struct SampleDesignPropertiesTests {
    private func design(
        _ counts: [Int], error: Double, least: Int = 50, accuracies: [Double]
    ) throws -> SampleDesign {
        let names = counts.indices.map { "c\($0)" }
        return try SampleDesign(
            tiles: zip(names, counts).map { (className: $0, count: $1) }, standardError: error,
            leastPerStratum: least
        ) { accuracies[Int($0.dropFirst()) ?? 0] }
    }

    @Test func aSmallerErrorNeverNeedsFewerTiles() throws {
        var generator = SeededGenerator(seed: 14)
        for _ in 0..<20 {
            let counts = (0..<4).map { _ in Int.random(in: 1...4000, using: &generator) }
            let accuracies = (0..<4).map { _ in Double.random(in: 0.5...0.99, using: &generator) }
            let sizes = try [0.05, 0.03, 0.02, 0.01, 0.005, 0.001].map {
                try design(counts, error: $0, accuracies: accuracies).sampled
            }
            #expect(sizes == sizes.sorted())
            let strict = try design(counts, error: 0.02, accuracies: accuracies)
            #expect(strict.expectedStandardError <= 0.02)
            for stratum in strict.strata {
                #expect(stratum.sampled <= stratum.tiles && stratum.sampled >= min(50, stratum.tiles))
            }
        }
    }

    @Test func expectationsThatAreSureNeedTheLeastSizesAlone() throws {
        for sure in [0.0, 1] {
            let design = try design([400, 30, 7], error: 0.01, accuracies: [sure, sure, sure])
            #expect(design.strata.map(\.sampled) == [50, 30, 7])
            #expect(design.expectedStandardError == 0)
        }
    }

    @Test(arguments: [0, -0.01, -.infinity, .nan] as [Double])
    func anErrorOfNothingCannotBeReached(wanted: Double) {
        #expect(throws: AreaError.self) { try design([100], error: wanted, accuracies: [0.8]) }
    }

    @Test(arguments: [1e-10, 1e-170, .leastNonzeroMagnitude, 1e300] as [Double])
    func anyWantedErrorHasASize(wanted: Double) throws {
        let all: [[Double]] = [
            [1, 1], [0, 1], [0.5, 1], [0.85, 0.6], [1e-300, 0], [.leastNonzeroMagnitude, 0],
        ]
        for accuracies in all {
            let design = try design([400, 30], error: wanted, least: 5, accuracies: accuracies)
            #expect((10...430).contains(design.sampled) && design.expectedStandardError <= wanted)
        }
    }

    @Test(arguments: [.nan, -0.1, 1.1, .infinity, -.infinity] as [Double])
    func whatCannotBeExpectedIsNamed(accuracy: Double) {
        let error = #expect(throws: AreaError.self) {
            try design([400, 30], error: 0.01, accuracies: [0.8, accuracy])
        }
        guard case .badExpectation("c1", _) = error else { return #expect(Bool(false), "\(error as Any)") }
    }

    @Test func aMapWithoutTilesHasNothingToSample() {
        #expect(throws: AreaError.noStrata) { try design([], error: 0.01, accuracies: []) }
        #expect(throws: AreaError.noStrata) { try design([0, 0], error: 0.01, accuracies: [0.8, 0.8]) }
    }

    @Test func evenALeastSizeBelowTwoGivesTwo() throws {
        let design = try design([500, 1], error: 0.5, least: -3, accuracies: [0.9, 0.9])
        #expect(design.strata.map(\.sampled) == [2, 1])
    }
}

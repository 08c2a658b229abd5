import AerialCore
import Testing

/// The worked example of Olofsson et al. (2014), section 5: deforestation, forest gain, stable forest, stable non-forest
/// of 900,000 ha.
private enum WorkedExample {
    static let strata = zip(["Loss", "Gain", "Forest", "Other"], [0.020, 0.015, 0.320, 0.645]).map {
        AreaStratum(className: $0, hectares: $1 * 900_000)
    }
    static let counts = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
    static let sample = StratifiedSample(classNames: strata.map(\.className), counts: counts)
}

@Test func theWorkedExampleOfOlofssonIsReached() throws {
    let estimate = try AreaEstimate(strata: WorkedExample.strata, sample: WorkedExample.sample)
    let published: [(Double, Double)] = [
        (21_158, 6_158), (11_686, 3_756), (285_770, 15_510), (581_386, 16_282),
    ]
    for (row, figures) in zip(estimate.rows, published) {
        #expect(abs(row.hectares.value - figures.0) < 1)
        #expect(abs(row.hectares.margin - figures.1) < 1)
    }
}

@Test func accuraciesOfTheWorkedExampleFollowTheEquations() throws {
    let estimate = try AreaEstimate(strata: WorkedExample.strata, sample: WorkedExample.sample)
    // Equations 6 and 7 computed once more in NumPy.
    let users: [(Double, Double)] = [(0.8800, 0.0740), (0.7333, 0.1008), (0.9273, 0.0397), (0.9631, 0.0205)]
    let producers: [(Double, Double)] = [
        (0.7487, 0.2133), (0.8472, 0.2544), (0.9345, 0.0343), (0.9616, 0.0184),
    ]
    for (row, published) in zip(estimate.rows, zip(users, producers)) {
        let (user, producer) = (try #require(row.usersAccuracy), try #require(row.producersAccuracy))
        #expect(abs(user.value - published.0.0) < 1e-4 && abs(user.margin - published.0.1) < 1e-4)
        #expect(abs(producer.value - published.1.0) < 1e-4 && abs(producer.margin - published.1.1) < 1e-4)
    }
    #expect(abs(estimate.overallAccuracy.value - 0.95) <= 0.005)
    #expect(abs(estimate.overallAccuracy.margin - 0.02) <= 0.005)
}

@Test func estimatedAreasSumToTheMappedWhole() throws {
    let estimate = try AreaEstimate(strata: WorkedExample.strata, sample: WorkedExample.sample)
    #expect(abs(estimate.rows.reduce(0) { $0 + $1.hectares.value } - 900_000) < 1e-6)
}

@Test func aFaultlessSampleGivesTheMapsAreasWithoutError() throws {
    let strata = [
        AreaStratum(className: "A", hectares: 30), AreaStratum(className: "B", hectares: 70),
    ]
    let rows = Array(repeating: ("A", "A"), count: 5) + Array(repeating: ("B", "B"), count: 7)
    let sample = try StratifiedSample(strata: ["A", "B"], rows: rows.map { (map: $0.0, reference: $0.1) })
    let estimate = try AreaEstimate(strata: strata, sample: sample)
    #expect(estimate.rows.map(\.hectares.value) == [30, 70])
    #expect(estimate.rows.allSatisfy { $0.hectares.standardError == 0 })
    #expect(estimate.overallAccuracy.value == 1)
}

@Test func aReferenceThatTheMapLacksStillGetsItsArea() throws {
    let strata = [
        AreaStratum(className: "A", hectares: 60), AreaStratum(className: "B", hectares: 40),
    ]
    let rows: [(map: String, reference: String)] = [
        ("A", "A"), ("A", "Water"), ("B", "B"), ("B", "B"),
    ]
    let estimate = try AreaEstimate(
        strata: strata, sample: StratifiedSample(strata: ["A", "B"], others: ["Water"], rows: rows))
    #expect(estimate.rows.map(\.className) == ["A", "B", "Water"])
    #expect(estimate.rows[2].hectares.value == 30)
    #expect(estimate.rows[2].mappedHectares == 0 && estimate.rows[2].usersAccuracy == nil)
}

@Test func samplesThatTheMethodDoesNotAllowAreRefused() throws {
    let strata = [
        AreaStratum(className: "A", hectares: 60), AreaStratum(className: "B", hectares: 40),
    ]
    #expect(throws: AreaError.thinStratum(name: "B", count: 0)) {
        let sample = try StratifiedSample(strata: ["A", "B"], rows: [("A", "A"), ("A", "B")])
        _ = try AreaEstimate(strata: strata, sample: sample)
    }
    #expect(throws: AreaError.thinStratum(name: "B", count: 1)) {
        let sample = try StratifiedSample(strata: ["A", "B"], rows: [("A", "A"), ("A", "B"), ("B", "B")])
        _ = try AreaEstimate(strata: strata, sample: sample)
    }
    #expect(throws: AreaError.classOutsideMap(name: "C", strata: ["A", "B"])) {
        _ = try StratifiedSample(strata: ["A", "B"], rows: [("C", "A")])
    }
    #expect(throws: AreaError.noStrata) {
        _ = try AreaEstimate(strata: [], sample: StratifiedSample(classNames: [], counts: []))
    }
}

@Test func aMisspeltReferenceIsNoClassOfItsOwn() {
    let expected = AreaError.unknownReference(name: "forest ", known: ["Forest", "Crops", "Water"])
    #expect(throws: expected) {
        try StratifiedSample(
            strata: ["Forest", "Crops"], others: ["Water"],
            rows: [("Forest", "Forest"), ("Forest", "forest "), ("Crops", "Crops")])
    }
    #expect("\(expected)".contains("Forest, Crops, Water"))
}

@Test func intervalsEndWhereFiguresDo() throws {
    let strata = [
        AreaStratum(className: "A", hectares: 90), AreaStratum(className: "B", hectares: 10),
    ]
    let rows: [(map: String, reference: String)] = [
        ("A", "A"), ("A", "A"), ("A", "B"), ("B", "B"), ("B", "B"), ("B", "A"),
    ]
    let estimate = try AreaEstimate(
        strata: strata, sample: StratifiedSample(strata: ["A", "B"], rows: rows))
    for row in estimate.rows {
        for figure in [row.share, row.usersAccuracy, row.producersAccuracy].compactMap({ $0 }) {
            #expect(figure.interval.lowerBound >= 0 && figure.interval.upperBound <= 1)
        }
        #expect(row.hectares.interval.lowerBound >= 0 && row.hectares.interval.upperBound <= 100)
    }
    #expect(estimate.overallAccuracy.interval.upperBound <= 1)
}

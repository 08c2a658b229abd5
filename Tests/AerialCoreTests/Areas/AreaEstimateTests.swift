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

@Test func theWorkedExamplesAccuraciesAreReached() throws {
    let estimate = try AreaEstimate(strata: WorkedExample.strata, sample: WorkedExample.sample)
    let users: [(Double, Double)] = [(0.88, 0.07), (0.73, 0.10), (0.93, 0.04), (0.96, 0.02)]
    let producers: [(Double, Double)] = [(0.75, 0.21), (0.85, 0.23), (0.93, 0.03), (0.96, 0.01)]
    for (row, published) in zip(estimate.rows, zip(users, producers)) {
        let (user, producer) = (try #require(row.usersAccuracy), try #require(row.producersAccuracy))
        #expect(abs(user.value - published.0.0) <= 0.005 && abs(user.margin - published.0.1) <= 0.006)
        #expect(abs(producer.value - published.1.0) <= 0.006 && abs(producer.margin - published.1.1) <= 0.006)
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
        strata: strata, sample: StratifiedSample(strata: ["A", "B"], rows: rows))
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

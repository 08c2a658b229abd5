import AerialCore
import Foundation
import Testing

private func image(_ pixels: [[UInt8]]) -> TileImage {
    TileImage(
        width: pixels.count, height: 1, rgb: pixels.flatMap { $0 },
        emptyPixelCount: pixels.count { $0 == [0, 0, 0] })
}

/// Light and dark fields: red, green and blue rise together, with a little noise.
private func colors(count: Int, seed: UInt64, shift: Double = 0, blue: Double = 0) -> [TileColor] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
        let light = Double.random(in: 60...160, using: &generator) + shift
        func channel() -> Double { light + .random(in: -4...4, using: &generator) }
        return TileColor(red: channel(), green: channel(), blue: channel() + blue)
    }
}

struct TileColorTests {
    @Test func emptyPixelsDoNotCount() throws {
        let color = try #require(TileColor(of: image([[10, 20, 30], [0, 0, 0], [30, 40, 50]])))
        #expect(color == TileColor(red: 20, green: 30, blue: 40))
        #expect(TileColor(of: image([[0, 0, 0]])) == nil)
    }
}

struct ColorProfileTests {
    @Test func imageryOfItsKindLiesWithinReach() throws {
        let profile = try #require(ColorProfile(of: colors(count: 400, seed: 1)))
        let share = try #require(profile.shareBeyondReach(colors(count: 400, seed: 2)))
        #expect(share < 0.05)
    }

    @Test func aCastOfColourCountsForMoreThanLight() throws {
        let profile = try #require(ColorProfile(of: colors(count: 400, seed: 1)))
        let cast = try #require(profile.shareBeyondReach(colors(count: 100, seed: 3, blue: 25)))
        let light = try #require(profile.shareBeyondReach(colors(count: 100, seed: 3, shift: 25)))
        #expect(cast > 0.95)
        #expect(light < 0.3)
    }

    @Test func tilesOfOneColourMakeAProfileToo() throws {
        let grey = TileColor(red: 90, green: 90, blue: 90)
        let profile = try #require(ColorProfile(of: Array(repeating: grey, count: 20)))
        #expect(profile.distance(of: grey) == 0)
        #expect(profile.defect == nil)
        #expect(profile.distance(of: TileColor(red: 100, green: 90, blue: 90)) == 10)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func profilesOfTilesAreProfiles(seed: UInt64) throws {
        for count in [10, 11, 300] {
            #expect(try #require(ColorProfile(of: colors(count: count, seed: seed))).defect == nil)
        }
        // All on one line of colours: only the least variance keeps it from being flat.
        let line = (0..<50).map {
            TileColor(red: Double($0) * 5, green: Double($0) * 5, blue: Double($0) * 5)
        }
        #expect(try #require(ColorProfile(of: line)).defect == nil)
    }

    @Test func fewTilesMakeNone() { #expect(ColorProfile(of: colors(count: 9, seed: 1)) == nil) }

    @Test(arguments: [
        ("[1, 2]", "[[1]]"), ("[1e19, 2, 3]", "[[1, 0, 0], [0, 1, 0], [0, 0, 1]]"),
        ("[-1, 2, 3]", "[[1, 0, 0], [0, 1, 0], [0, 0, 1]]"),
        ("[1, 2, 3]", "[[1, 0, 0], [0, 1, 0], [0, 0, 0]]"),
        // Squares of distances below 0, of which all lie within any reach.
        ("[1, 2, 3]", "[[-1, 0, 0], [0, -1, 0], [0, 0, 1]]"),
        ("[1, 2, 3]", "[[1, 0, 0], [0, -1, 0], [0, 0, -1]]"),
        ("[1, 2, 3]", "[[1, 3, 0], [3, 1, 0], [0, 0, -1]]"),
        ("[1, 2, 3]", "[[1, 0, 9], [0, 1, 0], [0, 0, 1]]"),
        ("[1, 2, 3]", "[[1e200, 0, 0], [0, 1e200, 0], [0, 0, 1]]"),
    ]) func anImpossibleProfileIsTold(mean: String, covariance: String) throws {
        let json = "{\"tiles\": 9, \"mean\": \(mean), \"covariance\": \(covariance), \"reach\": 3}"
        let profile = try JSONDecoder().decode(ColorProfile.self, from: Data(json.utf8))
        #expect(profile.defect != nil)
    }
}

struct ToneRangeTests {
    @Test func valuesThatAreNotFiniteHaveNoPartInTheRange() {
        let values = (1...2000).map { Float($0) * 1.5 }
        let range = ToneRange(of: values, bitsPerSample: 32)
        #expect(range.defect == nil && (1...20).contains(range.low) && (2980...3000).contains(range.high))
        var generator = SeededGenerator(seed: 3)
        let strange = (values + [.nan, .infinity, -.infinity, .nan]).shuffled(using: &generator)
        #expect(ToneRange(of: strange, bitsPerSample: 32) == range)
        #expect(ToneRange(of: [.nan], bitsPerSample: 32) == ToneRange(low: 0, high: 255))
    }
}

struct ColorMatchingTests {
    private func histogram(_ values: [UInt8]) -> ColorHistogram {
        var histogram = ColorHistogram()
        histogram.add(image(values.map { [$0, $0, $0] }))
        return histogram
    }

    @Test func aDarkerDateIsBroughtToTheOther() {
        let light = (1...100).map { UInt8(2 * $0 + 40) }
        let dark = (1...100).map { UInt8($0) }
        let matching = ColorMatching(from: histogram(dark), to: histogram(light))
        let matched = matching.matched(image(dark.map { [$0, $0, $0] }))
        for (value, expected) in zip(stride(from: 0, to: 300, by: 3).map({ matched.rgb[$0] }), light) {
            #expect(abs(Int(value) - Int(expected)) <= 2)
        }
    }

    @Test func oneDateMatchedToItselfStays() {
        let values = (1...255).map { UInt8($0) }
        let matching = ColorMatching(from: histogram(values), to: histogram(values))
        let picture = image(values.map { [$0, $0, $0] })
        #expect(matching.matched(picture) == picture)
    }

    @Test func emptyPixelsStayEmptyAndOthersDoNotBecomeSo() {
        let matching = ColorMatching(from: histogram([200, 210]), to: histogram([1, 2]))
        let matched = matching.matched(image([[0, 0, 0], [200, 200, 200], [1, 1, 1]]))
        #expect(matched.rgb[0..<3].allSatisfy { $0 == 0 })
        #expect(matched.rgb[3...].allSatisfy { $0 > 0 })
    }
}

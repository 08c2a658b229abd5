import AerialCore
import Imagery
import Testing

@testable import Aerial

/// Which of two dates is brought to the colours of the other, and where a list of candidates ends.
struct RadiometryTests {
    private let folder = Scratch()

    /// Tiles whose tones go from the given one upwards.
    private func sample(_ tone: Int) throws -> TileSample {
        let ground = DrawnGround(columns: 5, rows: 4)
        let path = try ground.writeScene("s\(tone)", in: folder, metersPerPixel: 14) { column, row in
            let value = UInt8(tone + column / 16 + row / 8 + (column * 7 + row * 3) % 5)
            return [value, value + 10, value / 2]
        }
        return try TileSample(
            of: Mosaic(paths: [path], tile: try TileSpec(sideMeters: 224, sidePixels: 16)), area: nil)
    }

    private func profile(_ sample: TileSample) throws -> ColorProfile {
        try #require(ColorProfile(of: sample.colors))
    }

    private func mean(_ image: TileImage) -> Double {
        Double(image.samples.reduce(0) { $0 + Int($1) }) / Double(image.samples.count)
    }

    @Test func theDateThatTheModelKnowsStays() throws {
        let (dark, light) = (try sample(40), try sample(160))
        #expect(dark.images.count == 20 && light.images.count == 20)
        let cases: [(TileSample, TileSample, ColorProfile?, Bool)] = [
            (dark, light, try profile(dark), false), (dark, light, try profile(light), true),
            (light, dark, try profile(dark), true), (light, dark, try profile(light), false),
            (dark, light, nil, false), (light, dark, nil, false), (dark, dark, try profile(light), false),
        ]
        for (before, after, learned, movesFirst) in cases {
            let found = Radiometry(.colors, before: before, after: after, learned: learned)
            #expect((found.before != nil) == movesFirst && (found.after != nil) == !movesFirst)
            #expect(found.description.contains(movesFirst ? "the first date's" : "the second date's"))
            #expect(found.description.contains("by 20 tiles"))
            // What moves has the other date's tones afterwards.
            for (tile, image) in movesFirst ? before.images : after.images {
                let wanted = try #require((movesFirst ? after : before).images[tile])
                let matched = try #require(found.before ?? found.after).matched(image)
                #expect(abs(mean(matched) - mean(wanted)) < 6)
            }
        }
    }

    @Test func withoutColoursNothingIsMatched() throws {
        let (dark, light) = (try sample(40), try sample(160))
        for way in Normalization.allCases where way != .colors {
            let found = Radiometry(way, before: dark, after: light, learned: try profile(dark))
            #expect(found.before == nil && found.after == nil && found.description == way.explanation)
        }
        #expect(Set(Normalization.allCases.map(\.explanation)).count == Normalization.allCases.count)
    }

    // MARK: The length of a list

    private func changes(_ probabilities: [Double]) -> [TileChange] {
        probabilities.enumerated().map { position, probability in
            TileChange(
                tile: TileIndex(row: 0, column: position), from: 0, before: 0, to: 1, seen: 1,
                probability: probability)
        }
    }

    @Test func aListIsAsLongAsItMayBe() {
        let all = changes([0.5, 0.95, 0, 0.9, 0.7, 0.95])
        func list(_ length: ListLength) -> [Int] { length.list(of: all).map(\.tile.column) }
        #expect(list(.top(3)) == [1, 5, 3])
        // Nobody looks for what surely did not change.
        #expect(list(.top(100)) == [1, 5, 3, 4, 0] && list(.top(0)).isEmpty)
        // Of the first two 0.1 are expected to be false, of three 0.2, of four 0.5 and of five 1.
        #expect(list(.falseShare(0.06)) == [1, 5] && list(.falseShare(0.1)) == [1, 5, 3])
        #expect(list(.falseShare(0.21)) == [1, 5, 3, 4, 0] && list(.falseShare(0)).isEmpty)
        #expect(ListLength.top(3).falseShare == nil && ListLength.falseShare(0.1).falseShare == 0.1)
        #expect(ListLength.top(5).list(of: []).isEmpty && ListLength.falseShare(1).list(of: []).isEmpty)
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Windows of pixels, what is stored of them, and the ways between pixels and the map.
struct PixelWindowTests {
    private static func random(
        width: Int, height: Int, bands: Int, hasMask: Bool = false, nodata: UInt8? = nil, seed: UInt64
    ) -> StoredPixels {
        var generator = SeededGenerator(seed: seed)
        // Few values, so that pixels without imagery occur.
        let samples = (0..<width * height * bands).map { _ in UInt8.random(in: 0...2, using: &generator) }
        let mask = (0..<width * height).map { _ in Bool.random(using: &generator) ? UInt8(255) : 0 }
        return StoredPixels(
            window: PixelWindow(column: 3, row: 5, width: width, height: height), samples: samples,
            bandCount: bands, mask: hasMask ? mask : nil, nodata: nodata)
    }

    /// The pixels of a tile whose centres lie in the source, looked for one by one.
    @Test func aTilesStretchOfASceneHoldsThePixelsWhoseCentresLieInIt() {
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<2000 {
            let size = Int.random(in: 1...300, using: &generator)
            let outputSize = [1, 16, 64, 224].randomElement(using: &generator) ?? 1
            let length = Double.random(in: 0.5...600, using: &generator)
            let start = Double.random(in: -700...400, using: &generator)
            let step = length / Double(outputSize)
            let inside = (0..<outputSize).filter { pixel in
                let center = start + (Double(pixel) + 0.5) * step
                return center >= 0 && center <= Double(size)
            }
            let window = AxisWindow(
                start: start, length: length, size: size, outputSize: outputSize, whole: false)
            #expect(window.map { Array($0.output) } ?? [] == inside)
            guard let window else { continue }
            #expect(abs(window.start - (start + Double(window.output.lowerBound) * step)) < 1e-9)
            #expect(abs(window.length - Double(window.output.count) * step) < 1e-9)
            // What is read covers the stretch, with a kernel's reach where the source has it.
            #expect(Double(window.needed.lowerBound) <= window.start)
            #expect(Double(window.needed.upperBound) >= window.start + window.length)
            #expect(
                window.needed.lowerBound > -Int(step) - 2 && window.needed.upperBound < size + Int(step) + 2)
        }
    }

    @Test func wholePixelsAreCopiedOneToOne() {
        for start in -70...120 {
            let window = AxisWindow(
                start: Double(start), length: 64, size: 100, outputSize: 64, whole: true)
            let expected = (start..<start + 64).filter { (0..<100).contains($0) }
            #expect(window.map { Array($0.needed) } ?? [] == expected)
            #expect(window.map { $0.output.map { $0 + start } } ?? [] == expected)
        }
    }

    @Test func theUnionOfWindowsIsTheSmallestThatHoldsBoth() {
        var generator = SeededGenerator(seed: 42)
        func window() -> PixelWindow {
            PixelWindow(
                column: .random(in: -5...5, using: &generator), row: .random(in: -5...5, using: &generator),
                width: .random(in: 1...6, using: &generator), height: .random(in: 1...6, using: &generator))
        }
        for _ in 0..<200 {
            let (one, two) = (window(), window())
            let both = one.union(two)
            #expect(both == two.union(one) && both.union(one) == both && one.union(one) == one)
            #expect(both.columns.lowerBound == min(one.columns.lowerBound, two.columns.lowerBound))
            #expect(both.columns.upperBound == max(one.columns.upperBound, two.columns.upperBound))
            #expect(both.rows.lowerBound == min(one.rows.lowerBound, two.rows.lowerBound))
            #expect(both.rows.upperBound == max(one.rows.upperBound, two.rows.upperBound))
        }
    }

    // MARK: - Stored pixels

    @Test(arguments: [1, 3, 4], [true, false]) func aPartHasThePixelsOfTheWholeAndItsEdgeBeyond(
        bands: Int, hasMask: Bool
    ) {
        let whole = Self.random(width: 9, height: 7, bands: bands, hasMask: hasMask, nodata: 1, seed: 43)
        let parts = [
            (3, 5, 9, 7), (4, 6, 3, 2), (0, 5, 4, 7), (10, 11, 6, 4), (-2, -1, 20, 20), (11, 11, 1, 1),
        ]
        for (column, row, width, height) in parts {
            let part = PixelWindow(column: column, row: row, width: width, height: height)
            let found = whole.cropped(to: part)
            #expect(found.window == part && found.nodata == 1 && found.bandCount == bands)
            var (samples, mask): ([UInt8], [UInt8]) = ([], [])
            for y in part.rows {
                for x in part.columns {
                    let pixel = min(max(y, 5), 11) * 9 - 45 + min(max(x, 3), 11) - 3
                    samples += (0..<bands).map { whole.samples[pixel * bands + $0] }
                    if let all = whole.mask { mask.append(all[pixel]) }
                }
            }
            #expect(found.samples == samples && found.mask == (hasMask ? mask : nil))
        }
    }

    @Test(arguments: [1, 2, 3, 5], [true, false]) func emptinessIsTheMasksAndThatOfTheFillValueInAllBands(
        bands: Int, hasMask: Bool
    ) {
        for nodata in [UInt8?.none, 0, 2, 9] {
            let pixels = Self.random(
                width: 16, height: 16, bands: bands, hasMask: hasMask, nodata: nodata, seed: 44)
            let isEmpty = (0..<256).map { pixel -> Bool in
                let isFill = (0..<bands).allSatisfy { pixels.samples[pixel * bands + $0] == nodata }
                return isFill || pixels.mask?[pixel] == 0
            }
            let found = pixels.emptiness
            let isFoundEmpty = found?.map { $0 == 0 } ?? [Bool](repeating: false, count: 256)
            #expect(isFoundEmpty == isEmpty)
            #expect((found == nil) == !isEmpty.contains(true))
            // The same on its own pixels, and of each of four where there are twice as many a side.
            #expect(
                pixels.resampledMask(x: 0, y: 0, spanX: 16, spanY: 16, width: 16, height: 16) == found)
            let twice = pixels.resampledMask(x: 0, y: 0, spanX: 16, spanY: 16, width: 32, height: 32)
            let repeated = found.map { one -> [UInt8] in
                (0..<1024).map { (pixel: Int) -> UInt8 in one[(pixel / 64) * 16 + (pixel % 32) / 2] }
            }
            #expect(twice == repeated)
        }
    }

    @Test func blankedPixelsAreZeroWhereTheMaskIs() {
        let pixels = Self.random(width: 8, height: 8, bands: 3, hasMask: true, seed: 45)
        let blanked = pixels.blanked()
        for (index, value) in blanked.enumerated() {
            #expect(value == (pixels.mask?[index / 3] == 0 ? 0 : pixels.samples[index]))
        }
        let bare = Self.random(width: 8, height: 8, bands: 3, seed: 45)
        #expect(bare.blanked() == bare.samples)
    }

    /// Nothing shines out of pixels without imagery.
    @Test func pixelsWithoutImageryDoNotWeighTheOthers() throws {
        let samples = (0..<32 * 32).map { pixel in pixel % 32 < 16 ? UInt8(250) : 40 }
        let pixels = StoredPixels(
            window: PixelWindow(column: 0, row: 0, width: 32, height: 32), samples: samples, bandCount: 1,
            mask: samples.map { $0 == 250 ? 0 : 255 }, nodata: nil)
        let small = try pixels.resampled(x: 0, y: 0, spanX: 32, spanY: 32, width: 8, height: 8)
        #expect((0..<8).allSatisfy { row in small[row * 8 + 4..<row * 8 + 8].allSatisfy { $0 == 40 } })
    }

    @Test func aPictureTurnedOverIsResampledTurnedOver() throws {
        let (width, height) = (37, 29)
        let one = Self.random(width: width, height: height, bands: 3, seed: 46)
        func turned(_ samples: [UInt8], _ width: Int) -> [UInt8] {
            let pixels = stride(from: 0, to: samples.count, by: 3).map { Array(samples[$0..<$0 + 3]) }
            return pixels.reversed().flatMap { $0 }
        }
        var other = one
        other.samples = turned(one.samples.map { $0 &* 90 }, width)
        var bright = one
        bright.samples = one.samples.map { $0 &* 90 }
        for (wide, high) in [(16, 16), (37, 10), (50, 60)] {
            let first = try bright.resampled(
                x: 0, y: 0, spanX: Double(width), spanY: Double(height), width: wide, height: high)
            let second = try other.resampled(
                x: 0, y: 0, spanX: Double(width), spanY: Double(height), width: wide, height: high)
            let differences = zip(first, turned(second, wide)).map { abs(Int($0) - Int($1)) }
            #expect(differences.max() ?? 9 <= 1)
        }
    }

    // MARK: - Pixels and the map

    @Test func aPlaceOnTheMapLeadsBackToItsPixel() throws {
        var generator = SeededGenerator(seed: 47)
        for _ in 0..<200 {
            let turn = Double.random(in: 0..<2 * .pi, using: &generator)
            let size = (
                x: Double.random(in: 0.1...30, using: &generator),
                y: Double.random(in: 0.1...30, using: &generator)
            )
            let transform = GeoTransform(coefficients: [
                500_000, size.x * cos(turn), size.y * sin(turn), 4_000_000, size.x * sin(turn),
                -size.y * cos(turn),
            ])
            #expect(abs(transform.columnStep - size.x) < 1e-9 && abs(transform.rowStep - size.y) < 1e-9)
            let (column, row) = (
                Double.random(in: -50...500, using: &generator),
                Double.random(in: -50...500, using: &generator)
            )
            let back = try #require(transform.pixel(of: transform.point(column: column, row: row)))
            #expect(abs(back.column - column) < 1e-5 && abs(back.row - row) < 1e-5)
            // The box holds every pixel's corner.
            let box = transform.extent(width: 40, height: 30)
            let corner = transform.point(
                column: .random(in: 0...40, using: &generator), row: .random(in: 0...30, using: &generator))
            #expect(corner.x >= box.minX - 1e-6 && corner.x <= box.maxX + 1e-6)
            #expect(corner.y >= box.minY - 1e-6 && corner.y <= box.maxY + 1e-6)
        }
    }

    @Test func whatHasNoAreaLeadsNowhereBack() {
        for coefficients in [[0, 0, 0, 0, 0, 0], [1, 2, 2, 5, 3, 3], [0, 1, 0, 0, 0, 0]] as [[Double]] {
            #expect(GeoTransform(coefficients: coefficients).pixel(of: MapPoint(x: 1, y: 1)) == nil)
        }
        let upright = GeoTransform(coefficients: [0, 1, 0, 0, 0, -1])
        #expect(upright.isNorthUp)
        for other in [
            [0, 1, 0, 0, 0, 1], [0, -1, 0, 0, 0, -1], [0, 1, 0.1, 0, 0, -1], [0, 1, 0, 0, 0.1, -1],
        ] {
            #expect(!GeoTransform(coefficients: other).isNorthUp)
        }
    }
}

/// Values that are costly to make.
struct RecentlyUsedTests {
    @Test(arguments: [1, 2, 5]) func theOneUnusedForLongestGoesFirst(limit: Int) {
        var kept = RecentlyUsed<Int, Int>(limit: limit)
        // Least recent first.
        var model: [Int] = []
        var generator = SeededGenerator(seed: 48)
        for turn in 0..<500 {
            let key = Int.random(in: 0..<7, using: &generator)
            if turn % 11 == 0 {
                kept.remove(key)
                model.removeAll { $0 == key }
                continue
            }
            var isMade = false
            let value = kept.value(for: key) {
                isMade = true
                return key * 10
            }
            #expect(value == key * 10 && isMade == !model.contains(key))
            model.removeAll { $0 == key }
            if model.count == limit { model.removeFirst() }
            model.append(key)
        }
    }

    @Test func whatCannotBeMadeIsTriedAgain() {
        var kept = RecentlyUsed<String, Int>(limit: 2)
        #expect(throws: CancellationError.self) { try kept.value(for: "a") { throw CancellationError() } }
        #expect(kept.value(for: "a") { 5 } == 5)
        #expect(kept.value(for: "a") { 6 } == 5)
    }
}

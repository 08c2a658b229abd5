import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Stored pixels become a tile's as GDAL makes them.
struct TileResamplingTests {
    private static func pixels(width: Int, height: Int, bands: Int, seed: UInt64) -> StoredPixels {
        let samples = (0..<width * height * bands).map {
            UInt8(truncatingIfNeeded: SeededGenerator.mixed(seed &+ UInt64($0)))
        }
        return StoredPixels(
            window: PixelWindow(column: 0, row: 0, width: width, height: height), samples: samples,
            bandCount: bands, mask: nil, nodata: nil)
    }

    /// Enlarged, the same, shrunk by parts and by many; whole windows and stretches that begin and end within a pixel.
    @Test(
        arguments: [
            (24, 0.0, 24.0), (64, 0.0, 64.0), (100, 0.4, 99.3), (107, 0.25, 106.7), (150, 1.9, 147.2),
            (374, 0.3, 373.3), (7, 0.0, 7.0), (1, 0.0, 1.0),
        ], [1, 3, 4, 5])
    func theyAreGDALsWithinAGreyLevel(_ place: (side: Int, start: Double, span: Double), bands: Int) throws {
        let stored = Self.pixels(width: place.side, height: place.side + 2, bands: bands, seed: 7)
        let vertical = (start: place.start / 2, span: place.span + 1.5)
        let own = try stored.resampled(
            x: place.start, y: vertical.start, spanX: place.span, spanY: vertical.span, width: 64, height: 48)
        let gdal = try stored.resampledByGDAL(
            x: place.start, y: vertical.start, spanX: place.span, spanY: vertical.span, width: 64, height: 48,
            emptiness: nil)
        let differences = zip(own, gdal).map { abs(Int($0) - Int($1)) }
        #expect(differences.count == 64 * 48 * bands)
        #expect(differences.max() ?? 9 <= 1)
        // Halves are rounded up or down by the last bit of a sum.
        #expect(differences.count { $0 > 0 } <= differences.count / 100)
    }

    @Test func oneColourStaysItself() throws {
        for value in [UInt8(0), 1, 128, 255] {
            let stored = StoredPixels(
                window: PixelWindow(column: 0, row: 0, width: 90, height: 90),
                samples: [UInt8](repeating: value, count: 90 * 90 * 3), bandCount: 3, mask: nil, nodata: nil)
            let tile = try stored.resampled(
                x: 0.7, y: 0.2, spanX: 88.5, spanY: 89, width: 64, height: 64)
            #expect(tile.allSatisfy { $0 == value })
        }
    }

    @Test func aKernelsWeightsMakeAWholeAndStayInside() {
        for (start, span, count, limit) in [
            (0.0, 24.0, 64, 24), (0.3, 373.3, 224, 374), (5.5, 3.2, 224, 10), (0, 1000, 1, 1000),
        ] {
            let kernel = AxisKernel(start: start, span: span, count: count, limit: limit)
            for position in 0..<count {
                let weights = kernel.weights[position * kernel.tapCount..<(position + 1) * kernel.tapCount]
                #expect(abs(weights.reduce(0, +) - 1) < 1e-5)
                #expect(kernel.firsts[position] >= 0)
                #expect(kernel.firsts[position] + kernel.tapCount <= limit)
            }
        }
    }
}

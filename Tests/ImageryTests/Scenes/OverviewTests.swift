import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

/// Scenes read through fewer pixels than they have.
struct OverviewTests {
    private let folder: SceneFolder
    private static let coarse = Result { try TileSpec(sideMeters: 224, sidePixels: 112) }

    init() throws { folder = try SceneFolder() }

    /// Texture that changes from pixel to pixel, and patches that do not.
    private static func value(_ column: Int, _ row: Int, _ channel: Int) -> Double {
        let noise = SeededGenerator.mixed(UInt64(channel + 3 * (column + 448 * row)))
        let patch = (column / 40 + row / 40) % 4
        return Double(60 + 20 * patch) + Double(noise % 81)
    }

    private func scene(_ name: String, overviews: String) throws -> String {
        let plain = try folder.drawn(
            "plain.tif", DrawnTIFF(width: 448, height: 448, value: Self.value))
        guard overviews != "NONE" else { return plain }
        try RasterFile(path: plain).copy(
            to: folder.file(name), driver: "COG",
            options: ["BLOCKSIZE=128", "COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=\(overviews)"]
        ) { ImageryError.cannotWrite(path: name, reason: $0) }
        return folder.file(name)
    }

    /// In JPEG, which gives back other pixels than it was given.
    private func lossyScene(overviews: String, quality: Int) throws -> String {
        let plain = try RasterFile(path: scene("", overviews: "NONE"))
        let options = [
            "BLOCKSIZE=128", "COMPRESS=JPEG", "QUALITY=\(quality)", "OVERVIEW_RESAMPLING=\(overviews)",
        ]
        let copy = GDALRuntime.withOptions(options) {
            GDALCreateCopy(
                GDALGetDriverByName("COG"), folder.file("lossy.tif"), plain.handle, 0, $0, nil, nil)
        }
        let written: GDALDatasetH = try #require(copy)
        GDALClose(written)
        return folder.file("lossy.tif")
    }

    private func tile(_ path: String) throws -> TileImage {
        try Mosaic(paths: [path], tile: Self.coarse.get()).makeReader().read(TileIndex(row: 1, column: 0))
    }

    private func difference(_ a: TileImage, _ b: TileImage) -> Double {
        let sum = zip(a.samples, b.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(a.samples.count)
    }

    @Test func anOverviewWithTheTilesVeryPixelsIsTakenAsItIs() throws {
        let image = try tile(scene("a.tif", overviews: "AVERAGE"))
        for (column, row) in [(0, 0), (111, 111), (37, 80)] {
            for channel in 0..<3 {
                let mean =
                    (0..<4).reduce(0.0) {
                        $0 + Self.value(2 * column + $1 % 2, 224 + 2 * row + $1 / 2, channel)
                    } / 4
                #expect(abs(Double(image.samples[(row * 112 + column) * 3 + channel]) - mean) <= 0.51)
            }
        }
    }

    @Test(arguments: ["AVERAGE", "BILINEAR", "CUBIC", "LANCZOS", "GAUSS"])
    func overviewsThatAverageAreToldFromSinglePixels(resampling: String) throws {
        let file = try RasterFile(path: scene("\(resampling).tif", overviews: resampling))
        #expect(OverviewCheck(file, band: 1, overview: 0).averages())
    }

    /// What the compression adds is as large as what tells averages from single pixels.
    @Test(arguments: ["AVERAGE", "BILINEAR", "CUBIC", "LANCZOS", "NEAREST"], [60, 75, 90])
    func lossyCompressionHidesNoAverages(resampling: String, quality: Int) throws {
        let path = try lossyScene(overviews: resampling, quality: quality)
        let check = try OverviewCheck(RasterFile(path: path), band: 1, overview: 0)
        #expect(check.averages() == (resampling != "NEAREST"))
    }

    @Test func overviewsOfSinglePixelsAreNotUsed() throws {
        let path = try scene("n.tif", overviews: "NEAREST")
        #expect(try !OverviewCheck(RasterFile(path: path), band: 2, overview: 0).averages())
        let plain = try tile(scene("", overviews: "NONE"))
        #expect(try difference(tile(path), plain) == 0)
    }

    /// GDAL's kernel reaches a pixel farther than the mean of four, and so differs in texture; both show the same.
    @Test func whatOverviewsShowIsNearToWhatThePixelsThemselvesShow() throws {
        let plain = try tile(scene("", overviews: "NONE"))
        let averaged = try tile(scene("a.tif", overviews: "AVERAGE"))
        #expect(difference(plain, averaged) < 6)
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Which layouts are said to cost more than they need, and which are not.
struct LayoutTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private func plain(_ side: Int = 448, pixel: Double = 1) throws -> String {
        try folder.drawn(
            "plain.tif",
            DrawnTIFF(width: side, height: side, pixelWidth: pixel, pixelHeight: pixel) {
                column, row, channel in
                Double(SeededGenerator.mixed(UInt64(channel + 3 * (column + side * row))) % 200)
            })
    }

    private func copied(_ path: String, _ driver: String, _ options: String...) throws -> String {
        let copy = folder.file("\(UUID().uuidString)." + (driver == "JP2OpenJPEG" ? "jp2" : "tif"))
        try RasterFile(path: path).copy(to: copy, driver: driver, options: options) {
            ImageryError.cannotWrite(path: copy, reason: $0)
        }
        return copy
    }

    private func cost(_ path: String, pixels: Int) throws -> LayoutCost? {
        try Mosaic(paths: [path], tile: TileSpec(sideMeters: 224, sidePixels: pixels)).layoutCost?.cost
    }

    @Test func tilesStripsAndBandsOneAfterTheOtherAreGood() throws {
        let plain = try plain()
        let files = [
            plain, try copied(plain, "GTiff", "COMPRESS=DEFLATE"),
            try copied(plain, "GTiff", "COMPRESS=DEFLATE", "TILED=YES"),
            try copied(plain, "GTiff", "COMPRESS=LZW", "INTERLEAVE=BAND"),
        ]
        for file in files { #expect(try cost(file, pixels: 224) == nil) }
    }

    @Test func compressedPixelsThatAreFarFinerThanTilesWantAnOverview() throws {
        let deflated = try copied(plain(), "GTiff", "COMPRESS=DEFLATE")
        #expect(try cost(deflated, pixels: 160) == nil)
        #expect(try cost(deflated, pixels: 112) == .noOverview(times: 4))
        #expect(try cost(deflated, pixels: 56) == .noOverview(times: 16))
        // What is not compressed is read as fast as it is copied.
        #expect(try cost(folder.file("plain.tif"), pixels: 56) == nil)
    }

    @Test func overviewsMendItUnlessTheyHoldSinglePixels() throws {
        let options = ["BLOCKSIZE=128", "COMPRESS=DEFLATE"]
        let good = try copied(plain(), "COG", options[0], options[1], "OVERVIEW_RESAMPLING=AVERAGE")
        #expect(try cost(good, pixels: 112) == nil)
        #expect(try cost(good, pixels: 56) == nil)
        let bad = try copied(plain(), "COG", options[0], options[1], "OVERVIEW_RESAMPLING=NEAREST")
        #expect(try cost(bad, pixels: 112) == .overviewOfSinglePixels(times: 4))
        #expect(try cost(bad, pixels: 224) == nil)
    }

    @Test(.enabled(if: GDALRuntime.hasDriver("JP2OpenJPEG")))
    func jpeg2000CostsWhereTilesHaveManyPixels() throws {
        #expect(try cost(copied(plain(), "JP2OpenJPEG"), pixels: 224) == .jpeg2000)
        let coarse = try copied(plain(100, pixel: 5), "JP2OpenJPEG")
        #expect(try cost(coarse, pixels: 224) == nil)
    }

    @Test func filesOfOneLayoutAreCountedOnce() throws {
        let first = try copied(plain(), "GTiff", "COMPRESS=DEFLATE")
        let second = try copied(plain(), "GTiff", "COMPRESS=DEFLATE")
        let mosaic = try Mosaic(
            paths: [folder.file("plain.tif"), first, second],
            tile: TileSpec(sideMeters: 224, sidePixels: 112))
        #expect(mosaic.layoutCost?.path == first && mosaic.layoutCost?.sceneCount == 2)
    }

    /// In pixels of a tile's size, the same layout costs nothing.
    @Test func filesOfOneLayoutAreCountedByTheirPixels() throws {
        let coarse = try copied(plain(100, pixel: 2), "GTiff", "COMPRESS=DEFLATE")
        let fine = try copied(plain(), "GTiff", "COMPRESS=DEFLATE")
        for paths in [[coarse, fine], [fine, coarse]] {
            let mosaic = try Mosaic(paths: paths, tile: TileSpec(sideMeters: 224, sidePixels: 112))
            #expect(mosaic.layoutCost?.path == fine && mosaic.layoutCost?.sceneCount == 1)
        }
    }
}

import AerialCore
import Foundation
import Testing

@testable import Imagery

/// What a full disk may leave of a file that GDAL closed without a word.
struct WrittenFileTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func failure(_ reason: String) -> ImageryError { .cannotWrite(path: "out", reason: reason) }

    @Test func aRasterWithoutItsLayoutFails() throws {
        let path = folder.file("plain.tif")
        try DrawnTIFF(width: 20, height: 20, value: Pattern.value).write(to: path)
        #expect(throws: ImageryError.self) { try WrittenFile.checkCloudOptimized(path, failure) }
        try Data("II*\0".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ImageryError.self) { try WrittenFile.checkCloudOptimized(path, failure) }
        let grid = try Fixture.grid()
        try ClassMapFile.write(Fixture.map(grid), grid: grid, to: folder.file("map.tif"))
        try WrittenFile.checkCloudOptimized(folder.file("map.tif"), failure)
    }

    /// The name of the format, and its version.
    @Test(arguments: [68..<72, 60..<64]) func aGeoPackageWithoutAMarkFails(mark: Range<Int>) throws {
        let grid = try Fixture.grid()
        let path = folder.file("p.gpkg")
        try Fixture.write(try Fixture.rows(grid), to: path, reference: grid.reference)
        try WrittenFile.checkGeoPackage(path, failure)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.replaceSubrange(mark, with: [0, 0, 0, 0])
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(throws: ImageryError.self) { try WrittenFile.checkGeoPackage(path, failure) }
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(throws: ImageryError.self) { try WrittenFile.checkGeoPackage(path, failure) }
    }

    @Test func theFirstFailureOfACallIsHeardBehindLaterWarnings() {
        let message = GDALRuntime.failureMessage {
            _ = try? RasterFile(path: folder.file("missing.tif"))
        }
        #expect(message?.contains("missing.tif") == true)
        #expect(GDALRuntime.failureMessage {} == nil)
    }
}

import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// What a page draws by itself costs less than the work it tells of.
struct PageImageryTests {
    /// A scene without overviews and without anything in it.
    private func mosaic(side: Int, in folder: Scratch) throws -> Mosaic {
        let bands = ["Red", "Green", "Blue"].enumerated().map {
            "<VRTRasterBand dataType=\"Byte\" band=\"\($0.offset + 1)\"><ColorInterp>\($0.element)</ColorInterp></VRTRasterBand>"
        }
        let text =
            "<VRTDataset rasterXSize=\"\(side)\" rasterYSize=\"\(side)\"><SRS>EPSG:32618</SRS>"
            + "<GeoTransform>500000, 1, 0, 4500000, 0, -1</GeoTransform>\(bands.joined())</VRTDataset>"
        try text.write(toFile: folder["scene.vrt"], atomically: true, encoding: .utf8)
        return try Mosaic(paths: [folder["scene.vrt"]], tile: .standard)
    }

    @Test func aLargeDateWithoutOverviewsIsNotReadAgainAndThatIsSaid() throws {
        let folder = Scratch()
        let mosaic = try mosaic(side: 40_000, in: folder)
        let recorder = Recorder()
        #expect(PageImagery(grid: mosaic.grid, observer: recorder).picture(of: mosaic) == nil)
        #expect(recorder.said.count == 1 && recorder.said[0].contains("has no overviews"))
        #expect(recorder.said.first?.contains("--imagery") == false)
    }

    @Test func aSmallDateIsShown() throws {
        let folder = Scratch()
        let mosaic = try mosaic(side: 672, in: folder)
        let recorder = Recorder()
        #expect(PageImagery(grid: mosaic.grid, observer: recorder).picture(of: mosaic) != nil)
        #expect(recorder.said.isEmpty)
    }
}

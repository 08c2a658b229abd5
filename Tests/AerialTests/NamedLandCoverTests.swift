import AerialCore
import Imagery
import Testing

@testable import Aerial

/// A land-cover raster whose own names say that its numbers are not the legend's codes, beside a map: read as 'prepare' reads it.
struct NamedLandCoverTests {
    private let folder = Scratch()
    private let lines = ["aabb", "abcc", "a.cb"]

    private func plan(_ legend: Legend) throws -> MapPlan {
        try DrawnGround.write(lines, legend: legend, to: folder["map.tif"])
        return MapPlan(predictions: folder["map.tif"], out: folder["out.tif"])
    }

    /// Land cover of the map's tiles, a pixel each: 1 for `b`, 2 for `c`, 3 for `a`.
    private func writeCover(_ names: [String]) throws -> String {
        let turned = lines.map { line in
            String(line.map { $0 == "a" ? "c" : $0 == "b" ? "a" : $0 == "c" ? "b" : $0 })
        }
        try DrawnGround.write(turned, legend: DrawnGround.legend(names), to: folder["cover.tif"])
        return folder["cover.tif"]
    }

    @Test func aMapIsComparedByTheNamesOfTheLandCover() throws {
        let legend = try DrawnGround.legend(["Field", "Town", "Wood"], codes: [[1], [2], [3]])
        var plan = try plan(legend)
        plan.landCover = try writeCover(["Town", "Wood", "Field"])
        let recorder = Recorder()
        let comparison = try #require(try plan.run(recorder).figures.comparison)
        #expect(comparison.tiles == 11 && comparison.agreement == 1)
        #expect(comparison.confusion == [[4, 0, 0], [0, 4, 0], [0, 0, 3]])
        #expect(recorder.warnings.contains { $0.contains("its own names and colours are taken instead") })
        plan.purity = 0.996
        plan.writing.overwrites = true
        #expect(try plan.run(recorder).compared?.rule.contains("at least 99.6 % of them") == true)
        // Names that explain only some numbers are refused, as 'prepare' refuses them.
        plan.landCover = try writeCover(["Town", "Heath", "Field"])
        #expect(throws: LabelError.self) { try plan.run(SilentObserver()) }
    }

    @Test func tilesAreUnlistedByTheNamesOfTheLandCover() throws {
        var plan = try plan(.nlcd6)
        plan.unlistedBy = try writeCover(["Open Water", "Deciduous Forest", "Developed, Low Intensity"])
        plan.landCover = plan.unlistedBy
        let recorder = Recorder()
        let figures = try plan.run(recorder).figures
        #expect(figures.areas.first { $0.className == UnlistedTiles.className }?.tiles == 4)
        #expect(figures.comparison?.tiles == 7 && figures.comparison?.agreement == 1)
        // Of tiles of cover that the legend leaves out nobody can give the codes.
        #expect(!recorder.warnings.contains { $0.contains("no land-cover codes") })
    }
}

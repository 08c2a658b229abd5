import AerialCore
import Foundation
import Imagery
import Scoring
import Testing

@testable import Aerial

/// What `score` takes from the paths that it is given.
struct ScoreInputTests {
    /// Ids are unique in a table of predictions.
    @Test func aPictureThatIsNamedTwiceIsScoredOnce() throws {
        let folder = Scratch()
        for name in ["all/a.png", "all/deep/b.png", "all/deep/c.png"] {
            let path = folder[name]
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data("picture".utf8).write(to: URL(fileURLWithPath: path))
        }
        let paths = [folder["all"], folder["all/deep"], folder["all/../all/deep"], folder["all/a.png"]]
        guard case .images(let images) = try ScoreInput(paths: paths, asImages: true, tile: .standard) else {
            Issue.record("pictures were taken for scenes")
            return
        }
        #expect(images.count == 3 && Set(images.map(\.id)).count == 3)
    }

    /// A picture of a metre a pixel.
    private func draw(_ name: String, side: Int, in folder: Scratch, hasPlace: Bool) throws {
        let path = folder[name]
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let rgb = [UInt8](repeating: 90, count: side * side * 3)
        try PNGFile.write(TileImage(width: side, height: side, rgb: rgb, emptyPixelCount: 0), to: path)
        guard hasPlace else { return }
        try Data("1\n0\n0\n-1\n500000.5\n3999999.5\n".utf8).write(
            to: URL(fileURLWithPath: (path as NSString).deletingPathExtension + ".pgw"))
        try Data("<PAMDataset><SRS>EPSG:26917</SRS></PAMDataset>".utf8).write(
            to: URL(fileURLWithPath: path + ".aux.xml"))
    }

    private func scenes(_ paths: [String], asImages: Bool = false) throws -> [String]? {
        guard case .scenes(let found) = try ScoreInput(paths: paths, asImages: asImages, tile: .standard)
        else {
            return nil
        }
        return found
    }

    /// As a GIS exports an orthophoto: taken for a picture it would be one row, shrunk to a tile and without a place.
    @Test func aLargePictureWithItsPlaceBesideIsAScene() throws {
        let folder = Scratch()
        try draw("photos/ortho.png", side: 700, in: folder, hasPlace: true)
        try draw("photos/legend.png", side: 700, in: folder, hasPlace: false)
        try draw("chips/chip.png", side: 224, in: folder, hasPlace: true)
        #expect(try scenes([folder["photos/ortho.png"]]) == [folder["photos/ortho.png"]])
        #expect(try scenes([folder["photos"]]) == [folder["photos/ortho.png"]])
        #expect(try scenes([folder["photos"]], asImages: true) == nil)
        #expect(try scenes([folder["photos/legend.png"]]) == nil)
        // Pictures of one tile each stay what they are.
        #expect(try scenes([folder["chips"]]) == nil && scenes([folder["chips/chip.png"]]) == nil)
        // Beside a raster it is a preview.
        try DrawnGround.write(
            ["abc"], legend: DrawnGround.legend(["A", "B", "C"]), to: folder["photos/ortho.tif"])
        #expect(try scenes([folder["photos"]]) == [folder["photos/ortho.tif"]])
    }

    /// Of formats that GDAL knows by their content, such as ENVI's.
    @Test func aRasterOfAnyNameIsAScene() throws {
        let folder = Scratch()
        try DrawnGround.write(["abc"], legend: DrawnGround.legend(["A", "B", "C"]), to: folder["map.tif"])
        try FileManager.default.moveItem(atPath: folder["map.tif"], toPath: folder["scene.dat"])
        #expect(try scenes([folder["scene.dat"]]) == [folder["scene.dat"]])
        try Data("no raster".utf8).write(to: URL(fileURLWithPath: folder["notes.dat"]))
        #expect(throws: CommandError.self) { try scenes([folder["notes.dat"]]) }
    }
}

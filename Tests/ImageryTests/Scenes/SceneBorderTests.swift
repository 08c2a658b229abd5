import AerialCore
import Foundation
import Testing

@testable import Imagery

struct SceneBorderTests {
    private let folder: SceneFolder
    private static let side = 672

    init() throws {
        folder = try SceneFolder()
    }

    /// A scene of 3 x 3 tiles, drawn by its grey values.
    private func scene(
        _ name: String, pixel: Double = 1, nodata: String? = nil, _ value: @escaping (Int, Int) -> Double
    ) throws -> String {
        let side = Int(Double(Self.side) / pixel)
        return try folder.drawn(
            name,
            DrawnTIFF(width: side, height: side, pixelWidth: pixel, pixelHeight: pixel, nodata: nodata) {
                column, row, _ in value(column, row)
            })
    }

    private func emptyCounts(_ path: String) throws -> [Int] {
        let mosaic = try Mosaic(paths: [path])
        return try mosaic.makeReader().read(row: 1, columns: 0..<3).map { try $0.get().emptyPixelCount }
    }

    /// What imagery is made of here: bright, with some dark.
    private static func ground(_ column: Int, _ row: Int) -> Double {
        Double(60 + (column * 7 + row * 13) % 120)
    }

    @Test(arguments: [0.0, 4, 255, 252]) func aFlatFrameAtTheEdgeIsNoImageryAndIsTold(value: Double) throws {
        let path = try scene("frame.tif") { column, row in
            column < 224
                ? value + Double((column + row) % 2) * (value == 4 ? 1 : 0) : Self.ground(column, row)
        }
        let border = try #require(try Scene(path: path).border)
        #expect(border.kind == (value < 128 ? "black" : "white") && abs(border.share - 1.0 / 3) < 0.01)
        #expect(
            try Scene(path: path).notes.contains { $0.contains("border") && $0.contains("gdal_translate") })
        #expect(try emptyCounts(path) == [224 * 224, 0, 0])
    }

    @Test func blackWithinASceneIsAShadow() throws {
        let path = try scene("shadows.tif") { column, row in
            (300..<340).contains(column) && (240..<400).contains(row) ? 0 : Self.ground(column, row)
        }
        #expect(try Scene(path: path).border == nil)
        #expect(try emptyCounts(path) == [0, 0, 0])
    }

    /// A shadow inside the frame's scene stays imagery, a frame of the same colour does not.
    @Test func shadowsStayImageryWhereThereIsAFrame() throws {
        let path = try scene("both.tif") { column, row in
            column < 100 || ((300..<340).contains(column) && (240..<400).contains(row))
                ? 0 : Self.ground(column, row)
        }
        #expect(try emptyCounts(path) == [100 * 224, 0, 0])
    }

    /// Dark water at the edge varies, as a frame does not.
    @Test func darkWaterAtTheEdgeIsImagery() throws {
        let path = try scene("water.tif") { column, row in
            column < 224 ? Double((column * 5 + row * 3) % 9) : Self.ground(column, row)
        }
        #expect(try Scene(path: path).border == nil)
        #expect(try emptyCounts(path) == [0, 0, 0])
    }

    @Test func aSlantedFrameIsFollowed() throws {
        let path = try scene("slanted.tif") { column, row in
            column + row < 500 ? 0 : Self.ground(column, row)
        }
        let counts = try emptyCounts(path)
        // The frame covers the pixels before the diagonal; cells of 2 pixels may leave a thin line of it.
        let expected = (0..<3).map { tile in
            (0..<224).reduce(0) { sum, row in
                sum + min(224, max(0, 500 - (224 + row) - tile * 224))
            }
        }
        #expect(zip(counts, expected).allSatisfy { abs($0 - $1) <= 500 })
    }

    @Test func aFrameOfFinerImageryIsMaskedAfterResampling() throws {
        let path = try scene("fine.tif", pixel: 0.5) { column, row in
            column < 448 ? 0 : Self.ground(column, row)
        }
        #expect(try emptyCounts(path) == [224 * 224, 0, 0])
    }

    @Test func aSceneWithABorderSurvivesItsWayThroughAFile() throws {
        let path = try scene("frame.tif") { column, row in column < 100 ? 0 : Self.ground(column, row) }
        let scene = try Scene(path: path)
        let copy = try JSONDecoder().decode(Scene.self, from: JSONEncoder().encode(scene))
        #expect(copy == scene && copy.border?.isSound == true)
    }
}

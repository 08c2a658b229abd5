import AerialCore
import Foundation
import Synchronization
import Testing

@testable import Imagery

struct SceneBorderTests {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

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

    /// A scene whose pixels never came; what varies is imagery, however dark.
    @Test(arguments: [0.0, 255]) func aSceneThatIsFlatThroughoutIsNoImagery(value: Double) throws {
        let path = try scene("absent.tif") { _, _ in value }
        let scene = try Scene(path: path)
        #expect(scene.border?.share == 1)
        #expect(scene.notes.count == 1 && scene.notes[0].contains("All of the scene"))
        #expect(try emptyCounts(path) == [224 * 224, 224 * 224, 224 * 224])
        let even = try self.scene("even.tif") { _, _ in abs(value - 2) }
        #expect(try Scene(path: even).border == nil)
        let dark = try self.scene("night.tif") { column, row in
            abs(value - Double((column * 5 + row * 3) % 9))
        }
        #expect(try Scene(path: dark).border == nil)
        #expect(try emptyCounts(dark) == [0, 0, 0])
    }

    @Test(arguments: ["0", "255"]) func aFrameThatIsDeclaredIsNoFinding(nodata: String) throws {
        let path = try scene("declared.tif", nodata: nodata) { column, row in
            column < 224 ? Double(nodata) ?? 0 : Self.ground(column, row)
        }
        #expect(try Scene(path: path).notes.isEmpty)
        #expect(try emptyCounts(path) == [224 * 224, 0, 0])
        // Compression blurs what is beside it: only that is told of, and not what was declared already.
        let blurred = try scene("blurred.tif", nodata: nodata) { column, row in
            column >= 224
                ? Self.ground(column, row)
                : abs((Double(nodata) ?? 0) - (column < 112 ? 0 : 1 + Double((column + row) % 2)))
        }
        let notes = try Scene(path: blurred).notes
        #expect(notes.count == 1 && notes[0].contains("nearblack") && !notes[0].contains("gdal_translate"))
        #expect(try emptyCounts(blurred) == [224 * 224, 0, 0])
    }

    @Test func aSceneInFewerCellsHasThePixelThatLiesNearestToEachCellsMiddle() throws {
        let (columns, rows) = (97, 131)
        let path = try scene("cells.tif", Self.ground)
        let cells = try RasterFile(path: path).decimated(bands: [1, 2, 3], columns: columns, rows: rows)
        let nearest = { (cell: Int, count: Int) in
            Int((Double(cell) + 0.5) * Double(Self.side) / Double(count))
        }
        let expected = (0..<columns * rows).map { cell in
            UInt8(Self.ground(nearest(cell % columns, columns), nearest(cell / columns, rows)))
        }
        #expect(cells == [expected, expected, expected])
    }

    @Test func theBorderOfAWarpedSceneIsLookedForOnceByAllThatRead() async throws {
        let border = WarpedBorder()
        let searches = Count()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let found = border.found {
                        searches.value.withLock { $0 += 1 }
                        return nil
                    }
                    #expect(found == nil)
                }
            }
        }
        #expect(searches.value.withLock { $0 } == 1)
        // What failed is tried again.
        let other = WarpedBorder()
        #expect(throws: CancellationError.self) { try other.found { throw CancellationError() } }
        #expect(other.found { nil } == nil)
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

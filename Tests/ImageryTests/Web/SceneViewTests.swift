import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Scenes and rasters of tiles on web maps.
struct SceneViewTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private func plain(_ name: String, _ color: [Double], west: Double = 500_000, width: Int = 224) throws
        -> String
    {
        try folder.drawn(
            name, DrawnTIFF(width: width, height: 224, west: west) { _, _, channel in color[channel] })
    }

    private func frame(_ view: SceneView, width: Int = 60, height: Int = 30) throws -> WebFrame {
        try #require(
            WebFrame(bounds: WebMercator.bounds(ofDegrees: view.degrees), width: width, height: height))
    }

    private func colors(_ pixels: WebPixels, _ places: [(Int, Int)]) -> [[UInt8]] {
        places.map { column, row in
            let first = (row * pixels.width + column) * 4
            return Array(pixels.rgba[first..<first + 4])
        }
    }

    @Test func theFirstSceneLiesOnTopAndTheOthersFillWhatItLeaves() throws {
        let red = try plain("red.tif", [200, 10, 20])
        let blue = try plain("m_3807708_ne_18_1_20140627.tif", [5, 6, 250], width: 448)
        for (paths, west) in [([red, blue], [200, 10, 20, 255]), ([blue, red], [5, 6, 250, 255])]
            as [([String], [UInt8])]
        {
            let view = try SceneView(paths: paths)
            let pixels = try #require(try view.picture(frame(view)))
            #expect(colors(pixels, [(12, 15), (48, 15)]) == [west, [5, 6, 250, 255]])
            #expect(view.captured == (paths[0] == red ? nil : "2014-06-27"))
            #expect(view.metersPerPixel == 1 && !view.hasOverviews)
        }
    }

    @Test func whatHoldsNoImageryIsClear() throws {
        let path = try folder.drawn(
            "n.tif",
            DrawnTIFF(width: 448, height: 224, nodata: "7") { column, _, _ in column < 224 ? 7 : 90 })
        let view = try SceneView(paths: [path])
        let pixels = try #require(try view.picture(frame(view)))
        #expect(colors(pixels, [(12, 15), (48, 15)]) == [[0, 0, 0, 0], [90, 90, 90, 255]])
    }

    @Test func numbersOfColoursBecomeTheColours() throws {
        let palette = (0..<256).map { (UInt8($0), UInt8(255 - $0), UInt8(7)) }
        let path = try folder.drawn(
            "p.tif",
            DrawnTIFF(width: 448, height: 224, channels: 1, palette: palette) { column, _, _ in
                column < 224 ? 20 : 200
            })
        let view = try SceneView(paths: [path])
        let pixels = try #require(try view.picture(frame(view)))
        #expect(colors(pixels, [(12, 15), (48, 15)]) == [[20, 235, 7, 255], [200, 55, 7, 255]])
    }

    /// 156,543 m a pixel at zoom 0, halved 13 times, is 19 m: less than 32 times a metre.
    @Test func scenesWithoutOverviewsAreShownFromNearAlone() throws {
        let view = try SceneView(paths: [plain("a.tif", [1, 2, 3])])
        #expect(view.firstZoom == 13)
        let point = WebMercator.point(longitude: view.degrees.center.x, latitude: view.degrees.center.y)
        func tile(_ zoom: Int) throws -> WebFrame {
            let side = 2 * WebMercator.reach / Double(1 << zoom)
            return try #require(
                WebFrame(
                    zoom: zoom, column: Int((point.x + WebMercator.reach) / side),
                    row: Int((WebMercator.reach - point.y) / side)))
        }
        for zoom in [13, 16, 18] { #expect(try view.picture(tile(zoom)) != nil, "\(zoom)") }
        for zoom in [0, 5, 10] { #expect(try view.picture(tile(zoom)) == nil, "\(zoom)") }
        // The other side of the world.
        #expect(try view.picture(#require(WebFrame(zoom: 15, column: 30_000, row: 20_000))) == nil)
    }

    @Test func imageryIsToldFromCodesAndText() throws {
        let grey = DrawnTIFF(width: 64, height: 64, channels: 1) { _, _, _ in 41 }
        var placeless = DrawnTIFF(width: 64, height: 64) { _, _, _ in 9 }
        placeless.epsg = nil
        try "no picture".write(toFile: folder.file("t.tif"), atomically: true, encoding: .utf8)
        #expect(try SceneView.isImagery(plain("a.tif", [1, 2, 3])))
        for path in try [
            folder.drawn("g.tif", grey), folder.drawn("p.tif", placeless), folder.file("t.tif"),
            folder.file("none.tif"), folder.path, "",
        ] { #expect(!SceneView.isImagery(path), "\(path)") }
    }

    @Test func aPageOfKnownScenesShowsWhatTheirFilesShow() throws {
        let paths = try [plain("a.tif", [200, 10, 20]), plain("b.tif", [5, 6, 250], west: 500_224)]
        let mosaic = try Mosaic(paths: paths)
        let (known, new) = try (SceneOverview(mosaic), SceneOverview(paths: paths))
        let picture = try #require(try known.jpeg(on: mosaic.grid))
        #expect(try new.jpeg(on: mosaic.grid) == picture)
        #expect(try new.pixelsToRead() == 2 * 224 * 224)
        // A tile in at most 112 pixels.
        let path = folder.file("a.jpg")
        try Data(picture).write(to: URL(fileURLWithPath: path))
        #expect(try ImageFile.size(path: path) == (224, 112))
        let none = TileGrid(
            reference: mosaic.grid.reference, origin: mosaic.grid.origin, columns: 0, rows: 0,
            tileSideMeters: 224)
        #expect(try new.jpeg(on: none) == nil)
    }

    // MARK: - Rasters of tiles

    private func cells(_ change: (inout DrawnTIFF) -> Void = { _ in }) throws -> String {
        var raster = DrawnTIFF(width: 5, height: 4, channels: 2, pixelWidth: 112, pixelHeight: 112) {
            column, row, channel in Double(100 * channel + 10 * row + column)
        }
        change(&raster)
        return try folder.drawn("cells.tif", raster)
    }

    @Test func aPixelOfARasterOfTilesIsATile() throws {
        let raster = try ByteRaster(path: cells())
        #expect(raster.grid.columns == 5 && raster.grid.rows == 4 && raster.grid.tileSideMeters == 112)
        #expect(raster.grid.origin == MapPoint(x: 500_000, y: 4_000_000))
        #expect(raster.grid.reference.authorityCode == "EPSG:26917" && raster.classes == nil)
        let codes = (0..<20).map { (pixel: Int) -> Int in (pixel / 5) * 10 + pixel % 5 }
        let expected: [[UInt8]] = [codes.map { UInt8($0) }, codes.map { UInt8(100 + $0) }]
        #expect(raster.bands == expected)
        // In feet a tile is as wide on the ground.
        let feet = try ByteRaster(
            path: cells {
                $0.epsg = 2249
                ($0.pixelWidth, $0.pixelHeight) = (224 / 0.304800609601, 224 / 0.304800609601)
            })
        #expect(abs(feet.grid.tileSideMeters - 224) < 1e-4)
    }

    @Test func whatIsNoByteIsTheNearestOne() throws {
        let values: [Double] = [.nan, -5, 300, .infinity, 7]
        let raster = try ByteRaster(
            path: cells {
                ($0.sample, $0.channels) = (.float, 1)
                $0.value = { column, _, _ in values[column] }
            })
        #expect(Array(raster.bands[0].prefix(5).dropFirst()) == [0, 255, 255, 7])
    }

    @Test func rastersOfOtherThanUprightSquaresAreRefused() throws {
        #expect(throws: ImageryError.missingGeoreference(path: folder.file("cells.tif"))) {
            try ByteRaster(path: cells { $0.epsg = nil })
        }
        let others: [(inout DrawnTIFF) -> Void] = [
            { $0.pixelHeight = 113 }, { $0.rotationDegrees = 1 }, { $0.pixelHeight = -112 },
            { ($0.pixelWidth, $0.pixelHeight) = (0.5, 0.5) },
            { ($0.pixelWidth, $0.pixelHeight) = (-112, -112) },
            { ($0.pixelWidth, $0.pixelHeight) = (1e6, 1e6) },
            { ($0.pixelWidth, $0.pixelHeight) = (.nan, .nan) },
            { ($0.pixelWidth, $0.pixelHeight) = (0, 0) },
            { $0.west = .nan }, { $0.north = .nan }, { $0.west = .infinity }, { $0.north = -.infinity },
        ]
        for change in others {
            let path = try cells(change)
            #expect(throws: ImageryError.self) { try ByteRaster(path: path) }
        }
    }
}

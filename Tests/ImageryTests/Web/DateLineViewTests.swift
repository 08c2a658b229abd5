import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Scenes and rasters of tiles on web maps, where degrees jump from 180 to -180.
struct DateLineViewTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private static let latitude = -16.8
    /// The scene's side, in degrees: about 750 m.
    private static let side = 0.007

    /// A scene around the date line whose western half is red and whose eastern half is blue.
    private func scene(_ code: Int, west: Double, pixel: Double, north: Double = latitude) throws -> String {
        var raster = DrawnTIFF(width: 700, height: 700) { column, _, channel in
            channel == (column < 350 ? 0 : 2) ? 200 : 10
        }
        raster.epsg = code
        raster.isGeographic = code == 4326
        (raster.west, raster.north) = (west, north)
        (raster.pixelWidth, raster.pixelHeight) = (pixel, pixel)
        return try folder.drawn("\(code).tif", raster)
    }

    /// The same square of ground in several systems, its middle on the date line.
    private func scenes() throws -> [String] {
        let degrees = try SpatialReference.degrees()
        let metric = try [32760, 32701].map { code in
            let transform = try CoordinateTransform(
                from: degrees, to: SpatialReference(definition: "EPSG:\(code)"))
            let place = try #require(transform(MapPoint(x: 180, y: Self.latitude)))
            return try scene(code, west: place.x - 350, pixel: 1, north: place.y)
        }
        let web = WebMercator.point(longitude: 180 - Self.side / 2, latitude: Self.latitude)
        return try metric + [
            scene(3857, west: web.x, pixel: Self.side / 360 * 2 * WebMercator.reach / 700, north: web.y),
            scene(4326, west: 180 - Self.side / 2, pixel: 1e-5),
        ]
    }

    private func tile(_ zoom: Int, column: Int) throws -> WebFrame {
        let y = WebMercator.point(longitude: 0, latitude: Self.latitude - Self.side / 2).y
        let side = 2 * WebMercator.reach / Double(1 << zoom)
        return try #require(WebFrame(zoom: zoom, column: column, row: Int((WebMercator.reach - y) / side)))
    }

    /// Which of the two colours a picture's pixels have.
    private func colors(_ pixels: WebPixels?) -> Set<[UInt8]> {
        guard let rgba = pixels?.rgba else { return [] }
        return Set(stride(from: 0, to: rgba.count, by: 4).map { Array(rgba[$0..<$0 + 4]) }).filter {
            $0[3] > 0
        }
    }

    private let red: Set<[UInt8]> = [[200, 10, 10, 255]]
    private let blue: Set<[UInt8]> = [[10, 10, 200, 255]]

    @Test func aSceneOnTheLineIsAsWideAsItselfAndSeenOnBothSides() throws {
        for path in try scenes() {
            let view = try SceneView(paths: [path])
            #expect((0.006...0.008).contains(view.degrees.width), "\(path)")
            #expect(abs(view.degrees.center.x - 180) < 0.001, "\(path)")
            for zoom in [14, 16] {
                let last = (1 << zoom) - 1
                let west = try colors(view.picture(tile(zoom, column: last)))
                let east = try colors(view.picture(tile(zoom, column: 0)))
                #expect(west.isSuperset(of: red) && east.isSuperset(of: blue), "\(path)")
                // In metres a scene is turned a little against the line.
                if path.hasSuffix("3857.tif") || path.hasSuffix("4326.tif") {
                    #expect(west.isDisjoint(with: blue) && east.isDisjoint(with: red), "\(path)")
                }
                for column in [1 << (zoom - 1), 3, last - 3] {
                    #expect(try view.picture(tile(zoom, column: column)) == nil, "\(path)")
                }
            }
        }
    }

    /// A picture across the line, by either way of counting.
    @Test func aPictureAcrossTheLineShowsBothHalvesWithoutAGap() throws {
        for path in try scenes() {
            let view = try SceneView(paths: [path])
            // A little within the scene, which is turned in metres.
            let inner = MapBounds(minX: 179.997, minY: -16.8055, maxX: 180.003, maxY: -16.8015)
            for shift in [0.0, -360] {
                let box = MapBounds(
                    minX: inner.minX + shift, minY: inner.minY, maxX: inner.maxX + shift, maxY: inner.maxY)
                let frame = try #require(
                    WebFrame(bounds: WebMercator.bounds(ofDegrees: box), width: 90, height: 60))
                let pixels = try #require(try view.picture(frame), "\(path)")
                for pixel in 0..<90 * 60 {
                    let found = Array(pixels.rgba[pixel * 4..<pixel * 4 + 4])
                    let column = pixel % 90
                    #expect(found[3] == 255, "\(path) \(shift) \(column)")
                    // The halves meet in columns 44 and 45; a grid that is turned shifts them by a few pixels.
                    if column < 42 { #expect(found == [200, 10, 10, 255], "\(path) \(shift) \(column)") }
                    if column > 47 { #expect(found == [10, 10, 200, 255], "\(path) \(shift) \(column)") }
                }
            }
        }
    }

    @Test(arguments: [180.0, -180.0, -180 - side, 180 - side]) func scenesBesideTheLineAreOnTheirSideAlone(
        west: Double
    )
        throws
    {
        let view = try SceneView(paths: [scene(4326, west: west, pixel: 1e-5)])
        #expect(abs(view.degrees.width - Self.side) < 1e-9)
        let isEast = west.magnitude == 180
        let sides = try [(1 << 14) - 1, 0].map { try colors(view.picture(tile(14, column: $0))) }
        #expect(sides[isEast ? 1 : 0].isSuperset(of: red.union(blue)) && sides[isEast ? 0 : 1].isEmpty)
    }

    @Test func scenesOnBothSidesAreNeighbours() throws {
        var raster = DrawnTIFF(width: 230, height: 230, value: Pattern.value)
        (raster.epsg, raster.isGeographic, raster.north) = (4326, true, Self.latitude)
        (raster.pixelWidth, raster.pixelHeight) = (1e-5, 1e-5)
        let paths = try [179.997, -179.999].map { west in
            raster.west = west
            return try folder.drawn("\(west).tif", raster)
        }
        let degrees = try SceneView(paths: paths).degrees
        #expect(abs(degrees.minX - 179.997) < 1e-9 && abs(degrees.maxX - 180.0033) < 1e-9)
        #expect(try SceneView(paths: paths.reversed()).degrees == degrees)
    }

    @Test(arguments: [(-180.0, 360.0), (-100, 200), (-20, 199), (0, 10), (170, 10), (-180, 1)])
    func scenesThatDoNotCrossTheLineKeepTheirDegrees(west: Double, width: Double) throws {
        var raster = DrawnTIFF(width: 100, height: 50, value: Pattern.value)
        (raster.epsg, raster.isGeographic, raster.west, raster.north) = (4326, true, west, 50)
        (raster.pixelWidth, raster.pixelHeight) = (width / 100, 1)
        let degrees = try SceneView(paths: [folder.drawn("w.tif", raster)]).degrees
        #expect(abs(degrees.minX - west) < 1e-9 && abs(degrees.width - width) < 1e-9)
        #expect(abs(degrees.minY) < 1e-9 && abs(degrees.maxY - 50) < 1e-9)
    }

    /// A box may be narrower by rounding when it is counted on.
    @Test func boxesOfOneSideKeepTheirNumbers() {
        for step in 0..<1000 {
            let west = -19_900_000 + Double(step) * 17_321.7
            let boxes = [0, 6_236.1].map { shift in
                MapBounds(
                    minX: west + shift, minY: 0, maxX: west + shift + 6_236.1 + Double(step) / 7, maxY: 1)
            }
            #expect(WebMercator.together([boxes[0]]) == boxes[0])
            #expect(WebMercator.together(boxes) == boxes[0].union(boxes[1]))
        }
    }

    // MARK: - Rasters of tiles

    /// Each pixel is the cell that PROJ finds below its middle.
    @Test(arguments: ["EPSG:32760", "EPSG:32701"]) func cellsOnTheLineAreSeenOnBothSides(code: String) throws
    {
        let toGrid = try CoordinateTransform(from: .degrees(), to: SpatialReference(definition: code))
        let corner = try #require(toGrid(MapPoint(x: 179.99, y: Self.latitude)))
        let grid = TileGrid(
            reference: try CoordinateReference(definition: code), origin: corner, columns: 9, rows: 6,
            tileSideMeters: 224)
        let cells = (0..<54).map { UInt8($0 + 1) }
        let view = try CellView(grid: grid, cells: cells)
        #expect((0.018...0.021).contains(view.degrees.width) && (179.98...180).contains(view.degrees.minX))
        let all = CellColors { .init(red: $0, green: 0, blue: 0) }
        let around = view.degrees
        for shift in [0.0, -360] {
            let box = MapBounds(
                minX: around.minX + shift - 0.002, minY: around.minY, maxX: around.maxX + shift + 0.002,
                maxY: around.maxY)
            let frame = try #require(
                WebFrame(bounds: WebMercator.bounds(ofDegrees: box), width: 120, height: 70))
            let pixels = try #require(try view.picture(frame, colors: all))
            var differences = 0
            for pixel in 0..<120 * 70 {
                let middle = WebMercator.degrees(
                    of: MapBounds(
                        minX: frame.bounds.minX + (Double(pixel % 120) + 0.5) * frame.bounds.width / 120,
                        minY: frame.bounds.maxY - (Double(pixel / 120) + 0.5) * frame.bounds.height / 70,
                        maxX: 0,
                        maxY: 0))
                let place = try #require(toGrid(MapPoint(x: Longitude.usual(middle.minX), y: middle.minY)))
                let column = ((place.x - corner.x) / 224).rounded(.down)
                let row = ((corner.y - place.y) / 224).rounded(.down)
                let isInside = (0..<9).contains(column) && (0..<6).contains(row)
                let expected = isInside ? cells[Int(row) * 9 + Int(column)] : 0
                if pixels.rgba[pixel * 4] != expected { differences += 1 }
            }
            #expect(differences < 120 * 70 / 100, "\(shift): \(differences)")
        }
        #expect(try view.picture(tile(15, column: 1 << 14), colors: all) == nil)
        for column in [0, (1 << 14) - 1] {
            #expect(try view.picture(tile(14, column: column), colors: all)?.isEmpty == false)
        }
    }

    @Test func meridiansAlongALineAreCountedOn() {
        #expect(Longitude.followed([170, 179, -179, -170]) == [170, 179, 181, 190])
        #expect(Longitude.followed([-170, -179, 179, 170, -175]) == [-170, -179, -181, -190, -175])
        #expect(Longitude.followed([0, 90, 180, -90, 0]) == [0, 90, 180, 270, 360])
        #expect(Longitude.followed([]).isEmpty)
    }
}

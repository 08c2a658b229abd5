import AerialCore
import Foundation
import Testing

@testable import Imagery

/// The world of web maps, and the pictures of it.
struct WebFrameTests {
    @Test func fourTilesOfTheNextZoomAreATile() throws {
        var generator = SeededGenerator(seed: 61)
        for _ in 0..<300 {
            let zoom = Int.random(in: 0..<WebFrame.lastZoom, using: &generator)
            let (column, row) = (
                Int.random(in: 0..<1 << zoom, using: &generator),
                Int.random(in: 0..<1 << zoom, using: &generator)
            )
            let parent = try #require(WebFrame(zoom: zoom, column: column, row: row)).bounds
            let children = try [(0, 0), (1, 0), (0, 1), (1, 1)].map { x, y in
                try #require(WebFrame(zoom: zoom + 1, column: 2 * column + x, row: 2 * row + y)).bounds
            }
            let together = children.dropFirst().reduce(children[0]) { $0.union($1) }
            let corners = [
                (together.minX, parent.minX), (together.minY, parent.minY), (together.maxX, parent.maxX),
                (together.maxY, parent.maxY),
            ]
            #expect(corners.allSatisfy { abs($0 - $1) < 1e-6 })
            // North-west first, and each a quarter.
            #expect(children[0].maxY == parent.maxY && children[0].minX == parent.minX)
            #expect(children.allSatisfy { abs($0.width * 2 - parent.width) < 1e-6 })
        }
    }

    /// Snyder, Map Projections (1987), 7-2a, as the inverse hyperbolic sine of the tangent.
    @Test func latitudesAreMercatorsOnASphere() {
        for latitude in stride(from: -85.0, through: 85, by: 2.5) {
            let y = WebMercator.point(longitude: 0, latitude: latitude).y
            #expect(abs(y - 6_378_137 * asinh(tan(latitude * .pi / 180))) < 1e-6)
            #expect(abs(y + WebMercator.point(longitude: 0, latitude: -latitude).y) < 1e-6)
        }
    }

    @Test(arguments: [86.0, 90, 1e9, Double.infinity]) func placesBeyondTheMapAreBroughtToItsEdge(
        latitude: Double
    ) {
        for sign in [1.0, -1] {
            let point = WebMercator.point(longitude: 180 * sign, latitude: latitude * sign)
            #expect(abs(point.x - sign * WebMercator.reach) < 1e-6)
            #expect(abs(point.y - sign * WebMercator.reach) < 1e-3)
        }
    }

    @Test func boxesComeBackFromDegrees() {
        var generator = SeededGenerator(seed: 62)
        for _ in 0..<200 {
            let (west, south) = (
                Double.random(in: -180...179, using: &generator),
                Double.random(in: -85...84, using: &generator)
            )
            let box = MapBounds(
                minX: west, minY: south, maxX: .random(in: west...180, using: &generator),
                maxY: .random(in: south...85, using: &generator))
            let back = WebMercator.degrees(of: WebMercator.bounds(ofDegrees: box))
            let pairs = [
                (back.minX, box.minX), (back.minY, box.minY), (back.maxX, box.maxX), (back.maxY, box.maxY),
            ]
            #expect(pairs.allSatisfy { abs($0 - $1) < 1e-9 })
        }
    }

    @Test func framesWithoutGroundOrPixelsAreNone() {
        func frame(_ bounds: [Double], _ width: Int = 8, _ height: Int = 8) -> WebFrame? {
            WebFrame(
                bounds: MapBounds(minX: bounds[0], minY: bounds[1], maxX: bounds[2], maxY: bounds[3]),
                width: width, height: height)
        }
        #expect(frame([0, 0, 1, 1]) != nil && frame([0, 0, 1, 1], 2048, 1) != nil)
        let (nan, infinite) = (Double.nan, Double.infinity)
        let grounds: [[Double]] = [
            [0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 1], [0, 0, 1e-9, 1], [nan, 0, 1, 1], [0, 0, 1, nan],
            [0, 0, infinite, 1], [-infinite, 0, 1, 1], [0, 0, 1e300, 1],
        ]
        for bounds in grounds { #expect(frame(bounds) == nil) }
        for (width, height) in [(0, 8), (8, 0), (-1, 8), (2049, 8), (8, Int.max), (Int.min, 8)] {
            #expect(frame([0, 0, 1, 1], width, height) == nil)
        }
        for (zoom, column, row) in [
            (Int.max, 0, 0), (Int.min, 0, 0), (24, 1 << 24, 0), (0, Int.max, Int.min),
        ] {
            #expect(WebFrame(zoom: zoom, column: column, row: row) == nil)
        }
    }

    // MARK: - Colours

    private func color(_ red: UInt8, _ green: UInt8, _ blue: UInt8, _ opacity: UInt8 = 255)
        -> CellColors.Color
    {
        CellColors.Color(red: red, green: green, blue: blue, opacity: opacity)
    }

    @Test func rampsPassThroughTheirStopsAndGoOneWayBetween() {
        let change = CellColors.changeProbability
        for stop in ClassStyle.probabilityStops {
            #expect(
                change[UInt8(stop.percent)]
                    == color(stop.color.red, stop.color.green, stop.color.blue, UInt8(stop.alpha)))
        }
        let opacities = (0...100).map { change[UInt8($0)].opacity }
        #expect(opacities == opacities.sorted())
        let greens = (1...100).map { CellColors.share[UInt8($0)].green }
        #expect(greens == greens.sorted(by: >))
        #expect(CellColors.share[100] == color(68, 1, 84))
        for value in 101...255 {
            #expect(change[UInt8(value)] == .clear && CellColors.share[UInt8(value)] == .clear)
        }
        #expect(CellColors.share[0] == .clear)
    }

    @Test func classesHaveTheirLegendsColoursFromOneOn() throws {
        let many = try Legend.named("many", classNames: (0..<200).map { "class \($0)" })
        for legend in [Legend.nlcd6, .nlcd3, many] {
            let colors = CellColors.classes(of: legend)
            for (position, each) in legend.classes.enumerated() {
                let expected = color(each.color.red, each.color.green, each.color.blue)
                #expect(colors[UInt8(position + 1)] == expected)
            }
            #expect(colors[0] == .clear)
            #expect(((legend.classes.count + 1)...255).allSatisfy { colors[UInt8($0)] == .clear })
            let some = colors.only([2, 3])
            #expect((0...255).allSatisfy { some[$0] == ([2, 3].contains($0) ? colors[$0] : .clear) })
        }
    }

    // MARK: - Pictures

    /// Each pixel is the cell that PROJ finds below its middle.
    @Test(arguments: ["EPSG:26917", "EPSG:2249", "EPSG:32733"]) func aPixelHasTheColourOfTheCellBelowIt(
        code: String
    ) throws {
        let grid = try Fixture.grid(columns: 7, rows: 5, code: code)
        var generator = SeededGenerator(seed: 63)
        let cells = (0..<35).map { _ in UInt8.random(in: 0...4, using: &generator) }
        let view = try CellView(grid: grid, cells: cells)
        let around = WebMercator.bounds(ofDegrees: view.degrees)
        let frame = try #require(
            WebFrame(
                bounds: MapBounds(
                    minX: around.minX - 200, minY: around.minY - 100, maxX: around.maxX + 50,
                    maxY: around.maxY + 300), width: 120, height: 90))
        // Opacity tells the cell; what is clear has none.
        let pixels = try #require(
            try view.picture(
                frame, colors: CellColors { $0 == 0 ? nil : .init(red: $0 &* 9, green: 0, blue: 1) }))
        let toGrid = try CoordinateTransform(
            from: SpatialReference(definition: "EPSG:3857"), to: SpatialReference(grid.reference))
        let (across, down) = (frame.bounds.width / 120, frame.bounds.height / 90)
        let middles = (0..<120 * 90).map { (pixel: Int) -> MapPoint in
            let (column, row) = (Double(pixel % 120) + 0.5, Double(pixel / 120) + 0.5)
            return MapPoint(x: frame.bounds.minX + column * across, y: frame.bounds.maxY - row * down)
        }
        var differences = 0
        for (pixel, place) in toGrid(middles).enumerated() {
            let place = try #require(place)
            let column = ((place.x - grid.origin.x) / grid.tileSide).rounded(.down)
            let row = ((grid.origin.y - place.y) / grid.tileSide).rounded(.down)
            let isInside = (0..<7).contains(column) && (0..<5).contains(row)
            let cell = isInside ? cells[Int(row) * 7 + Int(column)] : 0
            let expected: [UInt8] = cell == 0 ? [0, 0, 0, 0] : [cell &* 9, 0, 1, 255]
            if Array(pixels.rgba[pixel * 4..<pixel * 4 + 4]) != expected { differences += 1 }
        }
        // GDAL's warp is exact to an eighth of a pixel.
        #expect(differences < 120 * 90 / 100)
    }

    @Test func aPictureOfTheMapIsItsPNG() throws {
        let folder = try OutputFolder()
        var pixels = WebPixels(width: 7, height: 5)
        #expect(pixels.isEmpty)
        let side = 7 * 5 * 4
        pixels.rgba = (0..<side).map { (value: Int) -> UInt8 in UInt8(value * 7 % 256) }
        let path = folder.file("a.png")
        try Data(pixels.png()).write(to: URL(fileURLWithPath: path))
        let file = try RasterFile(path: path)
        #expect(file.width == 7 && file.height == 5 && file.bandCount == 4)
        for band in 0..<4 {
            let expected = stride(from: band, to: pixels.rgba.count, by: 4).map { pixels.rgba[$0] }
            #expect(try file.bytes(ofBand: band + 1) == expected)
        }
        // What has a colour and no opacity is not to be seen.
        pixels.rgba = (0..<7 * 5 * 4).map { $0 % 4 == 3 ? 0 : 200 }
        #expect(pixels.isEmpty)
        pixels.rgba[139] = 1
        #expect(!pixels.isEmpty)
    }
}

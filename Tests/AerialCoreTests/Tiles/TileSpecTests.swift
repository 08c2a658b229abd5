import AerialCore
import Foundation
import Testing

struct TileSpecTests {
    private let infrared = ["red", "green", "blue", "nir"]

    @Test func theStandardTileHas224MetresAnd224PixelsInThreeColours() {
        #expect(TileSpec.standard.sideMeters == 224 && TileSpec.standard.sidePixels == 224)
        #expect(TileSpec.standard.bands == ["red", "green", "blue"] && TileSpec.standard.isColor)
        #expect(TileSpec.standard.groundSampleDistance.metersPerPixel == 1)
    }

    @Test func theGroundSampleDistanceFollowsFromTheSides() throws {
        #expect(try TileSpec(sideMeters: 224, sidePixels: 112).groundSampleDistance.metersPerPixel == 2)
        #expect(try TileSpec(sideMeters: 112, sidePixels: 224).groundSampleDistance.metersPerPixel == 0.5)
    }

    @Test(arguments: [Double.nan, .infinity, 0, -112, 0.5, 1e6])
    func aSideThatNoTileHasIsRefused(meters: Double) {
        let error = #expect(throws: TileSpecError.self) {
            try TileSpec(sideMeters: meters, sidePixels: 224)
        }
        #expect(error?.description.contains("side cannot be") == true)
    }

    @Test(arguments: [0, -1, 15, 2049, Int.max]) func pixelsThatNoTileHasAreRefused(count: Int) {
        #expect(throws: TileSpecError.pixels(count)) { try TileSpec(sideMeters: 224, sidePixels: count) }
    }

    @Test func bandsHaveDifferentPlainNames() {
        func error(_ bands: [String]) -> TileSpecError? {
            do throws(TileSpecError) {
                _ = try TileSpec(sideMeters: 224, sidePixels: 224, bands: bands)
            } catch {
                return error
            }
            return nil
        }
        #expect(error([]) == .bandCount(0))
        #expect(error((0..<33).map { "b\($0)" }) == .bandCount(33))
        #expect(error(["red", "red"]) == .repeatedBand("red"))
        for name in ["", "near infrared", "a,b", "a=1", "a\n", String(repeating: "x", count: 65)] {
            #expect(error(["red", name]) == .bandName(name))
        }
        #expect(error(["nir", "réd"]) == nil)
    }

    @Test func aPictureIsOfTheColoursElseOfTheFirstBands() throws {
        func picture(_ bands: [String]) throws -> [Int] {
            try TileSpec(sideMeters: 224, sidePixels: 224, bands: bands).pictureBands
        }
        #expect(try picture(["nir", "blue", "green", "red"]) == [3, 2, 1])
        #expect(try picture(["nir", "red", "green"]) == [0, 1, 2])
        #expect(try picture(["vv", "vh"]) == [0, 0, 0])
    }

    @Test func whatIsWrittenIsReadAndWhatNoTileIsIsNot() throws {
        let tile = try TileSpec(sideMeters: 112.5, sidePixels: 96, bands: infrared)
        let data = try JSONEncoder().encode(tile)
        #expect(try JSONDecoder().decode(TileSpec.self, from: data) == tile)
        for text in [
            #"{"sideMeters":-1,"sidePixels":224,"bands":["red"]}"#,
            #"{"sideMeters":224,"sidePixels":224,"bands":[]}"#, #"{"sideMeters":224,"sidePixels":224}"#,
        ] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(TileSpec.self, from: Data(text.utf8))
            }
        }
    }

    @Test func aGridOf112MetresHasFourTimesAsManyTiles() throws {
        let meters = CoordinateReference(wellKnownText: "", authorityCode: "EPSG:26919", metersPerUnit: 1)
        let extent = MapBounds(minX: 0, minY: 0, maxX: 448, maxY: 448)
        func grid(_ side: Double) throws -> TileGrid {
            try #require(TileGrid(covering: extent, reference: meters, tileSideMeters: side))
        }
        #expect(try grid(224).tileCount == 4 && grid(112).tileCount == 16)
        #expect(try grid(112).tileHectares == 1.2544)
        #expect(
            try grid(112).bounds(of: TileIndex(row: 1, column: 2))
                == MapBounds(minX: 224, minY: 224, maxX: 336, maxY: 336))
    }

    @Test func aGridThatNamesNoSideIsOfStandardTiles() throws {
        let meters = CoordinateReference(wellKnownText: "", authorityCode: "EPSG:26919", metersPerUnit: 1)
        let grid = TileGrid(
            reference: meters, origin: MapPoint(x: 1, y: 2), columns: 3, rows: 4, tileSideMeters: 112)
        let text = String(decoding: try JSONEncoder().encode(grid), as: UTF8.self)
        func decoded(_ text: String) throws -> TileGrid {
            try JSONDecoder().decode(TileGrid.self, from: Data(text.utf8))
        }
        #expect(try decoded(text) == grid)
        let older = text.replacing("\"tileSideMeters\":112,", with: "").replacing(
            ",\"tileSideMeters\":112", with: "")
        #expect(older != text)
        #expect(try decoded(older).tileSideMeters == 224)
        #expect(throws: DecodingError.self) {
            try decoded(text.replacing("\"tileSideMeters\":112", with: "\"tileSideMeters\":0"))
        }
    }

    /// Two by two pixels of four bands, near infrared first.
    private var image: TileImage {
        TileImage(
            width: 2, height: 2, samples: (0..<16).map { UInt8($0) }, bandCount: 4, pictureBands: [1, 2, 3],
            emptyPixelCount: 0)
    }

    @Test func aPictureIsAViewOfTheBands() {
        #expect(image.rgb == [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15])
        let color = TileImage(width: 1, height: 1, rgb: [7, 8, 9], emptyPixelCount: 0)
        #expect(color.rgb == color.samples && color.bandCount == 3)
    }

    @Test func allBandsTurnWithTheImage() {
        #expect(Array(image.turnedRight().samples[0..<8]) == [8, 9, 10, 11, 0, 1, 2, 3])
        #expect(image.turnedRight().turnedRight().turnedRight().turnedRight() == image)
    }

    @Test func coloursAreMatchedInEveryBand() {
        func flat(_ values: [UInt8]) -> TileImage {
            TileImage(
                width: 10, height: 10, samples: Array(repeating: values, count: 100).flatMap { $0 },
                bandCount: 4, pictureBands: [0, 1, 2], emptyPixelCount: 0)
        }
        var (from, to) = (ColorHistogram(), ColorHistogram())
        from.add(flat([10, 20, 30, 40]))
        to.add(flat([60, 70, 80, 90]))
        let matched = ColorMatching(from: from, to: to).matched(flat([10, 20, 30, 40]))
        #expect(zip(matched.samples, [60, 70, 80, 90]).allSatisfy { abs(Int($0.0) - $0.1) <= 1 })
        #expect(matched.bandCount == 4)
    }
}

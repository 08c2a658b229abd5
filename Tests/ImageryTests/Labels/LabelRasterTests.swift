import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

struct LabelRasterTests {
    private let folder: SceneFolder
    private let grid: CoordinateReference

    init() throws {
        folder = try SceneFolder()
        grid = try CoordinateReference(definition: "EPSG:26917")
    }

    private let tile = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_224, maxY: 4_000_000)

    @Test func ninePointsRunFromTheNorthWestRowByRow() throws {
        // Nine labels, a third of the tile each.
        let side = 224.0 / 3
        let raster = DrawnTIFF(width: 3, height: 3, channels: 1, pixelWidth: side, pixelHeight: side) {
            column, row, _ in
            Double(11 + row * 3 + column)
        }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(try labels.ninePointCodes(in: tile) == (11...19).map { $0 })
    }

    @Test func nodataAndBeyondTheEdgeHaveNoCode() throws {
        let raster = DrawnTIFF(width: 3, height: 2, channels: 1, pixelWidth: 75, pixelHeight: 75, nodata: "0")
        { column, _, _ in
            column == 0 ? 0 : 41
        }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(try labels.ninePointCodes(in: tile) == [nil, 41, 41, nil, 41, 41, nil, nil, nil])
        let counts = try labels.codeCounts(in: tile)
        #expect(counts.codes == [41: 4] && counts.nodata == 5 && counts.total == 9)
        #expect(labels.noData == 0)
    }

    @Test func everyPixelIsCountedInExactlyOneTile() throws {
        let raster = DrawnTIFF(width: 30, height: 30, channels: 1, pixelWidth: 30, pixelHeight: 30) {
            column, row, _ in
            Double(1 + (column + row) % 5)
        }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        var total: [Int: Int] = [:]
        for row in 0..<5 {
            for column in 0..<5 {
                let west = 500_000 + 224 * Double(column)
                let north = 4_000_000 - 224 * Double(row)
                let bounds = MapBounds(minX: west, minY: north - 224, maxX: west + 224, maxY: north)
                total.merge(try labels.codeCounts(in: bounds).codes, uniquingKeysWith: +)
            }
        }
        #expect(total == [1: 180, 2: 180, 3: 180, 4: 180, 5: 180])
    }

    @Test func pixelsLargerThanATileCountByTheirShareOfItsGround() throws {
        // Two columns of 448 m, which meet at four fifths of the second tile from the west.
        let raster = DrawnTIFF(
            width: 2, height: 2, channels: 1, west: 499_955.2, north: 4_000_100, pixelWidth: 448,
            pixelHeight: 448
        ) { column, _, _ in Double(11 * (column + 1)) }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        let next = MapBounds(minX: 500_224, minY: 3_999_776, maxX: 500_448, maxY: 4_000_000)
        #expect(try labels.codeCounts(in: tile).codes == [11: 100])
        #expect(try labels.codeCounts(in: next).codes == [11: 80, 22: 20])
        let beyond = MapBounds(minX: 500_740, minY: 3_999_776, maxX: 500_964, maxY: 4_000_000)
        let counts = try labels.codeCounts(in: beyond)
        #expect(counts.codes == [22: 50] && counts.nodata == 50)
    }

    @Test func otherReferencesAreReached() throws {
        // 30 m Albers pixels around the tile; every one of code 82 but for a far corner.
        let albers = try CoordinateTransform(
            from: SpatialReference(definition: "EPSG:26917"), to: SpatialReference(definition: "EPSG:5070"))
        let center = try #require(albers(tile.center))
        let raster = DrawnTIFF(
            width: 20, height: 20, channels: 1, epsg: 5070, west: center.x - 300, north: center.y + 300,
            pixelWidth: 30,
            pixelHeight: 30
        ) { column, row, _ in column == 0 && row == 0 ? 11 : 82 }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(try labels.ninePointCodes(in: tile) == Array(repeating: 82, count: 9))
        let counts = try labels.codeCounts(in: tile)
        #expect(counts.nodata == 0 && counts.codes.keys.sorted() == [82])
        #expect((50...62).contains(counts.total))
    }

    @Test func overlapIsToldApart() throws {
        let raster = DrawnTIFF(width: 3, height: 3, channels: 1, pixelWidth: 30, pixelHeight: 30) { _, _, _ in
            1
        }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(labels.overlaps(tile))
        #expect(!labels.overlaps(MapBounds(minX: 510_000, minY: 3_999_776, maxX: 510_224, maxY: 4_000_000)))
    }

    @Test func wideCodesAndColoursAreKept() throws {
        let wide = DrawnTIFF(width: 3, height: 3, channels: 1, sample: .word, pixelWidth: 80, pixelHeight: 80)
        { _, _, _ in
            40_000
        }
        let labels = try LabelRaster(path: folder.drawn("w.tif", wide), gridReference: grid)
        #expect(try labels.ninePointCodes(in: tile)[4] == 40_000)
        #expect(labels.colors.isEmpty)
        var palette = [(UInt8, UInt8, UInt8)](repeating: (0, 0, 0), count: 256)
        palette[41] = (104, 171, 95)
        let colored = DrawnTIFF(width: 3, height: 3, channels: 1, palette: palette) { _, _, _ in 41 }
        let colors = try LabelRaster(path: folder.drawn("c.tif", colored), gridReference: grid).colors
        #expect(colors == [41: LegendColor(red: 104, green: 171, blue: 95)])
    }

    @Test func aMissingBandIsNamed() throws {
        let path = try folder.drawn("l.tif", DrawnTIFF(width: 3, height: 3, channels: 1) { _, _, _ in 1 })
        #expect(throws: ImageryError.noSuchBand(path: path, band: 2, bandCount: 1)) {
            try LabelRaster(path: path, gridReference: grid, band: 2)
        }
    }

    @Test func aBandFlaggedAsAlphaSaysWhereLabelsAre() throws {
        let raster = DrawnTIFF(
            width: 3, height: 3, channels: 2, pixelWidth: 75, pixelHeight: 75, flagsLastChannelAsAlpha: true
        ) { column, _, channel in channel == 0 ? 41 : column == 0 ? 0 : 255 }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(try labels.codeCounts(in: tile).codes == [41: 6])
        #expect(try labels.codeCounts(in: tile).nodata == 3)
    }

    @Test func codesBetweenWholeNumbersAreRefused() throws {
        let raster = DrawnTIFF(
            width: 3, height: 3, channels: 1, sample: .float, pixelWidth: 75, pixelHeight: 75
        ) { column, _, _ in column == 0 ? 31 : 41.5 }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(throws: ImageryError.fractionalCode(path: folder.file("l.tif"), value: 41.5)) {
            try labels.ninePointCodes(in: tile)
        }
    }

    @Test func wholeNumbersOfAFloatRasterAreCodes() throws {
        let raster = DrawnTIFF(
            width: 3, height: 3, channels: 1, sample: .float, pixelWidth: 75, pixelHeight: 75
        ) { _, _, _ in 41 }
        let labels = try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        #expect(try labels.codeCounts(in: tile).codes == [41: 9])
    }

    @Test func aColouredPictureOfAMapIsRefused() throws {
        let raster = DrawnTIFF(width: 3, height: 3, pixelWidth: 75, pixelHeight: 75) { _, _, channel in
            [41, 82, 21][channel]
        }
        #expect(throws: ImageryError.coloredLabels(path: folder.file("l.tif"))) {
            try LabelRaster(path: folder.drawn("l.tif", raster), gridReference: grid)
        }
    }

    @Test func codesThatJPEGHasChangedAreRefused() throws {
        let failure = { ImageryError.cannotWrite(path: "l.tif", reason: $0) }
        let raster = try RasterFile.inMemory(
            width: 16, height: 16, bands: [[UInt8](repeating: 41, count: 256)], failure)
        var transform = [500_000.0, 30, 0, 4_000_000, 0, -30]
        GDALSetGeoTransform(raster.handle, &transform)
        GDALSetProjection(
            raster.handle, try SpatialReference(definition: "EPSG:26917").reference.wellKnownText)
        let path = folder.file("l.tif")
        try raster.copy(to: path, driver: "GTiff", options: ["COMPRESS=JPEG"], failure)
        #expect(throws: ImageryError.lossyLabels(path: path, compression: "JPEG")) {
            try LabelRaster(path: path, gridReference: grid)
        }
    }
}

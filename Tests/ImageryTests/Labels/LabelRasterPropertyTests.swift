import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

/// Land-cover rasters that lie strangely or hold strange numbers.
struct LabelRasterPropertyTests {
    private let folder: SceneFolder
    private let grid: CoordinateReference

    init() throws {
        folder = try SceneFolder()
        grid = try CoordinateReference(definition: "EPSG:26917")
    }

    private let tile = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_224, maxY: 4_000_000)

    private func raster(_ drawn: DrawnTIFF, name: String = "l.tif", band: Int = 1) throws -> LabelRaster {
        try LabelRaster(path: folder.drawn(name, drawn), gridReference: grid, band: band)
    }

    private func code(_ column: Int, _ row: Int) -> Double { Double(1 + (3 * column + 5 * row) % 7) }

    /// Squares of 224 m around the raster's north-west corner, which its turn may take anywhere near.
    private var squares: [MapBounds] {
        (-7..<7).flatMap { row in
            (-7..<7).map { column in
                let (west, north) = (500_000 + 224 * Double(column), 4_000_000 - 224 * Double(row))
                return MapBounds(minX: west, minY: north - 224, maxX: west + 224, maxY: north)
            }
        }
    }

    @Test(arguments: [0.0, 17, 45, 90, 135, 180, 271])
    func aTurnedRasterIsCountedOnceAltogether(degrees: Double) throws {
        // Off the squares' corners, so that no centre lies on an edge but for rounding.
        var drawn = DrawnTIFF(
            width: 31, height: 23, channels: 1, west: 500_003.7, north: 4_000_001.3, pixelWidth: 30,
            pixelHeight: 30
        ) { code($0, $1) + Double($2) }
        drawn.rotationDegrees = degrees
        let labels = try raster(drawn)
        var found: [Int: Int] = [:]
        for square in squares { found.merge(try labels.codeCounts(in: square).codes, uniquingKeysWith: +) }
        var wanted: [Int: Int] = [:]
        for row in 0..<23 { for column in 0..<31 { wanted[Int(code(column, row)), default: 0] += 1 } }
        #expect(found == wanted)
    }

    @Test func theFirstRowMayBeTheSouthernmost() throws {
        let side = 224.0 / 3
        let labels = try raster(
            DrawnTIFF(
                width: 3, height: 3, channels: 1, north: 3_999_776, pixelWidth: side, pixelHeight: -side
            ) { column, row, _ in Double(11 + row * 3 + column) })
        #expect(try labels.ninePointCodes(in: tile) == [17, 18, 19, 14, 15, 16, 11, 12, 13])
        #expect(try labels.codeCounts(in: tile).codes.count == 9 && labels.overlaps(tile))
    }

    /// The places of a rectangle one by one, against the window that is read at once.
    @Test func placesTogetherAndAloneHaveTheSameCodes() throws {
        var drawn = DrawnTIFF(width: 20, height: 20, channels: 1, pixelWidth: 9, pixelHeight: 13, nodata: "3")
        {
            code($0, $1) + Double($2)
        }
        drawn.rotationDegrees = 20
        let labels = try raster(drawn)
        var generator = SeededGenerator(seed: 8)
        let points = (0..<200).map { _ in
            MapPoint(
                x: Double.random(in: 499_800...500_400, using: &generator),
                y: Double.random(in: 3_999_600...4_000_200, using: &generator))
        }
        let together = try labels.codes(at: points)
        #expect(try together == points.map { try labels.codes(at: [$0])[0] })
        #expect(together.contains { $0 != nil } && together.contains { $0 == nil })
        #expect(!together.contains(3))
        #expect(try labels.codes(at: []).isEmpty)
    }

    @Test func noNumberAndNoBoundsHaveNoCode() throws {
        let values = [Double.nan, .infinity, -.infinity, 1e30, 41, -7, 0, 2_000_000, 41]
        let labels = try raster(
            DrawnTIFF(width: 3, height: 3, channels: 1, sample: .float, pixelWidth: 75, pixelHeight: 75) {
                column, row, _ in values[row * 3 + column]
            })
        let counts = try labels.codeCounts(in: tile)
        #expect(counts.codes == [41: 2, -7: 1, 0: 1, 2_000_000: 1] && counts.nodata == 4)
        #expect(
            try labels.codes(at: [MapPoint(x: .nan, y: 0), MapPoint(x: .infinity, y: 1e300)]) == [nil, nil])
        let strange = MapBounds(minX: .nan, minY: .nan, maxX: .nan, maxY: .nan)
        #expect(try labels.ninePointCodes(in: strange).allSatisfy { $0 == nil })
        #expect(try labels.codeCounts(in: strange).total == 0)
        #expect(!labels.overlaps(strange))
        #expect(try labels.census(around: strange) == LabelCensus())
    }

    @Test func aNodataThatIsNoNumberTakesNothingAway() throws {
        let labels = try raster(
            DrawnTIFF(
                width: 3, height: 3, channels: 1, sample: .float, pixelWidth: 75, pixelHeight: 75,
                nodata: "nan"
            ) { column, _, _ in column == 0 ? .nan : 41 })
        #expect(try labels.codeCounts(in: tile).codes == [41: 6])
        #expect(try labels.codeCounts(in: tile).nodata == 3)
    }

    /// A code counts with a share of its pixels that does not depend on where the tile's corner lies among them.
    @Test func smallPixelsOfOneCodeFillTheTile() throws {
        let labels = try raster(
            DrawnTIFF(width: 300, height: 300, channels: 1, west: 499_950.3, north: 4_000_040.7) { _, _, _ in
                82
            })
        let counts = try labels.codeCounts(in: tile)
        #expect(counts.codes == [82: 224 * 224] && counts.nodata == 0)
    }

    @Test func theCensusOfASmallPartHoldsEachOfItsPixelsOnce() throws {
        let labels = try raster(
            DrawnTIFF(width: 290, height: 140, channels: 1, pixelWidth: 10, pixelHeight: 10, nodata: "2") {
                code($0, $1) + Double($2)
            })
        let all = MapBounds(minX: 490_000, minY: 3_990_000, maxX: 510_000, maxY: 4_010_000)
        let census = try labels.census(around: all)
        #expect(census.total + census.nodata == 290 * 140)
        #expect(census.nodata > 0 && census.codes[2] == nil)
        let elsewhere = MapBounds(minX: 600_000, minY: 3_990_000, maxX: 610_000, maxY: 4_010_000)
        #expect(try labels.census(around: elsewhere) == LabelCensus())
    }

    @Test func aSampleOfALargePartIsEvenlySpread() throws {
        // Codes by the eighth of the raster's width: each is seen as often as the others.
        let labels = try raster(
            DrawnTIFF(width: 2048, height: 600, channels: 1) { column, _, _ in Double(1 + column / 256) })
        let all = MapBounds(minX: 490_000, minY: 3_990_000, maxX: 510_000, maxY: 4_010_000)
        let census = try labels.census(around: all)
        #expect(Set(census.codes.keys) == Set(1...8))
        #expect(Set(census.codes.values).count == 1)
        #expect(census.total < 2048 * 600)
    }

    @Test func theWantedBandIsRead() throws {
        let drawn = DrawnTIFF(width: 3, height: 3, channels: 2, pixelWidth: 75, pixelHeight: 75) {
            _, _, channel in
            channel == 0 ? 11 : 22
        }
        #expect(try raster(drawn, band: 2).codeCounts(in: tile).codes == [22: 9])
        let path = folder.file("l.tif")
        for number in [0, -1, 3, Int.max] {
            #expect(throws: ImageryError.noSuchBand(path: path, band: number, bandCount: 2)) {
                try LabelRaster(path: path, gridReference: grid, band: number)
            }
        }
    }

    @Test func aRasterWithoutAPlaceIsRefused() throws {
        let path = try folder.drawn(
            "l.tif", DrawnTIFF(width: 3, height: 3, channels: 1, epsg: nil) { _, _, _ in 1 })
        #expect(throws: ImageryError.missingGeoreference(path: path)) {
            try LabelRaster(path: path, gridReference: grid)
        }
        #expect(!LabelRaster.isLandCover(path))
    }

    @Test func landCoverIsOneBandOfWholeNumbers() throws {
        func isLandCover(_ drawn: DrawnTIFF) throws -> Bool {
            LabelRaster.isLandCover(try folder.drawn("k.tif", drawn))
        }
        #expect(try isLandCover(DrawnTIFF(width: 2, height: 2, channels: 1, sample: .word) { _, _, _ in 1 }))
        #expect(
            try !isLandCover(DrawnTIFF(width: 2, height: 2, channels: 1, sample: .float) { _, _, _ in 1 }))
        #expect(try !isLandCover(DrawnTIFF(width: 2, height: 2, channels: 3) { _, _, _ in 1 }))
        #expect(!LabelRaster.isLandCover(folder.file("missing.tif")))
        #expect(!LabelRaster.isLandCover(folder.path))
    }

    /// What a cut file still holds is read or refused, and never made up.
    @Test func aCutRasterEndsInAnErrorOrInItsOwnCodes() throws {
        let drawn = DrawnTIFF(width: 40, height: 40, channels: 1, pixelWidth: 6, pixelHeight: 6) { _, _, _ in
            41
        }
        let bytes = drawn.bytes()
        for count in stride(from: 0, to: bytes.count, by: 97) {
            let path = folder.file("cut.tif")
            try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: path))
            guard let labels = try? LabelRaster(path: path, gridReference: grid),
                let counts = try? labels.codeCounts(in: tile)
            else { continue }
            #expect(Set(counts.codes.keys).isSubset(of: [41]), "\(count) bytes")
        }
    }

    @Test func theFilesOwnNamesAreReadFromItsTable() throws {
        let rows = ["11</F><F>Open Water", "41</F><F>Лес &amp; 森"].enumerated().map {
            "<Row index=\"\($0.offset)\"><F>\($0.element)</F></Row>"
        }
        let notes = """
            <PAMDataset><PAMRasterBand band="1"><CategoryNames><Category></Category><Category>One</Category>
            </CategoryNames><GDALRasterAttributeTable tableType="thematic">
            <FieldDefn index="0"><Name>Code</Name><Type>0</Type><Usage>5</Usage></FieldDefn>
            <FieldDefn index="1"><Name>Words</Name><Type>2</Type><Usage>2</Usage></FieldDefn>\(rows.joined())
            </GDALRasterAttributeTable></PAMRasterBand></PAMDataset>
            """
        try Data(notes.utf8).write(to: URL(fileURLWithPath: folder.file("l.tif.aux.xml")))
        let palette = try raster(DrawnTIFF(width: 3, height: 3, channels: 1) { _, _, _ in 11 }).palette
        #expect(palette.entries.compactMapValues(\.name) == [1: "One", 11: "Open Water", 41: "Лес & 森"])
    }
}

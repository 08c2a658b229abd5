import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Label pixels that are tiny beside a tile: none of it may ask for the memory of all of them.
struct TinyLabelPixelsTests {
    private let folder: SceneFolder
    private let grid: CoordinateReference
    private let tile = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_224, maxY: 4_000_000)

    init() throws {
        folder = try SceneFolder()
        grid = try CoordinateReference(definition: "EPSG:26917")
    }

    /// Four codes in the quarters of a square, drawn as so many pixels.
    private func quarters(sidePixels: Int, sideMeters: Double) throws -> LabelRaster {
        let drawn = DrawnTIFF(width: 2, height: 2, channels: 1) { column, row, _ in
            Double(11 + 2 * row + column)
        }
        _ = try folder.drawn("small.tif", drawn)
        let pixel = sideMeters / Double(sidePixels)
        try """
        <VRTDataset rasterXSize="\(sidePixels)" rasterYSize="\(sidePixels)"><SRS>EPSG:26917</SRS>
        <GeoTransform>500000, \(pixel), 0, 4000000, 0, -\(pixel)</GeoTransform>
        <VRTRasterBand dataType="Byte" band="1"><SimpleSource>
        <SourceFilename relativeToVRT="1">small.tif</SourceFilename><SourceBand>1</SourceBand>
        <SrcRect xOff="0" yOff="0" xSize="2" ySize="2"/>
        <DstRect xOff="0" yOff="0" xSize="\(sidePixels)" ySize="\(sidePixels)"/>
        </SimpleSource></VRTRasterBand></VRTDataset>
        """.write(toFile: folder.file("large.vrt"), atomically: true, encoding: .utf8)
        return try LabelRaster(path: folder.file("large.vrt"), gridReference: grid)
    }

    @Test(arguments: [22_400, 224_000, 2_000_000]) func placesStandForPixelsThatAreTooMany(sidePixels: Int)
        throws
    {
        let labels = try quarters(sidePixels: sidePixels, sideMeters: 224)
        let counts = try labels.codeCounts(in: tile)
        #expect(counts.codes == [11: 2500, 12: 2500, 13: 2500, 14: 2500] && counts.nodata == 0)
        #expect(try labels.ninePointCodes(in: tile).compactMap { $0 }.count == 9)
        // Half of it beyond the raster.
        let east = MapBounds(minX: 500_112, minY: 3_999_776, maxX: 500_336, maxY: 4_000_000)
        let half = try labels.codeCounts(in: east)
        #expect(half.codes == [12: 2500, 14: 2500] && half.nodata == 5000)
        #expect(try labels.census(around: tile).total > 0)
    }

    @Test func pixelsThatAreManyAreCountedOneByOne() throws {
        let labels = try quarters(sidePixels: 2240, sideMeters: 224)
        let counts = try labels.codeCounts(in: tile)
        let quarter = 1120 * 1120
        #expect(counts.codes == [11: quarter, 12: quarter, 13: quarter, 14: quarter] && counts.nodata == 0)
    }

    @Test func aRasterOfAFewTinyPixelsIsNoTrap() throws {
        let drawn = DrawnTIFF(width: 30, height: 30, channels: 1, pixelWidth: 1e-4, pixelHeight: 1e-4) {
            _, _, _ in 7
        }
        let labels = try LabelRaster(path: folder.drawn("l.tif", drawn), gridReference: grid)
        let counts = try labels.codeCounts(in: tile)
        #expect(counts.total == 10_000 && counts.codes.keys.allSatisfy { $0 == 7 })
    }

    /// Whether they are read together or one by one.
    @Test func placesFarFromEachOtherHaveTheCodesOfTheirPixels() throws {
        let labels = try quarters(sidePixels: 100_000, sideMeters: 224)
        let places = tile.places(perSide: 7) + [MapPoint(x: 0, y: 0), MapPoint(x: .nan, y: 1)]
        let found = try labels.codes(at: places)
        for (place, code) in zip(places, found) {
            let isInside = tile.contains(place)
            let expected = (place.x < 500_112 ? 11 : 12) + (place.y > 3_999_888 ? 0 : 2)
            #expect(code == (isInside ? expected : nil), "\(place)")
        }
    }
}

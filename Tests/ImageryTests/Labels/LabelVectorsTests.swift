import AerialCore
import Foundation
import Testing

@testable import Imagery

struct LabelVectorsTests {
    private let folder: SceneFolder
    private let grid: CoordinateReference
    private let tile = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_224, maxY: 4_000_000)

    init() throws {
        folder = try SceneFolder()
        grid = try CoordinateReference(definition: "EPSG:26917")
    }

    private struct Feature {
        let name: String?
        /// `Polygon` or `Point` with its coordinates, as GeoJSON.
        let geometry: String
    }

    private func square(_ name: String?, _ west: Double, _ south: Double, _ side: Double) -> Feature {
        polygon(
            name, [(west, south), (west + side, south), (west + side, south + side), (west, south + side)])
    }

    private func polygon(_ name: String?, _ corners: [(Double, Double)]) -> Feature {
        let ring = (corners + [corners[0]]).map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
        return Feature(name: name, geometry: "{\"type\":\"Polygon\",\"coordinates\":[[\(ring)]]}")
    }

    private func point(_ name: String?, _ x: Double, _ y: Double) -> Feature {
        Feature(name: name, geometry: "{\"type\":\"Point\",\"coordinates\":[\(x),\(y)]}")
    }

    private func written(_ features: [Feature], epsg: Int = 26917) throws -> String {
        let texts = features.map { feature in
            let name = feature.name.map { "\"\($0)\"" } ?? "null"
            return "{\"type\":\"Feature\",\"properties\":{\"kind\":\(name)},\"geometry\":\(feature.geometry)}"
        }
        let path = folder.file("labels.geojson")
        let reference = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:\(epsg)\"}}"
        try "{\"type\":\"FeatureCollection\",\(reference),\"features\":[\(texts.joined(separator: ","))]}"
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func vectors(_ features: [Feature], epsg: Int = 26917) throws -> LabelVectors {
        let layer = try LabelLayer(path: written(features, epsg: epsg))
        return try LabelVectors(layer, gridReference: grid, extent: tile)
    }

    @Test(arguments: [1e12, 1e19, 1e300]) func aPolygonThatReachesBeyondAllMapsEndsAtTheTile(reach: Double)
        throws
    {
        let labels = try vectors([square("Forest", 500_000 - reach, 3_999_776 - reach, 2 * reach)])
        // Where coordinates are beyond what can be intersected, an error says so.
        let shares = (try? labels.shares(in: tile)) ?? [:]
        #expect(shares.values.allSatisfy { $0 <= 1 + 1e-9 })
    }

    @Test func sharesAreThoseOfTheArea() throws {
        let labels = try vectors([
            square("Forest", 500_000, 3_999_776, 112), square("Barren", 500_112, 3_999_888, 500),
        ])
        #expect(labels.layer.values == ["Barren", "Forest"] && labels.layer.kind == .polygons)
        let shares = try labels.shares(in: tile)
        #expect(shares.count == 2 && shares.values.allSatisfy { abs($0 - 0.25) < 1e-9 })
    }

    /// A class that is one feature of a whole country, or of the Earth, reaches out of a zone's map.
    @Test func aPolygonOfTheWholeEarthCoversTheTile() throws {
        let labels = try vectors(
            [polygon("Land", [(-180, -90), (180, -90), (180, 90), (-180, 90)])], epsg: 4326)
        let share = try #require(try labels.shares(in: tile)[0])
        #expect(labels.outsideCount == 0 && abs(share - 1) < 1e-9)
    }

    @Test func groundThatPolygonsOfAClassShareCountsOnce() throws {
        let labels = try vectors([
            square("Forest", 500_000, 3_999_776, 112), square("Forest", 500_000, 3_999_776, 112),
            square("Forest", 500_056, 3_999_776, 112),
        ])
        let share = try #require(try labels.shares(in: tile)[0])
        #expect(abs(share - 0.375) < 1e-9)
    }

    @Test func manyCornersAreCutWithoutLoss() throws {
        let center = (500_112.0, 3_999_888.0)
        let corners = (0..<5000).map { step -> (Double, Double) in
            let angle = Double(step) / 5000 * 2 * .pi
            return (center.0 + 100 * cos(angle), center.1 + 100 * sin(angle))
        }
        let labels = try vectors([polygon("Lake", corners)])
        let share = try #require(labels.shares(in: tile)[0])
        #expect(abs(share - .pi * 10_000 / (224 * 224)) < 1e-5)
        // 75 m from the middle in both directions are 106 m.
        let inside = labels.ninePointValues(in: tile).map { !$0.isEmpty }
        #expect(inside == [false, true, false, true, true, true, false, true, false])
    }

    @Test func aPolygonThatCrossesItselfIsMended() throws {
        let bow = polygon(
            "Forest",
            [(500_000, 3_999_776), (500_224, 4_000_000), (500_224, 3_999_776), (500_000, 4_000_000)])
        let share = try #require(try vectors([bow]).shares(in: tile)[0])
        #expect(abs(share - 0.5) < 1e-9)
    }

    /// A lake in a corner of its wood: the hole shares edges with the outline.
    @Test func aHoleAlongTheEdgeIsNoGroundOfThePolygon() throws {
        func ring(_ side: Double) -> String {
            let (west, south) = (500_000.0, 3_999_776.0)
            let corners = [(0.0, 0.0), (side, 0), (side, side), (0, side), (0, 0)]
            return "[" + corners.map { "[\(west + $0.0),\(south + $0.1)]" }.joined(separator: ",") + "]"
        }
        let wood = "{\"type\":\"Polygon\",\"coordinates\":[\(ring(224)),\(ring(112))]}"
        let labels = try vectors([Feature(name: "Forest", geometry: wood)])
        let share = try #require(try labels.shares(in: tile)[0])
        #expect(abs(share - 0.75) < 1e-9)
        #expect(labels.ninePointValues(in: tile).count { $0.isEmpty } == 1)
    }

    /// GeoJSON by hand.
    @Test func aRingWithoutItsEndIsClosed() throws {
        let ring = "[[500000,3999776],[500224,3999776],[500224,4000000],[500000,4000000]]"
        let square = Feature(name: "Forest", geometry: "{\"type\":\"Polygon\",\"coordinates\":[\(ring)]}")
        let share = try #require(try vectors([square]).shares(in: tile)[0])
        #expect(abs(share - 1) < 1e-9)
    }

    @Test func pointsAreCountedInTheTileThatHoldsThem() throws {
        let labels = try vectors([
            point("A", 500_010, 3_999_990), point("A", 500_020, 3_999_990), point("B", 500_200, 3_999_800),
            point("B", 600_000, 3_999_800),
        ])
        #expect(labels.layer.kind == .points)
        #expect(labels.pointCounts(in: tile) == [0: 2, 1: 1])
        #expect(labels.outsideCount == 1)
        let west = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_112, maxY: 4_000_000)
        #expect(labels.pointCounts(in: west) == [0: 2])
    }

    @Test func otherReferencesAreReached() throws {
        let toDegrees = try CoordinateTransform(from: SpatialReference(grid), to: .degrees())
        let center = try #require(toDegrees(tile.center))
        #expect(try vectors([point("A", center.x, center.y)], epsg: 4326).pointCounts(in: tile) == [0: 1])
    }

    @Test func featuresWithoutAClassArePassedOver() throws {
        let labels = try vectors([square(nil, 500_000, 3_999_776, 112), square("A", 500_000, 3_999_776, 56)])
        #expect(labels.layer.skippedCount == 1 && labels.layer.featureCount == 2)
        #expect(try labels.shares(in: tile).count == 1)
    }

    @Test func whatIsNeitherPolygonsNorPointsIsRefused() throws {
        let mixed = try written([square("A", 500_000, 3_999_776, 10), point("B", 500_000, 3_999_776)])
        let line = Feature(name: "A", geometry: "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}")
        let error = #expect(throws: LabelError.self) { try LabelLayer(path: mixed) }
        #expect(error?.description.contains("points and polygons") == true)
        #expect(throws: LabelError.self) { try LabelLayer(path: written([line])) }
        #expect(throws: LabelError.self) { try LabelLayer(path: written([square(nil, 0, 0, 1)])) }
    }

    @Test func aRasterSaysWhatItsNumbersAre() throws {
        var palette = [(UInt8, UInt8, UInt8)](repeating: (0, 0, 0), count: 256)
        palette[1] = (0xAB, 0x00, 0x00)
        palette[2] = (0x1C, 0x5F, 0x2C)
        palette[3] = (0xAB, 0x6C, 0x28)
        let drawn = DrawnTIFF(
            width: 30, height: 30, channels: 1, pixelWidth: 10, pixelHeight: 10, palette: palette
        ) { column, _, _ in Double(1 + column / 10) }
        let raster = try LabelRaster(path: folder.drawn("p.tif", drawn), gridReference: grid)
        try raster.checkBands()
        let census = try raster.census(around: tile)
        #expect(census.codes.keys.sorted() == [1, 2, 3] && census.nodata == 0 && census.total > 500)
        guard case .palette(let classes, _) = raster.palette.reading(by: .nlcd6, numbers: [1, 2, 3]) else {
            Issue.record("the palette is not taken")
            return
        }
        #expect(classes == [1: 0, 2: 2, 3: 1])
    }

    /// The second may be a confidence, or the codes.
    @Test(arguments: [1, 2]) func aSecondBandIsTold(channels: Int) throws {
        let drawn = DrawnTIFF(
            width: 3, height: 3, channels: channels, pixelWidth: 75, pixelHeight: 75
        ) { _, _, channel in channel == 0 ? 41 : 90 }
        let raster = try LabelRaster(path: folder.drawn("two.tif", drawn), gridReference: grid)
        try raster.checkBands()
        #expect((raster.bandsRemark?.contains("from the first") == true) == (channels == 2))
    }

    @Test func aStackIsNoLandCover() throws {
        let drawn = DrawnTIFF(width: 3, height: 3, channels: 5, pixelWidth: 75, pixelHeight: 75) { _, _, _ in
            41
        }
        let path = try folder.drawn("s.tif", drawn)
        // Of five bands the first three are colours for some programs.
        #expect(throws: (any Error).self) {
            try LabelRaster(path: path, gridReference: grid).checkBands()
        }
    }
}

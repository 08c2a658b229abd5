import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Places where degrees jump from 180 to -180.
struct DateLineTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private func scene(_ name: String, west: Double) throws -> String {
        var raster = DrawnTIFF(width: 700, height: 700, value: Pattern.value)
        raster.epsg = 4326
        raster.isGeographic = true
        (raster.west, raster.north) = (west, -16.8)
        (raster.pixelWidth, raster.pixelHeight) = (1e-5, 1e-5)
        return try folder.drawn(name, raster)
    }

    @Test(arguments: [180.0, -180.0]) func scenesOnBothSidesAreOneGridNorthUp(east: Double) throws {
        let mosaic = try Mosaic(paths: [scene("w.tif", west: 179.993), scene("e.tif", west: east)])
        #expect((5...7).contains(mosaic.grid.columns) && (3...4).contains(mosaic.grid.rows))
        #expect(mosaic.grid.reference.authorityCode?.hasPrefix("EPSG:327") == true)
        let reader = try mosaic.makeReader()
        let tiles = try (0..<mosaic.grid.columns).map { try reader.read(TileIndex(row: 1, column: $0)) }
        #expect(tiles.dropLast().allSatisfy { $0.emptyPixelCount < 50 * 224 })
        let placer = try mosaic.makePlacer()
        for column in 0..<mosaic.grid.columns {
            let degrees = try placer.place(of: TileIndex(row: 0, column: column)).degrees
            #expect(degrees.width < 0.01 && (179.98...180.02).contains(degrees.minX.magnitude))
        }
    }

    @Test func longitudesAreCountedOnBeyond180() {
        #expect(Longitude.together([179.9, -179.9]) == [179.9, 180.1])
        #expect(Longitude.together([-1, 1]) == [-1, 1])
        #expect([180, -180, 540, 181, -181, 0].map(Longitude.usual) == [-180, -180, -180, -179, 179, 0])
    }

    @Test func whatCrossesTheLineIsCutInGeoJSON() throws {
        let reference = try CoordinateReference(definition: "EPSG:32701")
        let toGrid = try CoordinateTransform(from: .degrees(), to: SpatialReference(reference))
        let middle = try #require(toGrid(MapPoint(x: -180, y: -16.8)))
        let sink = try GeoJSONSink(
            path: folder.file("a.geojson"), reportedPath: "a.geojson", columns: [], reference: reference)
        for offset in [-500.0, -50, 50] {
            try sink.write(
                [],
                bounds: MapBounds(
                    minX: middle.x + offset, minY: middle.y, maxX: middle.x + offset + 100,
                    maxY: middle.y + 100))
        }
        try sink.close()
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.geojson")))
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let shapes = try #require(object["features"] as? [[String: Any]]).compactMap {
            $0["geometry"] as? [String: Any]
        }
        #expect(shapes.map { $0["type"] as? String } == ["Polygon", "MultiPolygon", "Polygon"])
        let halves = try #require(shapes[1]["coordinates"] as? [[[[Double]]]])
        #expect(halves.count == 2)
        for (half, side) in zip(halves, [180.0, -180]) {
            let ring = half[0]
            #expect(ring.first == ring.last && (4...7).contains(ring.count))
            #expect(ring.allSatisfy { abs($0[0] - side) < 0.001 })
            let area = zip(ring, ring.dropFirst()).reduce(0) { $0 + $1.0[0] * $1.1[1] - $1.1[0] * $1.0[1] }
            #expect(area > 0)
        }
        let east = try #require(shapes[2]["coordinates"] as? [[[Double]]])
        #expect(east[0].allSatisfy { $0[0] < -179.99 })
    }
}

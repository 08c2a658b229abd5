import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Which systems a grid of tiles may lie in.
struct GroundGridTests {
    private static let albers = "EPSG:5070"
    private static let europe = "EPSG:3035"

    @Test(
        arguments: [
            ("EPSG:32618", -72.5, 42.4, true), ("EPSG:26986", -71.4, 42.4, true),
            ("EPSG:2249", -71.4, 42.4, true), ("EPSG:2154", 7.2, 43.7, true), ("EPSG:3006", 11.5, 58, true),
            ("EPSG:3067", 31.5, 62.9, true), ("EPSG:27700", -6.2, 49.9, true), (albers, -124.5, 48.3, true),
            (albers, -67, 44.8, true), (albers, -80.5, 25.2, true), (europe, -9.4, 38.7, true),
            (europe, 33, 35, true), (europe, 25.8, 71, true),
            // The zone of the Rocky Mountains in Massachusetts, and maps of the whole Earth.
            ("EPSG:32613", -71.4, 42.4, false), ("EPSG:3857", -71.4, 42.4, false),
            ("EPSG:3395", -71.4, 42.4, false), ("EPSG:4087", -71.4, 42.4, false),
            ("EPSG:6933", -71.4, 42.4, false), ("ESRI:54008", -71.4, 42.4, false),
            ("EPSG:3995", -71.4, 42.4, false), ("EPSG:4326", -71.4, 42.4, false),
        ])
    func aSystemMeasuresTheGroundWhereAMetreIsOne(
        code: String, longitude: Double, latitude: Double, measures: Bool
    ) throws {
        let system = try SpatialReference(definition: code)
        let place = try CoordinateTransform(from: .degrees(), to: system)(
            MapPoint(x: longitude, y: latitude))
        let point = try #require(place)
        #expect(system.measuresGround(at: point) == measures)
    }

    /// A tile of a scene that was saved in a zone far away has the area on the ground that it is said to have.
    @Test func aSceneInADistantZoneIsCutInItsOwn() throws {
        let folder = try SceneFolder()
        let zone = try SpatialReference(definition: "EPSG:26913")
        let carried = try CoordinateTransform(from: .degrees(), to: zone)(MapPoint(x: -71.4, y: 42.4))
        let place = try #require(carried)
        var raster = DrawnTIFF(width: 600, height: 600) { column, row, _ in
            Double((column + row) % 100 + 50)
        }
        (raster.epsg, raster.west, raster.north) = (26913, place.x, place.y)
        let scene = try folder.drawn("distant.tif", raster)
        let mosaic = try Mosaic(paths: [scene])
        #expect(mosaic.grid.reference.identifier == "EPSG:32619")
        // The zone stretches a metre by the square root of what it makes of an area.
        #expect((0.8...0.95).contains(try Scene(path: scene).pixelWidthMeters))
        // 600 pixels of 0.87 m, turned by the two zones' norths.
        #expect((2...3).contains(mosaic.grid.columns) && (2...3).contains(mosaic.grid.rows))
    }
}

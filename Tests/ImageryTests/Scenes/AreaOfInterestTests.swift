import AerialCore
import Foundation
import Testing

@testable import Imagery

struct AreaOfInterestTests {
    @Test func pointsInAnyPolygonAreInside() throws {
        let folder = try SceneFolder()
        // Two squares of degrees, one with a hole.
        let json = """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[
            [[-81.1,36.0],[-80.9,36.0],[-80.9,36.2],[-81.1,36.2],[-81.1,36.0]],
            [[-81.01,36.09],[-80.99,36.09],[-80.99,36.11],[-81.01,36.11],[-81.01,36.09]]]}},
            {"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[
            [[[-80.5,36.0],[-80.4,36.0],[-80.4,36.2],[-80.5,36.2],[-80.5,36.0]]]]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-80.7,36.1]}}]}
            """
        try json.write(toFile: folder.file("a.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:26917")
        let area = try AreaOfInterest(path: folder.file("a.geojson"), reference: reference)
        let transform = try CoordinateTransform(from: .degrees(), to: SpatialReference(reference))
        func contains(_ longitude: Double, _ latitude: Double) throws -> Bool {
            area.contains(try #require(transform(MapPoint(x: longitude, y: latitude))))
        }
        #expect(try contains(-81.05, 36.1))
        #expect(try !contains(-81.0, 36.1))
        #expect(try contains(-80.45, 36.1))
        #expect(try !contains(-80.7, 36.1))
    }

    @Test func aFileWithoutPolygonsIsRefused() throws {
        let folder = try SceneFolder()
        let json =
            #"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-80.7,36.1]}}"#
        try json.write(toFile: folder.file("p.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:26917")
        #expect(throws: ImageryError.self) {
            try AreaOfInterest(path: folder.file("p.geojson"), reference: reference)
        }
    }
}

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

    /// Its north edge follows the parallel, which is bent in a zone's map: 190 m in the middle of two degrees.
    @Test func longEdgesAreStraightInTheirOwnSystem() throws {
        let folder = try SceneFolder()
        let json = """
            {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[
            [[-82,36],[-80,36],[-80,36.5],[-82,36.5],[-82,36]]]}}
            """
        try json.write(toFile: folder.file("box.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:26917")
        let area = try AreaOfInterest(path: folder.file("box.geojson"), reference: reference)
        let transform = try CoordinateTransform(from: .degrees(), to: SpatialReference(reference))
        for longitude in [-81.9, -81, -80.3] {
            // A ten-thousandth of a degree is 11 m.
            for (latitude, isWithin) in [
                (36.0001, true), (35.9999, false), (36.4999, true), (36.5001, false),
            ] {
                let point = try #require(transform(MapPoint(x: longitude, y: latitude)))
                #expect(area.contains(point) == isWithin, "\(longitude), \(latitude)")
            }
        }
    }

    /// The outline of a country, or of the whole Earth, reaches out of a zone's map.
    @Test(arguments: [
        "[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]",
        "[[100,30],[300,30],[300,40],[100,40],[100,30]]",
    ])
    func anOutlineMayReachBeyondTheGridsSystem(ring: String) throws {
        let folder = try SceneFolder()
        let json = """
            {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[\(ring)]}}
            """
        try json.write(toFile: folder.file("world.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:26917")
        let area = try AreaOfInterest(path: folder.file("world.geojson"), reference: reference)
        #expect(area.contains(MapPoint(x: 500_000, y: 4_000_000)))
    }

    /// As people draw a lake at the border: the hole has the outline's corner, or reaches beyond it. A ring may lack its end.
    @Test(arguments: [
        "[500000,4000000],[501000,4000000],[501000,4001000],[500000,4001000],[500000,4000000]",
        "[499900,3999900],[501000,3999900],[501000,4001000],[499900,4001000],[499900,3999900]",
        "[500000,4000000],[501000,4000000],[501000,4001000],[500000,4001000]",
    ])
    func aHoleAlongTheEdgeIsNoGround(hole: String) throws {
        let folder = try SceneFolder()
        let json = """
            {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:26917"}},"features":[
            {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[
            [[500000,4000000],[502000,4000000],[502000,4002000],[500000,4002000],[500000,4000000]],[\(hole)]]}}]}
            """
        try json.write(toFile: folder.file("lake.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:26917")
        let area = try AreaOfInterest(path: folder.file("lake.geojson"), reference: reference)
        #expect(!area.contains(MapPoint(x: 500_500, y: 4_000_500)))
        #expect(area.contains(MapPoint(x: 501_500, y: 4_000_500)))
        #expect(area.contains(MapPoint(x: 500_500, y: 4_001_500)))
    }

    /// As an overlay leaves it: areas, and the line along which others touch.
    @Test func aCollectionHasTheGroundOfItsPolygons() throws {
        let folder = try SceneFolder()
        let json = """
            {"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[
            {"type":"LineString","coordinates":[[-81,36],[-80,37]]},
            {"type":"Polygon","coordinates":[[[-81,36],[-80.9,36],[-80.9,36.1],[-81,36.1],[-81,36]]]},
            {"type":"MultiPolygon","coordinates":[[[[-80.8,36],[-80.7,36],[-80.7,36.1],[-80.8,36.1],[-80.8,36]]]]}]}}
            """
        try json.write(toFile: folder.file("c.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:4326")
        let area = try AreaOfInterest(path: folder.file("c.geojson"), reference: reference)
        let inside = [-80.95, -80.85, -80.75, -80.65].map { area.contains(MapPoint(x: $0, y: 36.05)) }
        #expect(inside == [true, false, true, false])
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

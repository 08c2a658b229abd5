import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct GeoJSONTests {
    @Test func cornersAreTheTilesCornersInDegreesCounterClockwise() throws {
        let folder = try OutputFolder()
        let grid = try Fixture.grid()
        let rows = try Fixture.rows(grid)
        try Fixture.write(rows, to: folder.file("p.geojson"), reference: grid.reference)
        let object = try JSONDecoder().decode(Features.self, from: Data(folder.text("p.geojson").utf8))
        #expect(object.features.count == rows.count)
        let toGrid = try CoordinateTransform(
            from: SpatialReference.degrees(), to: SpatialReference(grid.reference))
        for (feature, row) in zip(object.features, rows) {
            let ring = feature.geometry.coordinates[0].map { MapPoint(x: $0[0], y: $0[1]) }
            #expect(ring.count == 5 && ring.first == ring.last)
            #expect(signedArea(ring) > 0)
            let expected = try #require(row.place).bounds.cornersCounterClockwise
            for (corner, place) in zip(toGrid(ring), expected) {
                let corner = try #require(corner)
                #expect(abs(corner.x - place.x) < 0.02 && abs(corner.y - place.y) < 0.02)
            }
        }
    }

    private struct Features: Decodable {
        struct Feature: Decodable {
            struct Geometry: Decodable { let coordinates: [[[Double]]] }
            let geometry: Geometry
        }
        let features: [Feature]
    }

    private func signedArea(_ ring: [MapPoint]) -> Double {
        zip(ring, ring.dropFirst()).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
    }
}

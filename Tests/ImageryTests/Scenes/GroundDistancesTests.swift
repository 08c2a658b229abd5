import AerialCore
import Testing

@testable import Imagery

@Suite struct GroundDistancesTests {
    private func tiles(_ code: Int, _ bounds: MapBounds...) throws -> PlacedTiles {
        PlacedTiles(reference: try CoordinateReference(definition: "EPSG:\(code)"), bounds: bounds)
    }

    private func square(_ x: Double, _ y: Double, side: Double = 224) -> MapBounds {
        MapBounds(minX: x, minY: y, maxX: x + side, maxY: y + side)
    }

    @Test func inOneSystemEdgesCount() throws {
        let distances = try GroundDistances.nearest(
            test: [tiles(26919, square(300_000, 4_700_000), square(301_000, 4_700_000))],
            training: [tiles(26919, square(300_224, 4_700_000))])
        #expect(distances == [[0, 552]])
    }

    @Test func neighboursAcrossTheBorderOfZonesAreNear() throws {
        // The same square in zones 18 and 19, on the meridian of 72 degrees west at about 42 degrees north.
        let here = square(251_600, 4_654_000)
        let target = try SpatialReference(definition: "EPSG:26918")
        let transform = try CoordinateTransform(
            from: SpatialReference(definition: "EPSG:26919"), to: target)
        let there = try #require(transform(here.center))
        let apart = square(there.x + 1000, there.y)
        let distances = try #require(
            try GroundDistances.nearest(test: [tiles(26919, here)], training: [tiles(26918, apart)]))
        // One kilometre less half a tile, and less the corner of the other's box, which is turned by four degrees.
        #expect((850...900).contains(distances[0][0]))
    }

    @Test func farAreasAreAsFarAsOnTheSphere() throws {
        // 42.5 degrees north, 95.43 and 71.43 degrees west: 1,961 km.
        let distances = try #require(
            try GroundDistances.nearest(
                test: [tiles(26919, square(300_000, 4_708_000))],
                training: [tiles(26915, square(300_000, 4_708_000)), tiles(26910)]))
        #expect(abs(distances[0][0] / 1000 - 1961) < 10)
    }

    @Test func groundOnBothSidesIsCountedAcrossZones() throws {
        let here = square(251_600, 4_654_000)
        let transform = try CoordinateTransform(
            from: SpatialReference(definition: "EPSG:26919"), to: SpatialReference(definition: "EPSG:26918"))
        let there = try #require(transform(here.center))
        let same = square(there.x - 100, there.y - 130)
        let beside = square(there.x + 300, there.y)
        // Tiles of one area are its grid's own affair.
        let test = try [tiles(26919, here), tiles(26918)]
        #expect(
            try GroundDistances.sharedCount(test: test, training: [tiles(26919, here), tiles(26918)]) == 0)
        #expect(
            try GroundDistances.sharedCount(test: test, training: [tiles(26919), tiles(26918, beside)]) == 0)
        #expect(
            try GroundDistances.sharedCount(
                test: test, training: [tiles(26919), tiles(26918, beside, same)]) == 1)
    }

    @Test func withoutTrainingTilesThereIsNoDistance() throws {
        #expect(
            try GroundDistances.nearest(test: [tiles(26919, square(0, 0))], training: [tiles(26910)]) == nil)
    }
}

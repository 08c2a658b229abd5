import AerialCore
import Foundation
import Synchronization
import Testing

@testable import Imagery

/// What a county may be asked to be, and what its files say of each other.
struct CountyRulesTests {
    private func county(
        side: Int = 224, share: Double = 0.25, zone: Int = 19, threads: Int = 2
    ) -> SyntheticCounty {
        SyntheticCounty(
            options: SyntheticCounty.Options(
                widthMeters: side, heightMeters: side, seed: 3, changeShare: share, zone: zone,
                threads: threads))
    }

    @Test(arguments: [-0.1, 0.500001, .infinity, -.infinity, .nan])
    func aShareOfChangeIsAtMostAHalf(share: Double) throws {
        let scratch = ScratchCounty()
        let error = #expect(throws: SyntheticCountyError.self) {
            try county(share: share).write(to: scratch.path)
        }
        #expect(error?.description.contains("between 0 and 0.5") == true)
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
    }

    @Test(arguments: [9, 20, 0, -19, Int.max, Int.min]) func otherZonesAreRefused(zone: Int) throws {
        #expect(throws: SyntheticCountyError.zone(zone)) {
            try county(zone: zone).write(to: ScratchCounty().path)
        }
    }

    @Test(arguments: [0, -1, Int.min, Int.max]) func sidesThatNoCountyHasAreRefused(side: Int) throws {
        #expect(throws: SyntheticCountyError.size(width: side, height: side)) {
            try county(side: side).write(to: ScratchCounty().path)
        }
    }

    @Test(arguments: [10, 14]) func aCountyLiesInItsZone(zone: Int) throws {
        let scratch = ScratchCounty()
        try county(zone: zone).write(to: scratch.path)
        for name in ["imagery_before", "truth_after"] {
            let file = try RasterFile(path: "\(scratch.path)/\(name).tif")
            #expect(try SpatialReference(definition: file.projection).authorityCode == "EPSG:269\(zone)")
        }
        // The changes lie on the same ground, in degrees: 6 degrees a zone from 180 west.
        let ring = try #require(try changes(scratch).first?.ring)
        #expect(ring.allSatisfy { (-180 + 6 * Double(zone - 1)...(-180 + 6 * Double(zone))).contains($0[0]) })
    }

    /// Negative numbers of threads are one.
    @Test(arguments: [0, -3]) func withoutThreadsItIsTheSameCounty(threads: Int) throws {
        let (one, other) = (ScratchCounty(), ScratchCounty())
        try county(threads: 1).write(to: one.path)
        try county(threads: threads).write(to: other.path)
        for name in SyntheticCounty.fileNames { #expect(try one.bytes(name) == other.bytes(name), "\(name)") }
    }

    @Test func progressGoesUpToTheWhole() throws {
        let seen = Mutex<[Double]>([])
        try county(side: 600).write(to: ScratchCounty().path) { share in seen.withLock { $0.append(share) } }
        let shares = seen.withLock { $0 }
        #expect(shares == shares.sorted() && shares.last == 1 && shares.count > 2)
        #expect(shares.allSatisfy { (0...1).contains($0) })
    }

    private struct Change {
        let ring: [[Double]]
        let hectares: Double
        let tiles: [String]
        let (from, to): (Int, Int)
    }

    private func changes(_ scratch: ScratchCounty) throws -> [Change] {
        let document =
            try JSONSerialization.jsonObject(with: scratch.bytes("changes.geojson")) as? [String: Any]
        let features = try #require(document?["features"] as? [[String: Any]])
        return try features.map { feature in
            let geometry = try #require(feature["geometry"] as? [String: Any])
            let said = try #require(feature["properties"] as? [String: Any])
            return Change(
                ring: try #require((geometry["coordinates"] as? [[[Double]]])?.first),
                hectares: try #require(said["areaHectares"] as? Double),
                tiles: try #require(said["tiles"] as? [String]),
                from: try #require(said["fromCode"] as? Int), to: try #require(said["toCode"] as? Int))
        }
    }

    /// RFC 7946, 3.1.6: closed, the outer ring counter-clockwise.
    @Test func changesAreRingsOfTheirArea() throws {
        let scratch = ScratchCounty()
        try county(side: 900, share: 0.2).write(to: scratch.path)
        let found = try changes(scratch)
        try #require(!found.isEmpty)
        let toMeters = try CoordinateTransform(
            from: .degrees(), to: SpatialReference(definition: "EPSG:26919"))
        for change in found {
            let ring = toMeters(change.ring.map { MapPoint(x: $0[0], y: $0[1]) }).compactMap { $0 }
            try #require(ring.count == 5 && change.ring[0] == change.ring[4])
            let first = ring[0]
            var twice = 0.0
            for (one, other) in zip(ring, ring.dropFirst()) {
                let (x, y) = (one.x - first.x, one.y - first.y)
                twice += x * (other.y - first.y) - (other.x - first.x) * y
            }
            #expect(twice > 0 && abs(twice / 20_000 - change.hectares) < 0.01)
            #expect(Double(change.tiles.count) * 5.0176 <= change.hectares)
            #expect(change.tiles.allSatisfy { TileGrid.index(named: $0) != nil })
            #expect([22, 23, 24].contains(change.to) && change.from != change.to)
        }
        #expect(Set(found.flatMap(\.tiles)).count == found.flatMap(\.tiles).count)
    }

    @Test(arguments: [0.01, 0.1, 0.5], [1, 2] as [UInt64])
    func developmentsLieInTheCountyAndApart(share: Double, seed: UInt64) {
        let world = World(widthMeters: 3100, heightMeters: 2500, seed: seed)
        let found = DevelopmentPlan(world: world).developments(share: share, seed: seed)
        #expect(!found.isEmpty)
        for (number, one) in found.enumerated() {
            #expect(one.columns.lowerBound >= 0 && one.columns.upperBound <= 3100)
            #expect(one.rows.lowerBound >= 0 && one.rows.upperBound <= 2500)
            for other in found.dropFirst(number + 1) {
                #expect(!(one.columns.overlaps(other.columns) && one.rows.overlaps(other.rows)))
            }
        }
        let again = DevelopmentPlan(world: world).developments(share: share, seed: seed)
        #expect(again.map(\.columns) == found.map(\.columns) && again.map(\.rows) == found.map(\.rows))
        #expect(DevelopmentPlan(world: world).developments(share: 0, seed: seed).isEmpty)
    }

    /// Beyond the county's edges too, where shadows and blur come from.
    @Test func windowsThatReachBeyondTheCountyAgree() {
        let plain = World(widthMeters: 900, heightMeters: 900, seed: 4)
        let world = plain.developed(DevelopmentPlan(world: plain).developments(share: 0.3, seed: 4))
        let whole = RenderWindow(column: -61, row: -37, width: 180, height: 150)
        let part = RenderWindow(column: -13, row: -9, width: 77, height: 66)
        let (all, some) = (world.sites(in: whole), world.sites(in: part))
        let differing = (0..<66 * 77).filter { number in
            let (row, column) = (number / 77 + 28, number % 77 + 48)
            return all[row * 180 + column].unit != some[number].unit
        }
        #expect(differing.isEmpty)
    }
}

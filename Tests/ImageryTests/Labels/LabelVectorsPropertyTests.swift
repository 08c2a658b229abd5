import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Shares and counts over a whole grid: no ground and no point is lost or counted twice.
struct LabelVectorsPropertyTests {
    private let folder: SceneFolder
    private let grid: TileGrid

    init() throws {
        folder = try SceneFolder()
        grid = try Fixture.grid(columns: 6, rows: 5)
    }

    private typealias Corner = (x: Double, y: Double)

    private func ring(_ corners: [Corner]) -> String {
        "[" + (corners + [corners[0]]).map { "[\($0.x),\($0.y)]" }.joined(separator: ",") + "]"
    }

    private func polygon(_ name: String, _ rings: [[Corner]]) -> String {
        feature(name, "Polygon", "[\(rings.map(ring).joined(separator: ","))]")
    }

    private func feature(_ name: String, _ kind: String, _ coordinates: String) -> String {
        "{\"type\":\"Feature\",\"properties\":{\"kind\":\"\(name)\"},"
            + "\"geometry\":{\"type\":\"\(kind)\",\"coordinates\":\(coordinates)}}"
    }

    private func box(_ west: Double, _ south: Double, _ width: Double, _ height: Double) -> [Corner] {
        [(west, south), (west + width, south), (west + width, south + height), (west, south + height)]
    }

    private func vectors(_ features: [String], epsg: Int = 26917, on grid: TileGrid? = nil) throws
        -> LabelVectors
    {
        let grid = grid ?? self.grid
        let reference = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:\(epsg)\"}}"
        let path = folder.file("l.geojson")
        try "{\"type\":\"FeatureCollection\",\(reference),\"features\":[\(features.joined(separator: ","))]}"
            .write(toFile: path, atomically: true, encoding: .utf8)
        return try LabelVectors(LabelLayer(path: path), gridReference: grid.reference, extent: grid.extent)
    }

    /// In tiles, by the shoelace formula.
    private func area(_ corners: [Corner]) -> Double {
        let (first, side) = (corners[0], grid.tileSide)
        var twice = 0.0
        for (one, other) in zip(corners, corners.dropFirst() + [first]) {
            let (x, y) = (one.x - first.x, one.y - first.y)
            twice += x * (other.y - first.y) - (other.x - first.x) * y
        }
        return abs(twice) / 2 / (side * side)
    }

    /// Around the grid's middle, well inside it.
    private func star(_ count: Int, seed: UInt64) -> [Corner] {
        var generator = SeededGenerator(seed: seed)
        let center = grid.extent.center
        return (0..<count).map { number in
            let angle = 2 * Double.pi * Double(number) / Double(count)
            let reach = Double.random(in: 60...500, using: &generator)
            return (center.x + reach * cos(angle), center.y + reach * sin(angle))
        }
    }

    /// With few corners, with so many that it is cut, and with very many.
    @Test(arguments: [3, 20, 257, 2000]) func tilesShareAPolygonsArea(corners: Int) throws {
        let drawn = star(corners, seed: UInt64(corners))
        let labels = try vectors([polygon("Lake", [drawn])])
        let sum = try grid.tiles.reduce(0.0) { $0 + (try labels.shares(in: grid.bounds(of: $1))[0] ?? 0) }
        #expect(abs(sum - area(drawn)) < 1e-6 * area(drawn))
        // In quarters of tiles it is the same ground.
        let finer = try #require(grid.divided(by: 2))
        let quarters = try finer.tiles.reduce(0.0) {
            $0 + (try labels.shares(in: finer.bounds(of: $1))[0] ?? 0) / 4
        }
        #expect(abs(quarters - sum) < 1e-6 * sum)
    }

    @Test func aHoleIsNoGroundOfThePolygon() throws {
        let extent = grid.extent
        let hole = star(30, seed: 5)
        let labels = try vectors([
            polygon("A", [box(extent.minX, extent.minY, extent.width, extent.height), hole]),
            polygon("B", [hole]),
        ])
        var (outer, inner) = (0.0, 0.0)
        for tile in grid.tiles {
            let shares = try labels.shares(in: grid.bounds(of: tile))
            let whole: Double = shares.values.reduce(0, +)
            #expect(abs(whole - 1) < 1e-9)
            outer += shares[0] ?? 0
            inner += shares[1] ?? 0
        }
        #expect(abs(inner - area(hole)) < 1e-6 && abs(outer - (30 - area(hole))) < 1e-6)
    }

    @Test func theOrderOfThePolygonsChangesNoShare() throws {
        let features = (0..<12).map { polygon("class \($0 % 3)", [star(9, seed: UInt64($0 + 1))]) }
        let one = try vectors(features)
        let other = try vectors(features.reversed())
        for tile in grid.tiles {
            let (a, b) = (
                try one.shares(in: grid.bounds(of: tile)), try other.shares(in: grid.bounds(of: tile))
            )
            #expect(a.keys.sorted() == b.keys.sorted())
            for (value, share) in a {
                #expect(abs(share - (b[value] ?? 0)) < 1e-9)
                #expect(share > 0 && share <= 1 + 1e-9, "overlapping polygons of a class count once")
            }
            #expect(
                one.ninePointValues(in: grid.bounds(of: tile))
                    == other.ninePointValues(in: grid.bounds(of: tile)))
        }
    }

    @Test func aPointOnTheTilesEdgesIsInOneTile() throws {
        let whole = TileGrid(
            reference: grid.reference, origin: MapPoint(x: 500_000, y: 4_000_000), columns: 4, rows: 4,
            tileSideMeters: 224)
        // All corners, the middles of all edges and of all tiles.
        let points = (0..<81).map { number -> MapPoint in
            let (along, down) = (Double(number % 9), Double(number / 9))
            return MapPoint(x: 500_000 + 112 * along, y: 4_000_000 - 112 * down)
        }
        let labels = try vectors(
            points.map { feature("A", "Point", "[\($0.x),\($0.y)]") }, on: whole)
        let counts = whole.tiles.map { labels.pointCounts(in: whole.bounds(of: $0))[0] ?? 0 }
        // Those on the east and south edge of the grid lie outside.
        #expect(counts == Array(repeating: 4, count: 16) && labels.outsideCount == 17)
    }

    @Test func aMultiPointCountsItsPointsOneByOne() throws {
        let bounds = grid.bounds(of: TileIndex(row: 2, column: 2))
        let (x, y) = (bounds.center.x, bounds.center.y)
        let labels = try vectors([
            feature("A", "MultiPoint", "[[\(x),\(y)],[\(x + 1),\(y)],[\(x),\(y)],[\(x + 224),\(y)],[0,0]]"),
            feature("B", "MultiPoint", "[[0,0],[1,1]]"), feature("B", "Point", "[\(x),\(y),300]"),
        ])
        #expect(labels.pointCounts(in: bounds) == [0: 3, 1: 1])
        #expect(labels.pointCounts(in: grid.extent) == [0: 4, 1: 1])
        #expect(labels.outsideCount == 1 && !labels.isEmpty)
        #expect(try labels.shares(in: bounds).isEmpty)
        #expect(labels.ninePointValues(in: bounds) == Array(repeating: [], count: 9))
    }

    @Test func whatLiesElsewhereIsCountedAsOutside() throws {
        let extent = grid.extent
        let labels = try vectors([
            polygon("A", [box(extent.maxX, extent.minY, 500, 500)]), polygon("A", [box(0, 0, 10, 10)]),
        ])
        #expect(labels.isEmpty && labels.outsideCount == 2)
        #expect(try labels.shares(in: extent).isEmpty && labels.pointCounts(in: extent).isEmpty)
        #expect(try vectors([feature("A", "Point", "[1e300,-1e300]")]).outsideCount == 1)
    }

    @Test func ninePointsOnASharedEdgeBelongToBoth() throws {
        let bounds = grid.bounds(of: TileIndex(row: 1, column: 1))
        let middle = bounds.ninePoints[4]
        let south = bounds.minY - 50
        let labels = try vectors([
            polygon("West", [box(middle.x - 300, south, 300, 400)]),
            polygon("East", [box(middle.x, south, 300, 400)]),
        ])
        #expect(labels.layer.values == ["East", "West"])
        let found = labels.ninePointValues(in: bounds)
        #expect(found == (0..<9).map { [[1], [0, 1], [0]][$0 % 3] })
    }

    /// A tile of zone 60 that 180 degrees cross, and ground on both sides of it.
    @Test func aTileOnTheDateLineHasTheGroundOfBothSides() throws {
        let reference = try CoordinateReference(definition: "EPSG:32660")
        let toMeters = try CoordinateTransform(from: .degrees(), to: SpatialReference(reference))
        let line = try #require(toMeters([MapPoint(x: 180, y: -17)])[0])
        let zone = TileGrid(
            reference: reference, origin: MapPoint(x: line.x - 112, y: line.y + 112), columns: 1, rows: 1,
            tileSideMeters: 224)
        let (east, west) = (box(179.9, -17.1, 0.1, 0.2), box(-180, -17.1, 0.1, 0.2))
        let both = try vectors(
            [feature("Sea", "MultiPolygon", "[[\(ring(east))],[\(ring(west))]]")], epsg: 4326, on: zone)
        #expect(abs(try #require(try both.shares(in: zone.extent)[0]) - 1) < 1e-6)
        let half = try vectors([polygon("Sea", [west])], epsg: 4326, on: zone)
        #expect(abs(try #require(try half.shares(in: zone.extent)[0]) - 0.5) < 0.01)
    }
}

public import AerialCore
internal import Foundation

/// Tiles of one grid, for distances between tiles of several.
public struct PlacedTiles: Sendable {
    /// The grid's.
    public let reference: CoordinateReference
    /// In the reference's units.
    public let bounds: [MapBounds]

    public init(reference: CoordinateReference, bounds: [MapBounds]) {
        self.reference = reference
        self.bounds = bounds
    }

    fileprivate var extent: MapBounds? {
        bounds.first.map { first in bounds.dropFirst().reduce(first) { $0.union($1) } }
    }
}

/// Distances between tiles that lie on grids of their own, in UTM zones of their own perhaps.
public enum GroundDistances {
    /// Up to this gap between two areas their tiles are measured in one system; beyond it, where a system of one area
    /// stretches the other, the way along the sphere from a tile to the other area's box is taken.
    private static let farMeters = 100_000.0

    /// The distance of each test tile to the nearest training tile, edge to edge, in metres; `nil` when there is no training
    /// tile.
    /// - Throws: ``ImageryError/cannotTransform(from:to:reason:)``.
    public static func nearest(test: [PlacedTiles], training: [PlacedTiles]) throws -> [[Double]]? {
        let learned = training.filter { !$0.bounds.isEmpty }
        guard !learned.isEmpty else { return nil }
        let boxes = try learned.map(degrees)
        return try test.map { tiles in
            guard !tiles.bounds.isEmpty else { return [] }
            let own = try degrees(tiles)
            var nearest = [Double](repeating: .infinity, count: tiles.bounds.count)
            for (other, box) in zip(learned, boxes) {
                let distances =
                    own.gapMeters(to: box) > farMeters
                    ? try far(tiles, from: box) : try near(tiles, from: other)
                nearest = zip(nearest, distances).map(min)
            }
            return nearest
        }
    }

    /// How many test tiles show ground that a training tile of another grid shows too: the two hold each other's centre.
    /// - Parameter training: of the same grids in the same order.
    /// - Throws: ``ImageryError/cannotTransform(from:to:reason:)``.
    public static func sharedCount(test: [PlacedTiles], training: [PlacedTiles]) throws -> Int {
        let boxes = try training.map { try $0.bounds.isEmpty ? nil : degrees($0) }
        return try test.enumerated().reduce(0) { count, item in
            guard !item.element.bounds.isEmpty else { return count }
            let own = try degrees(item.element)
            var shared = Set<Int>()
            for (other, box) in boxes.enumerated() where other != item.offset {
                guard let box, own.gapMeters(to: box) == 0 else { continue }
                let moved = try training[other].bounds(in: item.element.reference)
                shared.formUnion(SharedGround(moved).positions(in: item.element.bounds))
            }
            return count + shared.count
        }
    }

    private static func near(_ tiles: PlacedTiles, from other: PlacedTiles) throws -> [Double] {
        let unit = tiles.reference.metersPerUnit
        let moved = try other.bounds(in: tiles.reference)
        let distances = Leakage.nearestDistances(test: tiles.bounds, training: moved)
        return distances?.map { $0 * unit } ?? tiles.bounds.map { _ in .infinity }
    }

    private static func far(_ tiles: PlacedTiles, from box: MapBounds) throws -> [Double] {
        let transform = try CoordinateTransform(from: SpatialReference(tiles.reference), to: .degrees())
        return transform(tiles.bounds.map(\.center)).map { center in
            center.map { MapBounds(minX: $0.x, minY: $0.y, maxX: $0.x, maxY: $0.y).gapMeters(to: box) }
                ?? .infinity
        }
    }

    private static func degrees(_ tiles: PlacedTiles) throws -> MapBounds {
        let transform = try CoordinateTransform(from: SpatialReference(tiles.reference), to: .degrees())
        guard let extent = tiles.extent, let box = transform.degrees(of: extent) else {
            throw ImageryError.cannotTransform(
                from: tiles.reference.identifier, to: "degrees", reason: "its tiles reach out of it")
        }
        return box
    }
}

/// Boxes sorted by their west edge, to find those that show the ground of others.
private struct SharedGround {
    private let sorted: [MapBounds]
    private let widest: Double

    init(_ boxes: [MapBounds]) {
        sorted = boxes.sorted { $0.minX < $1.minX }
        widest = boxes.reduce(0) { max($0, $1.width) }
    }

    /// The positions of the tiles that show ground of the boxes.
    func positions(in tiles: [MapBounds]) -> [Int] {
        let order = tiles.indices.sorted { tiles[$0].minX < tiles[$1].minX }
        var start = 0
        return order.filter { position in
            let tile = tiles[position]
            while start < sorted.count, sorted[start].minX < tile.minX - widest { start += 1 }
            return sorted[start...].prefix { $0.minX < tile.maxX }.contains {
                $0.overlaps(tile) && ($0.contains(tile.center) || tile.contains($0.center))
            }
        }
    }
}

extension PlacedTiles {
    /// Boxes around the tiles in another system; those that have no place in it are left out.
    fileprivate func bounds(in target: CoordinateReference) throws -> [MapBounds] {
        guard target != reference else { return bounds }
        let transform = try CoordinateTransform(
            from: SpatialReference(reference), to: SpatialReference(target))
        return bounds.compactMap { transform($0) }
    }
}

extension MapBounds {
    private static let earthRadiusMeters = 6_371_008.8

    /// Of boxes in degrees: the way between them along a sphere of the Earth's mean radius, 0 where they meet; at most half a
    /// per cent from the ellipsoid's.
    fileprivate func gapMeters(to other: MapBounds) -> Double {
        let turns = [-360.0, 0, 360]
        let east = turns.map { max(0, other.minX + $0 - maxX, minX - other.maxX - $0) }.min() ?? 0
        let (south, north) = (max(minY, other.minY), min(maxY, other.maxY))
        let latitudes =
            south <= north
            ? Array(repeating: abs(south) > abs(north) ? south : north, count: 2)
            : minY > other.maxY ? [minY, other.maxY] : [maxY, other.minY]
        let radians = latitudes.map { $0 * .pi / 180 }
        let (half, halfEast) = ((radians[1] - radians[0]) / 2, east * .pi / 360)
        let chord = sin(half) * sin(half) + cos(radians[0]) * cos(radians[1]) * sin(halfEast) * sin(halfEast)
        return 2 * Self.earthRadiusMeters * asin(min(1, chord.squareRoot()))
    }
}

/// A rectangle in the units of a coordinate reference system, `minX` west (or left), `minY` south (or bottom).
public struct MapBounds: Hashable, Sendable, Codable {
    /// The west or left edge.
    public let minX: Double
    /// The south or bottom edge.
    public let minY: Double
    /// The east or right edge.
    public let maxX: Double
    /// The north or top edge.
    public let maxY: Double

    /// - Parameters:
    ///   - maxX: not below `minX`.
    ///   - maxY: not below `minY`.
    public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
    }

    /// From west to east, in the system's units.
    public var width: Double { maxX - minX }
    /// From south to north, in the system's units.
    public var height: Double { maxY - minY }
    /// The middle of the rectangle.
    public var center: MapPoint { MapPoint(x: (minX + maxX) / 2, y: (minY + maxY) / 2) }

    /// True when the two share an area, not only an edge.
    public func overlaps(_ other: MapBounds) -> Bool {
        minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
    }

    /// True for points inside and on the west and north edges, so that neighbours share no point.
    public func contains(_ point: MapPoint) -> Bool {
        point.x >= minX && point.x < maxX && point.y > minY && point.y <= maxY
    }

    /// The smallest rectangle that holds both.
    public func union(_ other: MapBounds) -> MapBounds {
        MapBounds(
            minX: min(minX, other.minX), minY: min(minY, other.minY),
            maxX: max(maxX, other.maxX), maxY: max(maxY, other.maxY))
    }

    /// The places at (1, 3, 5)/6 of the width and the height, row by row from the north-west.
    public var ninePoints: [MapPoint] { places(perSide: 3) }

    /// The middles of as many rows and columns of equal parts, row by row from the north-west.
    public func places(perSide count: Int) -> [MapPoint] {
        let parts = (0..<count).map { Double(2 * $0 + 1) / Double(2 * count) }
        return parts.flatMap { down in
            parts.map { along in MapPoint(x: minX + along * width, y: maxY - down * height) }
        }
    }

    /// The shortest distance between the edges of the two, 0 when they touch or overlap.
    public func distance(to other: MapBounds) -> Double {
        let gapX = max(0, other.minX - maxX, minX - other.maxX)
        let gapY = max(0, other.minY - maxY, minY - other.maxY)
        return (gapX * gapX + gapY * gapY).squareRoot()
    }
}

/// A place in the units of a coordinate reference system, x before y (east before north, longitude before latitude).
public struct MapPoint: Hashable, Sendable, Codable {
    /// East or longitude.
    public let x: Double
    /// North or latitude.
    public let y: Double

    /// - Parameter x: east or longitude; `y` is north or latitude.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

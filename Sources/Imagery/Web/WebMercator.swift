public import AerialCore
internal import Foundation

/// The square world of web maps (EPSG:3857), in metres at the equator.
public enum WebMercator {
    /// From the middle to each edge.
    public static let reach = 20_037_508.342789244
    /// From edge to edge: numbers that differ by it are one meridian.
    static let width = 2 * reach
    /// The northernmost latitude that it shows, in degrees; the southernmost is its opposite.
    public static let lastLatitude = 85.0511287798066
    /// The side of a picture that is one map tile, in pixels.
    public static let tilePixels = 256

    /// A place in degrees (longitude, latitude), brought to the last latitude where it lies beyond.
    public static func point(longitude: Double, latitude: Double) -> MapPoint {
        let shown = min(lastLatitude, max(-lastLatitude, latitude)) * .pi / 180
        return MapPoint(
            x: longitude / 180 * reach, y: log(tan(.pi / 4 + shown / 2)) / .pi * reach)
    }

    /// A box in degrees as a box on the map.
    public static func bounds(ofDegrees degrees: MapBounds) -> MapBounds {
        let southWest = point(longitude: degrees.minX, latitude: degrees.minY)
        let northEast = point(longitude: degrees.maxX, latitude: degrees.maxY)
        return MapBounds(minX: southWest.x, minY: southWest.y, maxX: northEast.x, maxY: northEast.y)
    }

    /// A box on the map in degrees.
    public static func degrees(of bounds: MapBounds) -> MapBounds {
        func latitude(_ y: Double) -> Double { (2 * atan(exp(y / reach * .pi)) - .pi / 2) * 180 / .pi }
        return MapBounds(
            minX: bounds.minX / reach * 180, minY: latitude(bounds.minY), maxX: bounds.maxX / reach * 180,
            maxY: latitude(bounds.maxY))
    }
}

extension WebMercator {
    /// Boxes near each other on the Earth, with numbers that are too: what lies beyond the date line is counted on.
    static func together(_ boxes: [MapBounds]) -> MapBounds {
        func union(_ boxes: [MapBounds]) -> MapBounds { boxes.dropFirst().reduce(boxes[0]) { $0.union($1) } }
        let usual = union(boxes)
        // By rounding alone a box may be narrower when it is moved.
        guard usual.width > reach else { return usual }
        let around = union(boxes.map { $0.center.x < 0 ? $0.movedRound(by: 1) : $0 })
        return around.width < usual.width ? around : usual
    }
}

extension CoordinateTransform {
    /// The box around a rectangle for Web Mercator as the target: at the date line it goes on beyond the world's edge, not around
    /// the Earth. Its west edge lies within the world.
    func webMercator(of bounds: MapBounds) -> MapBounds? {
        guard let edge = edge(of: bounds) else { return nil }
        let xs = Longitude.followed(edge.map(\.x), circle: WebMercator.width)
        let box = Self.box(xs: xs, ys: edge.map(\.y))
        guard box.width.isFinite, box.height.isFinite else { return nil }
        // What goes around a pole shows all longitudes.
        guard abs(xs[xs.count - 1] - xs[0]) < WebMercator.reach else {
            return MapBounds(
                minX: -WebMercator.reach, minY: box.minY, maxX: WebMercator.reach, maxY: box.maxY)
        }
        return box.movedRound(by: -((box.minX + WebMercator.reach) / WebMercator.width).rounded(.down))
    }
}

extension MapBounds {
    /// In Web Mercator: the same ground, counted so many times round the Earth eastwards.
    func movedRound(by rounds: Double) -> MapBounds {
        let shift = rounds * WebMercator.width
        return MapBounds(minX: minX + shift, minY: minY, maxX: maxX + shift, maxY: maxY)
    }

    /// In Web Mercator: whether the two share ground, on whichever side of the date line it is counted.
    func meetsRound(_ other: MapBounds) -> Bool {
        [0, -1, 1].contains { movedRound(by: $0).overlaps(other) }
    }
}

/// A picture of the map: which ground it shows, and in how many pixels.
public struct WebFrame: Hashable, Sendable {
    /// In EPSG:3857.
    public let bounds: MapBounds
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int

    /// The most pixels of a side.
    public static let mostPixels = 2048

    /// - Returns: `nil` for a frame without ground, with more pixels than ``mostPixels`` a side, or off the map.
    public init?(bounds: MapBounds, width: Int, height: Int) {
        let numbers = [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY]
        guard numbers.allSatisfy({ abs($0) <= 2 * WebMercator.reach }), bounds.width > 0.01,
            bounds.height > 0.01,
            (1...Self.mostPixels).contains(width), (1...Self.mostPixels).contains(height)
        else { return nil }
        self.bounds = bounds
        self.width = width
        self.height = height
    }

    /// A map tile as XYZ addresses name it: `column` from the west, `row` from the north.
    /// - Returns: `nil` for a tile that the world does not have.
    public init?(zoom: Int, column: Int, row: Int) {
        guard (0...Self.lastZoom).contains(zoom) else { return nil }
        let count = 1 << zoom
        guard (0..<count).contains(column), (0..<count).contains(row) else { return nil }
        let side = 2 * WebMercator.reach / Double(count)
        let west = -WebMercator.reach + Double(column) * side
        let north = WebMercator.reach - Double(row) * side
        self.init(
            bounds: MapBounds(minX: west, minY: north - side, maxX: west + side, maxY: north),
            width: WebMercator.tilePixels, height: WebMercator.tilePixels)
    }

    /// The finest zoom: a map tile is then a metre wide.
    public static let lastZoom = 24

    /// Metres of the map that a pixel shows, in the coarser direction.
    var metersPerPixel: Double { max(bounds.width / Double(width), bounds.height / Double(height)) }
}

internal import AerialCore
internal import CGDAL
internal import Foundation

extension SpatialReference {
    /// True for a projected system whose units are lengths on the ground, at a place. Geographic ones have degrees, Mercator
    /// maps (EPSG:3857) stretch a metre by 1 / cos(latitude), and any other system stretches it far from where it is meant
    /// for: a UTM zone some zones off, the equal-area maps of the whole Earth.
    func measuresGround(at point: MapPoint) -> Bool {
        guard isProjected else { return false }
        if let method = OSRGetAttrValue(handle, "PROJECTION", 0) {
            if String(cString: method).hasPrefix("Mercator") || isWebMercator { return false }
        }
        guard let scale = groundScale(at: point) else { return true }
        return [scale.x, scale.y].allSatisfy { abs($0 - 1) <= Self.mostStretch }
    }

    /// Systems of continents stretch by up to this at their edges (Albers in the United States 1.3 %, the European LAEA 2 %),
    /// those of countries by a tenth of it.
    private static let mostStretch = 0.03

    /// Metres on the ground for a metre along each axis of the map; `nil` for a point beyond the system's reach.
    private func groundScale(at point: MapPoint) -> (x: Double, y: Double)? {
        let step = Self.scaleMeters / reference.metersPerUnit
        let ends = [
            point, MapPoint(x: point.x + step, y: point.y), MapPoint(x: point.x, y: point.y + step),
        ]
        guard step.isFinite, let transform = try? CoordinateTransform(from: self, to: .degrees()) else {
            return nil
        }
        let degrees = transform(ends).compactMap { $0 }
        guard degrees.count == ends.count, degrees.allSatisfy({ $0.x.isFinite && abs($0.y) < 90 }) else {
            return nil
        }
        let meters = { GeodeticDegree(latitude: degrees[0].y).meters(from: degrees[0], to: $0) }
        return (meters(degrees[1]) / Self.scaleMeters, meters(degrees[2]) / Self.scaleMeters)
    }

    /// Far enough for the numbers' precision, near enough for an ellipsoid to be flat.
    private static let scaleMeters = 100.0

    private var isWebMercator: Bool {
        guard let name = OSRGetAttrValue(handle, "PROJCS", 0) else { return false }
        return String(cString: name).contains("Pseudo-Mercator")
    }

    /// The UTM zone (WGS 84, EPSG 326xx north and 327xx south) in which a point lies.
    static func metersGrid(around point: MapPoint, of reference: SpatialReference) throws -> SpatialReference
    {
        guard let degrees = try CoordinateTransform(from: reference, to: .degrees())(point),
            degrees.x.isFinite, degrees.y.isFinite, abs(degrees.x) <= 360
        else {
            throw ImageryError.cannotTransform(
                from: reference.authorityCode ?? "the scene's system", to: "degrees",
                reason: "the point \(point.x), \(point.y) lies outside of it")
        }
        let zone = min(60, max(1, Int(((Longitude.usual(degrees.x) + 180) / 6).rounded(.down)) + 1))
        return try SpatialReference(definition: "EPSG:\((degrees.y >= 0 ? 32600 : 32700) + zone)")
    }

    /// True when both describe the same system, whatever their names.
    func isSame(as other: SpatialReference) -> Bool { OSRIsSame(handle, other.handle) != 0 }
}

/// How long a degree is on the WGS 84 ellipsoid, around a latitude.
private struct GeodeticDegree {
    private let northMeters: Double
    private let eastMeters: Double

    private static let semiMajorAxis = 6_378_137.0
    private static let squaredEccentricity = 0.006_694_379_990_14

    /// By the radii of curvature in the meridian and in the prime vertical.
    /// - Parameter latitude: in degrees.
    init(latitude: Double) {
        let radians = latitude * .pi / 180
        let flattened = 1 - Self.squaredEccentricity * sin(radians) * sin(radians)
        let prime = Self.semiMajorAxis / flattened.squareRoot()
        northMeters = prime * (1 - Self.squaredEccentricity) / flattened * .pi / 180
        eastMeters = prime * cos(radians) * .pi / 180
    }

    /// Between points that are near each other.
    func meters(from start: MapPoint, to end: MapPoint) -> Double {
        let turns = ((end.x - start.x) / 360).rounded() * 360
        let (east, north) = ((end.x - start.x - turns) * eastMeters, (end.y - start.y) * northMeters)
        return (east * east + north * north).squareRoot()
    }
}

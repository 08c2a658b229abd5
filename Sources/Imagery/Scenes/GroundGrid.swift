internal import AerialCore
internal import CGDAL

extension SpatialReference {
    /// True for a projected system whose units are lengths on the ground. Geographic ones have degrees, and Mercator
    /// maps (EPSG:3857) stretch a metre by 1 / cos(latitude).
    var measuresGround: Bool {
        guard isProjected else { return false }
        guard let method = OSRGetAttrValue(handle, "PROJECTION", 0) else { return true }
        return !String(cString: method).hasPrefix("Mercator") && !isWebMercator
    }

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

internal import AerialCore
internal import CGDAL

/// One owner of an OGR geometry.
final class VectorGeometry {
    let handle: OGRGeometryH

    init(_ handle: OGRGeometryH) { self.handle = handle }
    deinit { OGR_G_DestroyGeometry(handle) }

    /// Takes over a feature's geometry. Of a collection, as an overlay leaves it, only the polygons are kept where it has any: the
    /// lines and points where areas touch have no ground.
    static func ofFeature(_ handle: OGRGeometryH) -> VectorGeometry {
        guard OGR_GT_Flatten(OGR_G_GetGeometryType(handle)) == wkbGeometryCollection,
            let polygons = OGR_G_CreateGeometry(wkbMultiPolygon)
        else { return VectorGeometry(handle) }
        addPolygons(of: handle, to: polygons)
        let (kept, passed) = OGR_G_GetGeometryCount(polygons) > 0 ? (polygons, handle) : (handle, polygons)
        OGR_G_DestroyGeometry(passed)
        return VectorGeometry(kept)
    }

    private static func addPolygons(of collection: OGRGeometryH, to polygons: OGRGeometryH) {
        for number in 0..<OGR_G_GetGeometryCount(collection) {
            guard let part = OGR_G_GetGeometryRef(collection, number) else { continue }
            let kind = OGR_GT_Flatten(OGR_G_GetGeometryType(part))
            if kind == wkbGeometryCollection || kind == wkbMultiPolygon {
                addPolygons(of: part, to: polygons)
            } else if kind == wkbPolygon {
                OGR_G_AddGeometry(polygons, part)
            }
        }
    }

    /// A rectangle as a polygon.
    convenience init(_ bounds: MapBounds) throws(ImageryError) {
        try self.init(around: bounds.cornersCounterClockwise)
    }

    /// A polygon by its corners, at least three.
    init(around corners: [MapPoint]) throws(ImageryError) {
        guard let ring = OGR_G_CreateGeometry(wkbLinearRing), let polygon = OGR_G_CreateGeometry(wkbPolygon)
        else { throw .cannotOpenVectors(path: "a rectangle", reason: "there is no memory left") }
        for corner in corners + [corners[0]] { OGR_G_AddPoint_2D(ring, corner.x, corner.y) }
        OGR_G_AddGeometryDirectly(polygon, ring)
        handle = polygon
    }

    var bounds: MapBounds {
        var box = OGREnvelope()
        OGR_G_GetEnvelope(handle, &box)
        return MapBounds(minX: box.MinX, minY: box.MinY, maxX: box.MaxX, maxY: box.MaxY)
    }

    var isEmpty: Bool { OGR_G_IsEmpty(handle) != 0 }

    /// In the square of the system's unit; 0 for what has none.
    var area: Double { OGR_G_Area(handle) }

    var isPolygon: Bool {
        let kind = OGR_GT_Flatten(OGR_G_GetGeometryType(handle))
        return OGR_GT_IsSubClassOf(kind, wkbSurface) != 0 || OGR_GT_IsSubClassOf(kind, wkbMultiSurface) != 0
    }

    var isPoint: Bool {
        let kind = OGR_GT_Flatten(OGR_G_GetGeometryType(handle))
        return kind == wkbPoint || kind == wkbMultiPoint
    }

    /// `POINT`, `LINESTRING` and so on.
    var kindName: String { String(cString: OGR_G_GetGeometryName(handle)) }

    /// Points that it consists of, for points alone.
    var points: [MapPoint] {
        guard OGR_GT_Flatten(OGR_G_GetGeometryType(handle)) == wkbMultiPoint else {
            return isEmpty ? [] : [MapPoint(x: OGR_G_GetX(handle, 0), y: OGR_G_GetY(handle, 0))]
        }
        return (0..<OGR_G_GetGeometryCount(handle)).compactMap { number in
            OGR_G_GetGeometryRef(handle, number).map {
                MapPoint(x: OGR_G_GetX($0, 0), y: OGR_G_GetY($0, 0))
            }
        }
    }

    /// How many corners it has in all its parts.
    var cornerCount: Int {
        let parts = OGR_G_GetGeometryCount(handle)
        guard parts > 0 else { return Int(OGR_G_GetPointCount(handle)) }
        return (0..<parts).reduce(0) { sum, number in
            guard let part = OGR_G_GetGeometryRef(handle, number) else { return sum }
            let rings = OGR_G_GetGeometryCount(part)
            guard rings > 0 else { return sum + Int(OGR_G_GetPointCount(part)) }
            return sum
                + (0..<rings).reduce(0) { $0 + Int(OGR_G_GetPointCount(OGR_G_GetGeometryRef(part, $1))) }
        }
    }

    /// The same ground as a plain polygon that geometry can be done with: flat, straight edges, rings that end where they begin,
    /// no edge across another. A hole is a hole where it lies along the polygon's edge, or across it, too.
    /// - Throws: ``LabelError/cannotIntersect(path:reason:)``.
    func repaired(path: String) throws -> VectorGeometry {
        OGR_G_FlattenTo2D(handle)
        OGR_G_CloseRings(handle)
        let linear = try made(path) { OGR_G_GetLinearGeometry(handle, 0, nil) }
        // A quiet call: what is wrong with a polygon is mended, not told.
        let isValid = GDALRuntime.call { OGR_G_IsValid(linear.handle) }.value != 0
        guard !isValid else { return linear }
        // The other method sees lines alone, and makes ground of a hole along the edge.
        return try GDALRuntime.withOptions(["METHOD=STRUCTURE"]) { options in
            try made(path) { OGR_G_MakeValidEx(linear.handle, options) }
        }
    }

    /// - Throws: ``LabelError/cannotIntersect(path:reason:)``.
    func intersection(_ other: VectorGeometry, path: String) throws -> VectorGeometry {
        try made(path) { OGR_G_Intersection(handle, other.handle) }
    }

    /// - Throws: ``LabelError/cannotIntersect(path:reason:)``.
    func union(_ other: VectorGeometry, path: String) throws -> VectorGeometry {
        try made(path) { OGR_G_Union(handle, other.handle) }
    }

    /// True for points inside.
    func contains(_ point: MapPoint) -> Bool {
        Self(point).map { OGR_G_Contains(handle, $0.handle) != 0 } ?? false
    }

    /// True for points inside or on the edge, so that none is lost between the pieces of a polygon.
    func meets(_ point: MapPoint) -> Bool {
        Self(point).map { OGR_G_Intersects(handle, $0.handle) != 0 } ?? false
    }

    private convenience init?(_ point: MapPoint) {
        guard let place = OGR_G_CreateGeometry(wkbPoint) else { return nil }
        OGR_G_SetPoint_2D(place, 0, point.x, point.y)
        self.init(place)
    }

    private func made(_ path: String, _ body: () -> OGRGeometryH?) throws -> VectorGeometry {
        let (handle, message) = GDALRuntime.call(body)
        guard let handle else {
            throw LabelError.cannotIntersect(
                path: path, reason: message.isEmpty ? "no reason was given" : message)
        }
        return VectorGeometry(handle)
    }
}

public import AerialCore
internal import CGDAL

/// A coordinate reference system as GDAL holds it, always with x (east, longitude) before y (north, latitude).
/// Not Sendable: each thread makes its own from the ``CoordinateReference``.
final class SpatialReference {
    let handle: OGRSpatialReferenceH

    /// - Parameter definition: `EPSG:26919`, WKT, PROJ text, or whatever else GDAL understands.
    init(definition: String) throws {
        GDALRuntime.start()
        guard let handle = OSRNewSpatialReference(nil) else {
            throw ImageryError.unknownReference(definition: definition)
        }
        self.handle = handle
        guard OSRSetFromUserInput(handle, definition) == OGRERR_NONE else {
            throw ImageryError.unknownReference(definition: definition)
        }
        OSRSetAxisMappingStrategy(handle, OAMS_TRADITIONAL_GIS_ORDER)
    }

    convenience init(_ reference: CoordinateReference) throws {
        try self.init(definition: reference.wellKnownText)
    }

    /// A copy of a system that GDAL keeps, with x before y.
    init(copying original: OGRSpatialReferenceH) throws {
        guard let handle = OSRClone(original) else {
            throw ImageryError.unknownReference(definition: "a file's own system")
        }
        self.handle = handle
        OSRSetAxisMappingStrategy(handle, OAMS_TRADITIONAL_GIS_ORDER)
    }

    /// Longitude and latitude, WGS 84.
    static func degrees() throws -> SpatialReference { try SpatialReference(definition: "EPSG:4326") }

    deinit { OSRRelease(handle) }

    var isProjected: Bool { OSRIsProjected(handle) != 0 }
    var isGeographic: Bool { OSRIsGeographic(handle) != 0 }

    var wellKnownText: String {
        var text: UnsafeMutablePointer<CChar>?
        defer { VSIFree(text) }
        return GDALRuntime.withOptions(["FORMAT=WKT2_2019"]) { options in
            let list = UnsafeRawPointer(options)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
            let status = OSRExportToWktEx(handle, &text, list)
            guard status == OGRERR_NONE, let text else { return "" }
            return String(cString: text)
        }
    }

    /// `EPSG:26919`, or `nil` when the system carries no number and none is found for it.
    var authorityCode: String? {
        if let code = statedAuthorityCode { return code }
        guard OSRAutoIdentifyEPSG(handle) == OGRERR_NONE else { return nil }
        return statedAuthorityCode
    }

    private var statedAuthorityCode: String? {
        guard let name = OSRGetAuthorityName(handle, nil), let code = OSRGetAuthorityCode(handle, nil) else {
            return nil
        }
        return "\(String(cString: name)):\(String(cString: code))"
    }

    /// The value that travels between threads.
    var reference: CoordinateReference {
        CoordinateReference(
            wellKnownText: wellKnownText, authorityCode: authorityCode,
            metersPerUnit: isProjected ? OSRGetLinearUnits(handle, nil) : 1)
    }
}

extension CoordinateReference {
    /// - Parameter definition: `EPSG:26919`, WKT, PROJ text, or whatever else GDAL understands.
    /// - Throws: ``ImageryError/unknownReference(definition:)``.
    public init(definition: String) throws {
        self = try SpatialReference(definition: definition).reference
    }
}

/// Carries points from one coordinate reference system to another. Not Sendable, as ``SpatialReference``.
final class CoordinateTransform {
    private let handle: OGRCoordinateTransformationH
    /// In the source's unit: an edge so short is straight in every system.
    private let straightEdge: Double

    init(from source: SpatialReference, to target: SpatialReference) throws {
        straightEdge = source.isGeographic ? 0.01 : 1000 / source.reference.metersPerUnit
        let (handle, message) = GDALRuntime.call {
            OCTNewCoordinateTransformation(source.handle, target.handle)
        }
        guard let handle else {
            throw ImageryError.cannotTransform(
                from: source.authorityCode ?? "the source's system",
                to: target.authorityCode ?? "the target's system",
                reason: message)
        }
        self.handle = handle
    }

    deinit { OCTDestroyCoordinateTransformation(handle) }

    /// The transformed points; `nil` for those that have no place in the target system.
    func callAsFunction(_ points: [MapPoint]) -> [MapPoint?] {
        var x = points.map(\.x)
        var y = points.map(\.y)
        var succeeded = [Int32](repeating: 0, count: points.count)
        _ = GDALRuntime.call { OCTTransformEx(handle, Int32(points.count), &x, &y, nil, &succeeded) }
        return points.indices.map { succeeded[$0] != 0 ? MapPoint(x: x[$0], y: y[$0]) : nil }
    }

    func callAsFunction(_ point: MapPoint) -> MapPoint? { self([point])[0] }

    /// Carries a whole geometry over; false when a part of it has no place in the target system. Long edges get corners in
    /// between: straight in one system, they are bent in the other, by 190 m in the middle of two degrees of a parallel.
    func move(_ geometry: OGRGeometryH) -> Bool {
        var box = OGREnvelope()
        OGR_G_GetEnvelope(geometry, &box)
        let span = max(box.MaxX - box.MinX, box.MaxY - box.MinY)
        if span > straightEdge, span.isFinite {
            OGR_G_Segmentize(geometry, max(straightEdge, span / Self.mostPiecesPerSide))
        }
        return GDALRuntime.call { OGR_G_Transform(geometry, handle) }.value == OGRERR_NONE
    }

    private static let mostPiecesPerSide = 20_000.0

    /// The box around the transformed rectangle, its edges sampled at 21 points each since they may bend; `nil` when
    /// a point has no place in the target system.
    func callAsFunction(_ bounds: MapBounds) -> MapBounds? {
        edge(of: bounds).map { Self.box(xs: $0.map(\.x), ys: $0.map(\.y)) }
    }

    /// The same for a target in degrees: at the date line the box goes on beyond 180, not around the Earth.
    func degrees(of bounds: MapBounds) -> MapBounds? {
        edge(of: bounds).map { Self.box(xs: Longitude.together($0.map(\.x)), ys: $0.map(\.y)) }
    }

    /// Around the rectangle, counter-clockwise from its south-west corner; `nil` when a point has no place in the target system.
    func edge(of bounds: MapBounds) -> [MapPoint]? {
        let steps = (0...20).map { Double($0) / 20 }
        let xs = steps.map { bounds.minX + $0 * bounds.width }
        let ys = steps.map { bounds.minY + $0 * bounds.height }
        let edge =
            xs.map { MapPoint(x: $0, y: bounds.minY) } + ys.map { MapPoint(x: bounds.maxX, y: $0) }
            + xs.reversed().map { MapPoint(x: $0, y: bounds.maxY) }
            + ys.reversed().map { MapPoint(x: bounds.minX, y: $0) }
        let moved = self(edge).compactMap { $0 }
        return moved.count == edge.count ? moved : nil
    }

    static func box(xs: [Double], ys: [Double]) -> MapBounds {
        MapBounds(minX: xs.min()!, minY: ys.min()!, maxX: xs.max()!, maxY: ys.max()!)
    }
}

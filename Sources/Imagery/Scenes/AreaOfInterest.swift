public import AerialCore
internal import CGDAL

/// The polygons of a vector file, in a grid's reference: keeps the tiles whose centre lies in any of them. One a thread.
public final class AreaOfInterest {
    private let polygons: [Polygon]

    private struct Polygon {
        let geometry: VectorGeometry
        let bounds: MapBounds
    }

    /// Reads all polygon features of all layers of any file that GDAL's vector drivers open. A layer without a
    /// coordinate reference system is taken to be in the grid's.
    /// - Throws: ``ImageryError`` when the file cannot be opened, holds no polygon, or lies beyond the reference.
    public init(path: String, reference: CoordinateReference) throws {
        try SourceTrust.check(path)
        let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
        let (handle, message) = RemotePlace.opening(path) { GDALOpenEx($0, flags, nil, nil, nil) }
        guard let handle else {
            throw ImageryError.cannotOpenVectors(
                path: path, reason: OpeningFailure.reason(message, for: path))
        }
        let file = RasterFile(adopting: handle, path: path)
        let target = try SpatialReference(reference)
        var polygons: [Polygon] = []
        for number in 0..<GDALDatasetGetLayerCount(file.handle) {
            guard let layer = GDALDatasetGetLayer(file.handle, number) else { continue }
            polygons += try Self.polygons(of: layer, in: target, path: path)
        }
        guard !polygons.isEmpty else {
            throw ImageryError.noPolygons(path: path)
        }
        self.polygons = polygons
    }

    /// Its polygons, in the reference.
    var geometries: [VectorGeometry] { polygons.map(\.geometry) }

    /// Whether a point lies in any of the polygons; a polygon's edge is not in it.
    /// - Parameter point: in the grid's reference.
    public func contains(_ point: MapPoint) -> Bool {
        let near = polygons.filter { $0.bounds.contains(point) }
        return near.contains { $0.geometry.contains(point) }
    }

    private static func polygons(
        of layer: OGRLayerH, in target: SpatialReference, path: String
    ) throws -> [Polygon] {
        let source = try OGR_L_GetSpatialRef(layer).map { try SpatialReference(copying: $0) }
        let transform = try source.map { try CoordinateTransform(from: $0, to: target) }
        var polygons: [Polygon] = []
        OGR_L_ResetReading(layer)
        while let feature = OGR_L_GetNextFeature(layer) {
            defer { OGR_F_Destroy(feature) }
            guard let stolen = OGR_F_StealGeometry(feature) else { continue }
            let geometry = VectorGeometry(stolen)
            guard geometry.isPolygon else { continue }
            if let transform, !transform.move(geometry.handle) {
                throw ImageryError.cannotTransform(
                    from: path, to: target.authorityCode ?? "the grid's system",
                    reason: "a polygon reaches out of the target system")
            }
            polygons.append(Polygon(geometry: geometry, bounds: geometry.bounds))
        }
        return polygons
    }
}

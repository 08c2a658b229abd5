internal import AerialCore
internal import CGDAL

/// The polygons of all layers of a vector file, each layer's in its own system. One a thread.
final class PolygonFile {
    struct Layer {
        let polygons: [VectorGeometry]
        /// `nil` where the file names none.
        let reference: SpatialReference?
    }

    /// Those that have polygons: one or more. Polygons are repaired: which side of a crossed ring is inside, nobody could tell.
    let layers: [Layer]

    /// - Throws: ``ImageryError`` when the file cannot be opened or holds no polygon, ``LabelError`` for one beyond repair.
    init(path: String) throws {
        try SourceTrust.check(path)
        let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
        let (handle, message) = RemotePlace.opening(path) { GDALOpenEx($0, flags, nil, nil, nil) }
        guard let handle else {
            throw ImageryError.cannotOpenVectors(
                path: path, reason: OpeningFailure.reason(message, for: path))
        }
        let file = RasterFile(adopting: handle, path: path)
        layers = try (0..<GDALDatasetGetLayerCount(file.handle)).compactMap { number in
            guard let layer = GDALDatasetGetLayer(file.handle, number) else { return nil }
            let polygons = try Self.polygons(of: layer, path: path)
            guard !polygons.isEmpty else { return nil }
            return Layer(
                polygons: polygons,
                reference: try OGR_L_GetSpatialRef(layer).map { try SpatialReference(copying: $0) })
        }
        guard !layers.isEmpty else { throw ImageryError.noPolygons(path: path) }
    }

    private static func polygons(of layer: OGRLayerH, path: String) throws -> [VectorGeometry] {
        var polygons: [VectorGeometry] = []
        OGR_L_ResetReading(layer)
        while let feature = OGR_L_GetNextFeature(layer) {
            defer { OGR_F_Destroy(feature) }
            guard let stolen = OGR_F_StealGeometry(feature) else { continue }
            let geometry = VectorGeometry.ofFeature(stolen)
            if geometry.isPolygon { polygons.append(try geometry.repaired(path: path)) }
        }
        return polygons
    }

    /// All polygons in one system, long edges bent as that system bends them.
    /// - Throws: ``ImageryError/cannotTransform(from:to:reason:)`` for one that has no place there.
    func polygons(in target: SpatialReference, path: String) throws -> [VectorGeometry] {
        for layer in layers {
            guard let reference = layer.reference else { continue }
            let transform = try CoordinateTransform(from: reference, to: target)
            guard layer.polygons.allSatisfy({ transform.move($0.handle) }) else {
                throw ImageryError.cannotTransform(
                    from: path, to: target.authorityCode ?? "the grid's system",
                    reason: "a polygon reaches out of the target system")
            }
        }
        return layers.flatMap(\.polygons)
    }
}

internal import AerialCore
internal import CGDAL

/// A GeoPackage with one layer of polygons and, in `layer_styles`, the style in which QGIS opens it. One transaction
/// holds all rows, so SQLite's errors (a full disk among them) come from `write` or `close`.
final class GeoPackageSink: TableSink {
    private var dataset: GDALDatasetH?
    private let layer: OGRLayerH
    private let columns: [FieldColumn]
    private let path: String
    private let reportedPath: String

    /// - Parameter style: QGIS's QML for the layer.
    init(
        path: String, reportedPath: String, layerName: String, columns: [FieldColumn],
        reference: CoordinateReference?, style: String
    ) throws {
        self.path = path
        self.reportedPath = reportedPath
        self.columns = columns
        let failure = { ImageryError.cannotWrite(path: reportedPath, reason: $0) }
        let dataset = try GDALRuntime.made(failure) {
            GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, nil)
        }
        self.dataset = dataset
        try GDALRuntime.checkOGR(failure) { GDALDatasetStartTransaction(dataset, 0) }
        let spatialReference = try reference.map { try SpatialReference($0) }
        layer = try GDALRuntime.made(failure) {
            GDALRuntime.withOptions(["GEOMETRY_NAME=geom", "SPATIAL_INDEX=YES"]) { options in
                GDALDatasetCreateLayer(dataset, layerName, spatialReference?.handle, wkbPolygon, options)
            }
        }
        for column in columns { try GDALRuntime.createField(column, in: layer, failure) }
        try GeoPackageStyles.add(style, for: layerName, to: dataset, failure)
    }

    deinit {
        if let dataset { GDALClose(dataset) }
    }

    func write(_ values: [FieldValue?], bounds: MapBounds?) throws {
        let square = bounds.flatMap(Self.polygon)
        defer { square.map { OGR_G_DestroyGeometry($0) } }
        try write(values, geometry: square)
    }

    /// - Parameter geometry: is copied.
    func write(_ values: [FieldValue?], geometry: OGRGeometryH?) throws {
        let feature = try GDALRuntime.made(failure) { OGR_F_Create(OGR_L_GetLayerDefn(layer)) }
        defer { OGR_F_Destroy(feature) }
        for (index, value) in values.enumerated() { set(value, at: index, of: feature) }
        if let geometry {
            try GDALRuntime.checkOGR(failure) { OGR_F_SetGeometry(feature, geometry) }
        }
        try GDALRuntime.checkOGR(failure) { OGR_L_CreateFeature(layer, feature) }
    }

    func close() throws {
        guard let dataset else { return }
        try GDALRuntime.checkOGR(failure) { GDALDatasetCommitTransaction(dataset) }
        self.dataset = nil
        // GDALClose of GDAL 3.6 returns nothing; what goes wrong in it is only in the error state.
        let message = GDALRuntime.failureMessage { GDALClose(dataset) }
        if let message { throw failure(message) }
        try WrittenFile.checkGeoPackage(path, failure)
    }

    private func failure(_ reason: String) -> ImageryError {
        .cannotWrite(path: reportedPath, reason: reason)
    }

    private func set(_ value: FieldValue?, at index: Int, of feature: OGRFeatureH) {
        switch value {
        case .text(let text): OGR_F_SetFieldString(feature, Int32(index), text)
        case .integer(let number): OGR_F_SetFieldInteger64(feature, Int32(index), Int64(number))
        case .real(let number):
            OGR_F_SetFieldDouble(feature, Int32(index), columns[index].kind.stored(number))
        case nil: OGR_F_SetFieldNull(feature, Int32(index))
        }
    }

    /// A new polygon, owned by whoever takes it.
    private static func polygon(_ bounds: MapBounds) -> OGRGeometryH? {
        let ring = OGR_G_CreateGeometry(wkbLinearRing)
        let corners = bounds.cornersCounterClockwise
        for corner in corners + [corners[0]] { OGR_G_AddPoint_2D(ring, corner.x, corner.y) }
        let polygon = OGR_G_CreateGeometry(wkbPolygon)
        OGR_G_AddGeometryDirectly(polygon, ring)
        return polygon
    }
}

/// The `layer_styles` table, as QGIS writes it.
enum GeoPackageStyles {
    static func add(
        _ style: String, for layerName: String, to dataset: GDALDatasetH, _ failure: (String) -> ImageryError
    ) throws {
        let table = try GDALRuntime.made(failure) {
            GDALRuntime.withOptions(["FID=id"]) { options in
                GDALDatasetCreateLayer(dataset, "layer_styles", nil, wkbNone, options)
            }
        }
        // QGIS looks a style up by these names, with empty catalog and schema.
        let values = [
            ("f_table_catalog", ""), ("f_table_schema", ""), ("f_table_name", layerName),
            ("f_geometry_column", "geom"), ("styleName", "land use"), ("styleQML", style), ("styleSLD", ""),
            ("useAsDefault", "1"), ("description", "land use"), ("owner", ""), ("ui", ""),
            ("update_time", "2000/01/01 00:00:00+00"),
        ]
        for (name, _) in values { try createField(name, in: table, failure) }
        let feature = try GDALRuntime.made(failure) { OGR_F_Create(OGR_L_GetLayerDefn(table)) }
        defer { OGR_F_Destroy(feature) }
        for (index, (_, value)) in values.enumerated() { OGR_F_SetFieldString(feature, Int32(index), value) }
        try GDALRuntime.checkOGR(failure) { OGR_L_CreateFeature(table, feature) }
    }

    private static func createField(
        _ name: String, in table: OGRLayerH, _ failure: (String) -> ImageryError
    ) throws {
        let isFlag = name == "useAsDefault"
        let type = isFlag ? OFTInteger : name == "update_time" ? OFTDateTime : OFTString
        let field = try GDALRuntime.made(failure) { OGR_Fld_Create(name, type) }
        defer { OGR_Fld_Destroy(field) }
        if isFlag { OGR_Fld_SetSubType(field, OFSTBoolean) }
        try GDALRuntime.checkOGR(failure) { OGR_L_CreateField(table, field, 0) }
    }
}

internal import AerialCore
internal import CGDAL

extension TableFormat {
    /// One layer of polygons and, in `layer_styles`, the style in which QGIS opens it.
    public static let geoPackage = TableFormat(
        ending: "gpkg", tellsCapitals: false, sideFileEndings: SideFiles.ofDatabase,
        sink: { try LayerSink(driver: .geoPackage, layout: $0) },
        read: { try TextTable.readLayer(at: $0, preferredLayer: $1, $2, $3) },
        ownHeader: { path, layer in
            guard let table = try? TextTable(vectorFileAt: path, preferredLayer: layer, reads: .header),
                table.layers.allSatisfy({ [layer, "layer_styles"].contains($0) })
            else { return nil }
            return table.header
        })
}

extension LayerDriver {
    /// One transaction holds all rows, so SQLite's errors (a full disk among them) come from writing or closing.
    static let geoPackage = LayerDriver(
        name: "GPKG", hasTransactions: true,
        layerOptions: ["GEOMETRY_NAME=geom", "SPATIAL_INDEX=YES"],
        complete: { try GeoPackageStyles.add($1.style, for: $1.layerName, to: $0, $1.failure) },
        check: { layout, _ in try WrittenFile.checkGeoPackage(layout.path, layout.failure) })
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

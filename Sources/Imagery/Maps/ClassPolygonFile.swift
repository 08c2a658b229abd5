public import AerialCore
internal import CGDAL

/// A class map as polygons, `MAP.gpkg`: neighbouring tiles of one class are dissolved into one. The layer `land_use` has
/// the columns class, tiles and hectares, and opens in QGIS in the legend's colours.
public enum ClassPolygonFile {
    static let layerName = "land_use"

    static let columns = [
        FieldColumn(name: "class", kind: .text), FieldColumn(name: "tiles", kind: .integer),
        FieldColumn(name: "hectares", kind: .measure(decimals: 8)),
    ]

    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public static func write(_ map: ClassMap, grid: TileGrid, to path: String) throws {
        precondition(map.columns == grid.columns && map.rows == grid.rows, "a class map lies on its grid")
        let output = try StagedOutput(path: path)
        let sink = try LayerSink(
            driver: .geoPackage,
            layout: TableLayout(
                path: output.partialPath, reportedPath: path, layerName: layerName, columns: columns,
                reference: grid.reference, style: ClassStyle.vector(map.legend, column: "class")))
        let outlines = ClassOutlines(of: map, grid: grid) { .cannotWrite(path: path, reason: $0) }
        try outlines.visit { outline in
            let tiles = Int((OGR_G_Area(outline.geometry) / (grid.tileSide * grid.tileSide)).rounded())
            try sink.write(
                [
                    .text(map.legend.classNames[outline.classIndex]), .integer(tiles),
                    .real(Double(tiles) * grid.tileHectares),
                ], geometry: outline.geometry)
        }
        try sink.close()
        try output.publish(removing: SideFiles.ofDatabase)
    }
}

/// The outlines of a map's patches, by GDAL's polygonizer: tiles that share a side are one patch.
private struct ClassOutlines {
    struct Outline {
        let classIndex: Int
        /// Borrowed for the time of the call.
        let geometry: OGRGeometryH
    }

    private let map: ClassMap
    private let grid: TileGrid
    private let failure: (String) -> ImageryError

    init(of map: ClassMap, grid: TileGrid, _ failure: @escaping (String) -> ImageryError) {
        self.map = map
        self.grid = grid
        self.failure = failure
    }

    func visit(_ body: (Outline) throws -> Void) throws {
        let raster = try RasterFile.inMemory(
            width: map.columns, height: map.rows, bands: [map.cells.map { $0.map { $0 + 1 } ?? 0 }], failure)
        var transform = [grid.origin.x, grid.tileSide, 0, grid.origin.y, 0, -grid.tileSide]
        try GDALRuntime.check(failure) { GDALSetGeoTransform(raster.handle, &transform) }
        let vectors = try GDALRuntime.made(failure) {
            GDALCreate(GDALGetDriverByName("Memory"), "", 0, 0, 0, GDT_Unknown, nil)
        }
        defer { GDALClose(vectors) }
        let layer = try GDALRuntime.made(failure) {
            GDALDatasetCreateLayer(vectors, "patches", nil, wkbPolygon, nil)
        }
        try GDALRuntime.createField(FieldColumn(name: "value", kind: .integer), in: layer, failure)
        // The band is its own mask: 0 is no class.
        try GDALRuntime.check(failure) {
            GDALPolygonize(raster.band(1), raster.band(1), layer, 0, nil, nil, nil)
        }
        OGR_L_ResetReading(layer)
        while let feature = OGR_L_GetNextFeature(layer) {
            defer { OGR_F_Destroy(feature) }
            guard let geometry = OGR_F_GetGeometryRef(feature) else { continue }
            try body(
                Outline(classIndex: Int(OGR_F_GetFieldAsInteger(feature, 0)) - 1, geometry: geometry))
        }
    }
}

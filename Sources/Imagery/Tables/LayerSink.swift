internal import AerialCore
internal import CGDAL

/// One layer of polygons in a file of one of GDAL's vector formats.
final class LayerSink: TableSink {
    private var dataset: GDALDatasetH?
    private let layer: OGRLayerH
    private let driver: LayerDriver
    private let layout: TableLayout
    /// Rows so far.
    private var count = 0

    init(driver: LayerDriver, layout: TableLayout) throws {
        self.driver = driver
        self.layout = layout
        let failure = layout.failure
        let dataset = try GDALRuntime.made(failure) {
            GDALCreate(GDALGetDriverByName(driver.name), layout.path, 0, 0, 0, GDT_Unknown, nil)
        }
        self.dataset = dataset
        if driver.hasTransactions {
            try GDALRuntime.checkOGR(failure) { GDALDatasetStartTransaction(dataset, 0) }
        }
        let reference = try layout.reference.map { try SpatialReference($0) }
        layer = try GDALRuntime.made(failure) {
            GDALRuntime.withOptions(driver.layerOptions) { options in
                GDALDatasetCreateLayer(dataset, layout.layerName, reference?.handle, wkbPolygon, options)
            }
        }
        for column in layout.columns { try GDALRuntime.createField(column, in: layer, failure) }
        try driver.complete(dataset, layout)
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
        count += 1
    }

    func close() throws {
        guard let dataset else { return }
        if driver.hasTransactions {
            try GDALRuntime.checkOGR(failure) { GDALDatasetCommitTransaction(dataset) }
        }
        self.dataset = nil
        // GDALClose of GDAL 3.6 returns nothing; what goes wrong in it is only in the error state.
        let message = GDALRuntime.failureMessage { GDALClose(dataset) }
        if let message { throw failure(message) }
        try driver.check(layout, count)
    }

    private func failure(_ reason: String) -> ImageryError { layout.failure(reason) }

    private func set(_ value: FieldValue?, at index: Int, of feature: OGRFeatureH) {
        switch value {
        case .text(let text): OGR_F_SetFieldString(feature, Int32(index), text)
        case .integer(let number): OGR_F_SetFieldInteger64(feature, Int32(index), Int64(number))
        case .real(let number):
            OGR_F_SetFieldDouble(feature, Int32(index), layout.columns[index].kind.stored(number))
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

/// What sets one of GDAL's vector formats apart.
struct LayerDriver: Sendable {
    /// As GDAL calls it.
    let name: String
    /// Rows are written in one transaction.
    let hasTransactions: Bool
    let layerOptions: [String]
    /// Adds what belongs to the file before its rows: a style, say.
    let complete: @Sendable (GDALDatasetH, TableLayout) throws -> Void
    /// Looks whether the closed file is whole; the second is the number of its rows.
    let check: @Sendable (TableLayout, Int) throws -> Void
}

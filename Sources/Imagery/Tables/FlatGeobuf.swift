internal import CGDAL

extension TableFormat {
    /// Features in the order of a spatial index at the file's head: what reads over a network finds a place without reading
    /// the whole (flatgeobuf.org).
    public static let flatGeobuf = TableFormat(
        ending: "fgb", needsPlaces: true,
        sink: { layout in
            guard layout.reference != nil else {
                throw PredictionFileError.needsPlaces(path: layout.reportedPath)
            }
            return try LayerSink(driver: .flatGeobuf, layout: layout)
        },
        read: { try TextTable.readLayer(at: $0, preferredLayer: $1, $2, $3) },
        ownHeader: { path, layer in
            let table = try? TextTable(vectorFileAt: path, preferredLayer: layer, reads: .header)
            return table?.layers == [layer] ? table?.header : nil
        })
}

extension LayerDriver {
    static let flatGeobuf = LayerDriver(
        name: "FlatGeobuf", hasTransactions: false, layerOptions: ["SPATIAL_INDEX=YES"],
        complete: { _, _ in },
        check: { try WrittenFile.checkRowCount($1, of: $0.path, $0.failure) })
}

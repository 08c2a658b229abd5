public import AerialCore

/// Files of predictions: one row per tile, in any ``TableFormat``.
public enum PredictionFile {
    /// The layer's name in a GeoPackage.
    static let layerName = "tiles"

    /// Reads a whole table, the project's own or one that a spreadsheet or QGIS has saved again: columns stand in any
    /// order and further ones are passed over.
    /// - Throws: ``ImageryError``, ``PredictionFileError``.
    public static func read(path: String) throws -> PredictionTable {
        let table = try TextTable(at: path, preferredLayer: layerName)
        let decoder = try PredictionDecoder(header: table.header, path: path)
        return PredictionTable(classNames: decoder.classNames, rows: try table.rows.map(decoder.prediction))
    }
}

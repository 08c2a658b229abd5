public import AerialCore

/// Writes a table of predictions row by row. The file appears under its name when ``finish()`` returns, and not
/// before; a writer that goes away unfinished leaves nothing.
public final class PredictionWriter {
    private let output: StagedOutput
    private let sink: any TableSink
    private let columns: PredictionColumns
    private let cautions: [String]

    /// - Parameters:
    ///   - path: ends in `.csv`, `.gpkg` or `.geojson`.
    ///   - classNames: what the rows' probabilities stand for, in their order.
    ///   - legend: the colours in which QGIS shows a GeoPackage.
    ///   - cautions: what is to be kept in mind of them, written beside a file as `NAME.aerial.json`.
    ///   - reference: the coordinate reference system of the rows' places; `nil` for rows of image files.
    /// - Throws: ``PredictionFileError/unknownFormat(path:)``, ``ImageryError/cannotWrite(path:reason:)``.
    public init(
        path: String, classNames: [String], legend: Legend, reference: CoordinateReference?,
        cautions: [String] = []
    ) throws {
        self.cautions = cautions
        let format = try PredictionFile.Format(path: path)
        output = try StagedOutput(path: path, streams: format != .gpkg)
        columns = PredictionColumns(classNames: classNames)
        let partial = output.partialPath
        sink =
            switch format {
            case .csv: try CSVSink(path: partial, reportedPath: path, columns: columns.columns)
            case .geojson:
                try GeoJSONSink(
                    path: partial, reportedPath: path, columns: columns.columns, reference: reference)
            case .gpkg:
                try GeoPackageSink(
                    path: partial, reportedPath: path, layerName: PredictionFile.layerName,
                    columns: columns.columns, reference: reference,
                    style: ClassStyle.vector(legend, column: "pred_label"))
            }
    }

    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func write(_ row: TilePrediction) throws {
        try sink.write(columns.values(of: row), bounds: row.place?.bounds)
    }

    /// Writes what is left, flushes it to the disk and gives the file its name.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func finish() throws {
        try sink.close()
        if !cautions.isEmpty, let path = output.sideFilePath(ending: PredictionCautions.ending) {
            let side = try CheckedTextFile(path: path, reportedPath: path)
            try side.write(PredictionCautions.encoded(cautions))
            try side.flush()
        }
        try output.publish(removing: StagedOutput.databaseSideFiles + [PredictionCautions.ending])
    }
}

extension StagedOutput {
    /// What SQLite would replay into a new GeoPackage of the same name.
    static let databaseSideFiles = SideFiles.ofDatabase
}

public import AerialCore

/// Writes a table of predictions row by row. The file appears under its name when ``finish()`` returns, and not
/// before; a writer that goes away unfinished leaves nothing.
public final class PredictionWriter {
    private let format: TableFormat
    private let output: StagedOutput
    private let sink: any TableSink
    private let columns: PredictionColumns
    private let record: PredictionRecord

    /// - Parameters:
    ///   - path: its ending says in which ``TableFormat``.
    ///   - classNames: what the rows' probabilities stand for, in their order.
    ///   - legend: the colours in which QGIS shows a GeoPackage.
    ///   - record: how they came to be, written beside a file as `NAME.aerial.json`.
    ///   - reference: the coordinate reference system of the rows' places; `nil` for rows of image files.
    /// - Throws: ``PredictionFileError/unknownFormat(path:)``, ``PredictionFileError/sameColumns(path:classNames:)``,
    ///   ``ImageryError/cannotWrite(path:reason:)``.
    public init(
        path: String, classNames: [String], legend: Legend, reference: CoordinateReference?,
        record: PredictionRecord = PredictionRecord()
    ) throws {
        self.record = record
        format = try TableFormat(path: path)
        try PredictionFile.check(path: path, classNames: classNames)
        output = try StagedOutput(path: path, streams: format.streams)
        columns = PredictionColumns(classNames: classNames)
        sink = try format.sink(
            TableLayout(
                path: output.partialPath, reportedPath: path, layerName: PredictionFile.layerName,
                columns: columns.columns, reference: reference,
                style: ClassStyle.vector(legend, column: "pred_label")))
    }

    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func write(_ row: TilePrediction) throws {
        try sink.write(columns.values(of: row), bounds: row.place?.bounds)
    }

    /// Writes what is left, flushes it to the disk and gives the file its name.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func finish() throws {
        try sink.close()
        if !record.isEmpty, let path = output.sideFilePath(ending: PredictionRecord.ending) {
            let side = try CheckedTextFile(path: path, reportedPath: path)
            try side.write(record.encoded)
            try side.flush()
        }
        try output.publish(removing: format.sideFileEndings + [PredictionRecord.ending])
    }
}

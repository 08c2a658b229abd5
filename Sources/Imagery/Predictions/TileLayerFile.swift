public import AerialCore

/// A tile that was looked at while a data set was made, and what became of it.
public struct TileRecord: Sendable, Equatable {
    /// Whether a tile is part of the data set.
    public enum Status: String, Sendable, CaseIterable {
        /// It is part of the data set.
        case kept
        /// It is not; the reason says why.
        case dropped
    }

    /// Unique in its data set.
    public let id: String
    /// The scene or mosaic it comes from.
    public let source: String
    /// The tile's row and column in the grid.
    public let tile: TileIndex
    /// In the grid's coordinate reference system.
    public let bounds: MapBounds
    /// `nil` for dropped tiles.
    public let className: String?
    /// `train` or `test`; `nil` for dropped tiles.
    public let split: String?
    /// Whether it is part of the data set.
    public let status: Status
    /// Why it was dropped; empty for kept ones.
    public let reason: String
    /// The land-cover codes that the rule looked at, as text: `41,41,42` or, with their pixels, `41:49,82:7`.
    public let codes: String
    /// The class that the labels say, where a person corrected it; `nil` elsewhere.
    public let label: String?

    /// - Parameters:
    ///   - className: for kept tiles; so too `split`.
    ///   - reason: why it was dropped; empty for kept ones.
    public init(
        id: String, source: String, tile: TileIndex, bounds: MapBounds, className: String? = nil,
        split: String? = nil, status: Status, reason: String = "", codes: String = "",
        label: String? = nil
    ) {
        self.label = label
        self.id = id
        self.source = source
        self.tile = tile
        self.bounds = bounds
        self.className = className
        self.split = split
        self.status = status
        self.reason = reason
        self.codes = codes
    }
}

/// Writes `tiles.gpkg`: the squares of all tiles that were looked at, in the layer `tiles`, coloured by class in QGIS.
/// The file appears under its name when ``finish()`` returns.
public final class TileLayerFile {
    private let output: StagedOutput
    private let sink: any TableSink

    static let columns: [FieldColumn] = [
        FieldColumn(name: "id", kind: .text), FieldColumn(name: "row", kind: .integer),
        FieldColumn(name: "column", kind: .integer), FieldColumn(name: "class", kind: .text),
        FieldColumn(name: "split", kind: .text), FieldColumn(name: "status", kind: .text),
        FieldColumn(name: "reason", kind: .text), FieldColumn(name: "codes", kind: .text),
        FieldColumn(name: "source", kind: .text), FieldColumn(name: "label", kind: .text),
    ]

    /// - Parameter path: ends in `.gpkg`.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public init(path: String, legend: Legend, reference: CoordinateReference) throws {
        output = try StagedOutput(path: path)
        sink = try TableFormat.geoPackage.sink(
            TableLayout(
                path: output.partialPath, reportedPath: path, layerName: PredictionFile.layerName,
                columns: Self.columns, reference: reference,
                style: ClassStyle.vector(legend, column: "class")))
    }

    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func write(_ record: TileRecord) throws {
        let values: [FieldValue?] = [
            .text(record.id), .integer(record.tile.row), .integer(record.tile.column),
            record.className.map { .text($0) }, record.split.map { .text($0) }, .text(record.status.rawValue),
            record.reason.isEmpty ? nil : .text(record.reason),
            record.codes.isEmpty ? nil : .text(record.codes),
            .text(record.source), record.label.map { .text($0) },
        ]
        try sink.write(values, bounds: record.bounds)
    }

    /// Writes what is left, flushes it to the disk and gives the file its name.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func finish() throws {
        try sink.close()
        try output.publish(removing: SideFiles.ofDatabase)
    }
}

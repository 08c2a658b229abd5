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
    /// The area that it lies in, and the system of its grid; `nil` where the data set has one area without a name.
    public let area: String?
    public let crs: String?

    /// - Parameters:
    ///   - className: for kept tiles; so too `split`.
    ///   - reason: why it was dropped; empty for kept ones.
    public init(
        id: String, source: String, tile: TileIndex, bounds: MapBounds, className: String? = nil,
        split: String? = nil, status: Status, reason: String = "", codes: String = "",
        label: String? = nil, area: String? = nil, crs: String? = nil
    ) {
        self.label = label
        self.area = area
        self.crs = crs
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
    private let sink: LayerSink
    private let isOfAreas: Bool

    static let columns: [FieldColumn] = [
        FieldColumn(name: "id", kind: .text), FieldColumn(name: "row", kind: .integer),
        FieldColumn(name: "column", kind: .integer), FieldColumn(name: "class", kind: .text),
        FieldColumn(name: "split", kind: .text), FieldColumn(name: "status", kind: .text),
        FieldColumn(name: "reason", kind: .text), FieldColumn(name: "codes", kind: .text),
        FieldColumn(name: "source", kind: .text), FieldColumn(name: "label", kind: .text),
    ]

    /// Of tiles of named areas, each with a grid of its own: the layer is in degrees.
    static let areaColumns =
        columns + [FieldColumn(name: "area", kind: .text), FieldColumn(name: "crs", kind: .text)]

    /// Squares of one grid.
    /// - Parameter path: ends in `.gpkg`.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public convenience init(path: String, legend: Legend, reference: CoordinateReference) throws {
        try self.init(path, legend, reference, isOfAreas: false)
    }

    /// Tiles of areas that lie on grids of their own, in degrees (WGS 84).
    /// - Parameter path: ends in `.gpkg`.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public convenience init(ofAreasAt path: String, legend: Legend) throws {
        try self.init(path, legend, SpatialReference.degrees().reference, isOfAreas: true)
    }

    private init(_ path: String, _ legend: Legend, _ reference: CoordinateReference, isOfAreas: Bool) throws {
        self.isOfAreas = isOfAreas
        output = try StagedOutput(path: path)
        sink = try LayerSink(
            driver: .geoPackage,
            layout: TableLayout(
                path: output.partialPath, reportedPath: path, layerName: PredictionFile.layerName,
                columns: isOfAreas ? Self.areaColumns : Self.columns, reference: reference,
                style: ClassStyle.vector(legend, column: "class")))
    }

    /// A tile of the file's grid.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func write(_ record: TileRecord) throws {
        try sink.write(values(of: record), bounds: record.bounds)
    }

    /// A tile of an area.
    /// - Parameter corners: in degrees, around the tile.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func write(_ record: TileRecord, corners: [MapPoint]) throws {
        // At the date line the tile goes on beyond 180 degrees, not around the Earth.
        let longitudes = Longitude.together(corners.map(\.x))
        let ring = zip(longitudes, corners).map { MapPoint(x: $0, y: $1.y) }
        let polygon = try VectorGeometry(around: ring)
        try sink.write(values(of: record), geometry: polygon.handle)
    }

    private func values(of record: TileRecord) -> [FieldValue?] {
        let values: [FieldValue?] = [
            .text(record.id), .integer(record.tile.row), .integer(record.tile.column),
            record.className.map { .text($0) }, record.split.map { .text($0) }, .text(record.status.rawValue),
            record.reason.isEmpty ? nil : .text(record.reason),
            record.codes.isEmpty ? nil : .text(record.codes),
            .text(record.source), record.label.map { .text($0) },
        ]
        let place: [FieldValue?] = [record.area.map { .text($0) }, record.crs.map { .text($0) }]
        return isOfAreas ? values + place : values
    }

    /// Writes what is left, flushes it to the disk and gives the file its name.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func finish() throws {
        try sink.close()
        try output.publish(removing: SideFiles.ofDatabase)
    }
}

extension TileLayerFile {
    /// Reads a file's tiles again.
    /// - Parameter bounds: where a tile lies, by its area and its place in the grid; `nil` for an area that is not known.
    /// - Throws: ``ImageryError/cannotRead(path:reason:)`` for a file of another form, ``PredictionFileError``.
    public static func read(
        path: String, bounds: (_ area: String?, _ tile: TileIndex) -> MapBounds?
    ) throws -> [TileRecord] {
        let table = try TextTable(vectorFileAt: path, preferredLayer: PredictionFile.layerName)
        let columns = Dictionary(
            table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return try table.rows.map { row in
            func text(_ name: String) -> String? { columns[name].flatMap { row.fields[$0] } }
            let area = text("area")
            guard let id = text("id"), let status = text("status").flatMap(TileRecord.Status.init),
                let tile = text("row").flatMap({ Int($0) }).flatMap({ row in
                    text("column").flatMap { Int($0) }.map { TileIndex(row: row, column: $0) }
                }), let bounds = bounds(area, tile)
            else {
                throw ImageryError.cannotRead(
                    path: path, reason: "row \(row.line) is not that of a tile of the dataset")
            }
            return TileRecord(
                id: id, source: text("source") ?? "", tile: tile, bounds: bounds, className: text("class"),
                split: text("split"), status: status, reason: text("reason") ?? "",
                codes: text("codes") ?? "", label: text("label"), area: area, crs: text("crs"))
        }
    }
}

public import AerialCore

/// A tile that a person is to label.
public struct SampledTile: Sendable, Equatable {
    /// Where the tile lies on the map's grid.
    public let place: TilePlace
    /// The class that the map gives it.
    public let mapClass: String
    /// The picture to label it from, as a path relative to the table; `nil` without imagery.
    public let chip: String?

    /// - Parameter chip: the picture to label it from, as a path relative to the table.
    public init(place: TilePlace, mapClass: String, chip: String?) {
        self.place = place
        self.mapClass = mapClass
        self.chip = chip
    }

    public var id: String { TileGrid.name(of: place.index) }
}

extension AreaSampleFile {
    static let columns =
        [FieldColumn(name: "id", kind: .text)] + PredictionColumns.place
        + ["map", "reference", "chip"].map { FieldColumn(name: $0, kind: .text) }

    /// Writes the tiles with an empty `reference` to fill in, as `.csv` or `.gpkg`. Appears whole or not at all.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public static func write(
        _ tiles: [SampledTile], legend: Legend, reference: CoordinateReference, to path: String
    ) throws {
        try StagedOutput.writeTable(
            to: path, layerName: layerName, columns: columns, reference: reference,
            style: ClassStyle.vector(legend, column: "reference", isFilledIn: true)
        ) { sink in
            for tile in tiles {
                let texts: [FieldValue?] = [.text(tile.mapClass), nil, tile.chip.map { .text($0) }]
                try sink.write(
                    [.text(tile.id)] + PredictionColumns.values(of: tile.place) + texts,
                    bounds: tile.place.bounds)
            }
        }
    }
}

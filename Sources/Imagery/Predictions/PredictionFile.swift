public import AerialCore
internal import Foundation

/// Files of predictions: a row a tile, as CSV, GeoPackage or GeoJSON, by the name's ending.
public enum PredictionFile {
    /// The endings that ``PredictionWriter`` and ``read(path:)`` know.
    public enum Format: String, CaseIterable, Sendable {
        case csv
        case gpkg
        case geojson

        /// - Throws: ``PredictionFileError/unknownFormat(path:)``.
        public init(path: String) throws {
            guard let format = Format(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) else {
                throw PredictionFileError.unknownFormat(path: path)
            }
            self = format
        }
    }

    /// The layer's name in a GeoPackage.
    static let layerName = "tiles"

    /// Reads a whole table, the project's own or one that a spreadsheet or QGIS has saved again: columns stand in any
    /// order and further ones are passed over.
    /// - Throws: ``ImageryError``, ``PredictionFileError``.
    public static func read(path: String) throws -> PredictionTable {
        let table =
            switch try Format(path: path) {
            case .csv: try TextTable(csvAt: path)
            case .gpkg, .geojson: try TextTable(vectorFileAt: path, preferredLayer: layerName)
            }
        let decoder = try PredictionDecoder(header: table.header, path: path)
        return PredictionTable(classNames: decoder.classNames, rows: try table.rows.map(decoder.prediction))
    }
}

/// What is wrong with a table of predictions.
public enum PredictionFileError: Error, Equatable, CustomStringConvertible {
    case unknownFormat(path: String)
    case cannotOpen(path: String, reason: String)
    case missingColumns(path: String, names: [String])
    case unreadableRow(path: String, line: Int, reason: String)
    /// A map was asked for, and the predictions are of image files.
    case noPlaces
    /// A tile that is not on the grid of the others.
    case mixedGrids(id: String, reason: String)
    case repeatedTile(ids: [String])
    /// A tile so far from the others that a map would be almost empty.
    case farTile(id: String, tile: TileIndex, rows: Int)
    /// The table's classes are not the legend's.
    case otherClasses(table: [String], legend: String)

    public var description: String {
        switch self {
        case .unknownFormat(let path):
            "\(path) is no table of predictions by its name. End it in .csv, .gpkg or .geojson."
        case .cannotOpen(let path, let reason):
            "cannot open \(path): \(reason.hasSuffix(".") ? reason : reason + ".") Check the name, and that it is a "
                + "table that Aerial wrote."
        case .missingColumns(let path, let names):
            "\(path) lacks the column\(names.count == 1 ? "" : "s") \(names.joined(separator: ", ")). "
                + "Give a table that 'aerial score' wrote, or add what is missing."
        case .unreadableRow(let path, let line, let reason):
            "\(path), line \(line): \(reason) Correct the line, or write the table anew."
        case .noPlaces:
            "predictions of image files have no places; a map needs tiles of georeferenced scenes. "
                + "Score the scenes themselves."
        case .mixedGrids(let id, let reason):
            "tile '\(id)' does not lie in the grid of the other tiles: \(reason) Map one date of one place at a time."
        case .repeatedTile(let ids):
            "the tiles '\(ids.joined(separator: "' and '"))' lie at the same row and column. Keep one of them."
        case .farTile(let id, let tile, let rows):
            "the table has \(rows) tiles, and with '\(id)' they reach to row \(tile.row) and column \(tile.column): a map of "
                + "that size would be almost empty. Correct the tile's row and column, or map parts that lie far apart one "
                + "by one."
        case .otherClasses(let table, let legend):
            "the predictions are of the classes \(table.joined(separator: ", ")), which are not those of the legend "
                + "'\(legend)'. Use the legend that the model was trained with."
        }
    }
}

public import AerialCore

/// What is wrong with a table of predictions.
public enum PredictionFileError: Error, Equatable, CustomStringConvertible {
    case unknownFormat(path: String)
    /// Rows without places were to go into a format that holds none.
    case needsPlaces(path: String)
    /// Classes whose names differ in case alone, for a format that takes their columns for one.
    case sameColumns(path: String, classNames: [String])
    case cannotOpen(path: String, reason: String)
    case missingColumns(path: String, names: [String])
    case unreadableRow(path: String, line: Int, reason: String)
    /// A map was asked for, and the predictions are of image files.
    case noPlaces
    /// A map was asked for, and the table ends with its header.
    case noRows
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
            "\(path) is no table by its name. Tables end in \(TableFormat.endings())."
        case .needsPlaces(let path):
            "\(path) holds rows with a place only, and images have none. Write a .csv instead, or score scenes."
        case .sameColumns(let path, let classNames):
            "\(path) cannot hold the classes '\(classNames.joined(separator: "' and '"))': in a GeoPackage columns whose names "
                + "differ in capitals alone are one. Write a .csv, .geojson or .fgb instead, or rename a class in the legend that "
                + "the model is trained with."
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
        case .noRows:
            "the table of predictions has no rows: there is no tile to map. Score the scenes anew."
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

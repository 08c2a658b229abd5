public import AerialCore

/// What is wrong with a table of a sample or of strata.
public enum AreaTableError: Error, Equatable, CustomStringConvertible {
    case missingColumn(path: String, name: String)

    public var description: String {
        switch self {
        case .missingColumn(let path, let name):
            "\(path) lacks the column \(name). A sample has the columns map and reference, a row per sampled tile; strata have "
                + "class and hectares, a row per class. 'aerial area design' writes both."
        }
    }
}

/// A labelled sample and its strata as tables: what `area design` writes and a person fills in.
public enum AreaSampleFile {
    /// The columns that an estimate needs; others are passed over.
    private enum Column: String {
        case map
        case reference
        case className = "class"
        case hectares
        case tiles
    }

    /// The layer's name in a GeoPackage.
    static let layerName = "sample"

    /// Map and reference class of each tile of a `.csv`, `.gpkg` or `.geojson`, in the file's order.
    /// - Throws: ``AreaTableError``; ``PredictionFileError`` where a tile is not labelled yet, or stands there twice.
    public static func readSample(path: String) throws -> [(map: String, reference: String)] {
        let table = try TextTable(at: path, preferredLayer: layerName)
        let (map, reference) = (
            try position(.map, in: table, path: path), try position(.reference, in: table, path: path)
        )
        try checkTilesDiffer(table, path: path)
        return try table.rows.map { row in
            guard let mapped = row.fields[map] else { throw empty(.map, row, path: path) }
            guard let referenced = row.fields[reference] else { throw empty(.reference, row, path: path) }
            return (mapped, referenced)
        }
    }

    /// The class that a map gives each tile of a sample, by the tile's place on the map's grid; empty for a table that does not
    /// say where its tiles lie.
    /// - Throws: as ``readSample(path:)``.
    public static func mappedTiles(path: String) throws -> [(tile: TileIndex, map: String)] {
        let table = try TextTable(at: path, preferredLayer: layerName)
        let columns = ["row", "column", Column.map.rawValue].map { table.header.firstIndex(of: $0) }
        guard let row = columns[0], let column = columns[1], let map = columns[2] else { return [] }
        return table.rows.compactMap { fields in
            guard let name = fields.fields[map], let row = fields.fields[row].flatMap({ Int($0) }),
                let column = fields.fields[column].flatMap({ Int($0) })
            else { return nil }
            return (TileIndex(row: row, column: column), name)
        }
    }

    /// A tile that stands there twice would count twice. Tables of several maps may hold the same names at different places.
    private static func checkTilesDiffer(_ table: TextTable, path: String) throws {
        guard let id = table.header.firstIndex(of: "id") else { return }
        let places = ["min_lon", "min_lat"].compactMap { table.header.firstIndex(of: $0) }
        var lines: [[String?]: Int] = [:]
        for row in table.rows {
            guard let name = row.fields[id] else { continue }
            let key = [name] + places.map { row.fields[$0] }
            if let line = lines[key] {
                throw PredictionFileError.unreadableRow(
                    path: path, line: row.line,
                    reason: "the tile '\(name)' of line \(line) stands here again. Keep one of the two rows.")
            }
            lines[key] = row.line
        }
    }

    /// A sample's table as texts, cell by cell; empty where there is no value.
    /// - Throws: as ``readSample(path:)``.
    public static func cells(path: String) throws -> (header: [String], rows: [[String]]) {
        let table = try TextTable(csvAt: path)
        return (table.header, table.rows.map { $0.fields.map { $0 ?? "" } })
    }

    /// The Earth's surface, land and sea: 510 million square kilometres.
    private static let earthHectares = 5.11e10

    /// Class names and hectares of a `.csv`, and how many tiles the map gives each class where a column says it in whole numbers.
    /// - Throws: ``AreaTableError``; ``PredictionFileError`` for a class without a name, or with hectares that no stratum can have.
    public static func readStrata(path: String) throws -> [AreaStratum] {
        let table = try TextTable(csvAt: path)
        let name = try position(.className, in: table, path: path)
        let hectares = try position(.hectares, in: table, path: path)
        let tiles = table.header.firstIndex(of: Column.tiles.rawValue)
        let separator = CSVParser.separator(ofBeginning: Array(FileHead.text(path).utf8))
        let numbers = DecimalMark(
            of: table.rows.compactMap { $0.fields[hectares] },
            hasOtherSeparator: separator != nil && separator != CSVRow.comma)
        return try table.rows.map { row in
            guard let className = row.fields[name] else { throw empty(.className, row, path: path) }
            guard let area = row.fields[hectares].flatMap(numbers.value) else {
                throw PredictionFileError.unreadableRow(
                    path: path, line: row.line,
                    reason: "'\(row.fields[hectares] ?? "")' is no number of hectares\(numbers.remark).")
            }
            guard area > 0 else {
                throw PredictionFileError.unreadableRow(
                    path: path, line: row.line,
                    reason:
                        "'\(row.fields[hectares] ?? "")' hectares are no area: a stratum has more than none. Leave a class "
                        + "that the map does not show out.")
            }
            guard area <= earthHectares else {
                throw PredictionFileError.unreadableRow(
                    path: path, line: row.line,
                    reason: "'\(row.fields[hectares] ?? "")' hectares are more than the Earth has.")
            }
            let count = tiles.flatMap { row.fields[$0] }.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            return AreaStratum(className: className, hectares: area, tiles: count)
        }
    }

    private static func position(_ column: Column, in table: TextTable, path: String) throws -> Int {
        guard let position = try table.position(of: column.rawValue, path: path) else {
            throw AreaTableError.missingColumn(path: path, name: column.rawValue)
        }
        return position
    }

    private static func empty(_ column: Column, _ row: TextTable.Row, path: String) -> PredictionFileError {
        .unreadableRow(
            path: path, line: row.line,
            reason: column == .reference
                ? "the tile has no reference yet. Label every tile of the sample: leaving some out would bias it."
                : "the \(column.rawValue) is empty.")
    }
}

public import AerialCore

/// What a person said of the tiles of a change report: its page saves it as `marks.csv`.
public struct ChangeMarks: Sendable, Equatable {
    /// True for a tile that was accepted as changed, false for one that was rejected.
    public var marks: [TileIndex: Bool] = [:]
    /// Tiles of the random sample of the list, marked or not.
    public var sample: Set<TileIndex> = []
    /// Where the file says that tiles lie: their centres in degrees, WGS 84.
    public var places: [TileIndex: MapPoint] = [:]

    /// Nothing was said of any tile.
    public init() {}
}

/// Reads the marks of a change report.
public enum ChangeMarksFile {
    /// The columns `id` and `mark` (`accept`, `reject` or nothing), and where they are there `sample` (1 for a tile of the random
    /// sample), `latitude` and `longitude`; others are passed over. A line without a mark is a tile that nobody judged.
    /// - Parameter path: `.csv`, `.gpkg` or `.geojson`.
    /// - Throws: ``PredictionFileError``, with the line.
    public static func read(path: String) throws -> ChangeMarks {
        let table = try TextTable(at: path, preferredLayer: CandidateFile.layerName)
        let id = try position("id", in: table, path: path)
        let mark = try position("mark", in: table, path: path)
        let sample = table.header.firstIndex(of: "sample")
        let degrees = ["longitude", "latitude"].map { table.header.firstIndex(of: $0) }
        var marks = ChangeMarks()
        for row in table.rows {
            guard let name = row.fields[id], let tile = TileGrid.index(named: name) else {
                throw refusal(row, "'\(row.fields[id] ?? "")' is no tile's name; r0012_c0007 is one", path)
            }
            if let sample, row.fields[sample] == "1" { marks.sample.insert(tile) }
            let place = try degrees.compactMap { column in
                try column.flatMap { row.fields[$0] }.flatMap { text in
                    let value = Double(text.replacing(",", with: "."))
                    guard value?.isFinite ?? true else {
                        throw refusal(row, "'\(text)' is no place of \(name); give degrees or nothing", path)
                    }
                    return value
                }
            }
            if place.count == 2 { marks.places[tile] = MapPoint(x: place[0], y: place[1]) }
            guard let text = row.fields[mark] else { continue }
            guard let isAccepted = ["accept": true, "reject": false][text] else {
                throw refusal(row, "'\(text)' is no mark; give accept, reject or nothing", path)
            }
            guard marks.marks.updateValue(isAccepted, forKey: tile) ?? isAccepted == isAccepted else {
                throw refusal(row, "\(name) is both accepted and rejected", path)
            }
        }
        return marks
    }

    private static func position(_ name: String, in table: TextTable, path: String) throws -> Int {
        guard let position = try table.position(of: name, path: path) else {
            throw PredictionFileError.unreadableRow(
                path: path, line: 1,
                reason: "it lacks the column \(name). Save the marks from the change report's page.")
        }
        return position
    }

    private static func refusal(_ row: TextTable.Row, _ reason: String, _ path: String) -> PredictionFileError
    {
        .unreadableRow(path: path, line: row.line, reason: "\(reason).")
    }
}

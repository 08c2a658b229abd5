internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// `suggestions.csv`, in whose column `class` a person's labels stand: what `dataset gather` reads. Labels of tiles stand in
/// `labels.geojson` too, which `prepare --labels` reads.
struct SuggestionMarkedFile: WorklistFile {
    let path: String
    let entries: [WorklistEntry]
    /// Around each tile, in degrees; absent for pictures.
    private let corners: [String: [MapPoint]]

    /// - Parameter folder: that of the suggestions.
    /// - Throws: ``PredictionFileError``, ``ImageryError``.
    init(folder: String) throws {
        path = "\(folder)/suggestions.csv"
        let table = try FillableTable(csvAt: path)
        guard table.position(of: "class") != nil else {
            throw Problem.unusable("\(path) has no column class to fill in.")
        }
        var corners: [String: [MapPoint]] = [:]
        entries = try table.rows.indices.map { row in
            guard let id = table.text("id", row: row), let predicted = table.text("pred_label", row: row)
            else {
                throw Problem.unusable("\(folder)/suggestions.csv: line \(row + 2) names no tile.")
            }
            func number(_ column: String) -> Double? {
                table.text(column, row: row).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
            }
            func bounds(_ names: [String]) -> MapBounds? {
                let values = names.compactMap(number)
                guard values.count == 4, values[0] <= values[2], values[1] <= values[3] else { return nil }
                return MapBounds(minX: values[0], minY: values[1], maxX: values[2], maxY: values[3])
            }
            let degrees = bounds(["min_lon", "min_lat", "max_lon", "max_lat"])
            if let own = bounds(["min_x", "min_y", "max_x", "max_y"]), let crs = table.text("crs", row: row) {
                corners[id] = try Self.corners(of: own, in: crs)
            }
            return WorklistEntry(
                id: id, label: predicted, suggested: nil,
                probability: min(1, max(0, number("confidence") ?? 0)), bounds: degrees,
                picture: degrees == nil ? id : nil)
        }
        self.corners = corners
    }

    private static func corners(of bounds: MapBounds, in crs: String) throws -> [MapPoint] {
        let reference = try CoordinateReference(definition: crs)
        let grid = TileGrid(
            reference: reference, origin: MapPoint(x: bounds.minX, y: bounds.maxY), columns: 1, rows: 1,
            tileSideMeters: max(1, bounds.width * reference.metersPerUnit))
        return try TilePlacer(grid: grid).cornersInDegrees(of: TileIndex(row: 0, column: 0))
    }

    func read() throws -> [String: String?]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let table = try FillableTable(csvAt: path)
        return Dictionary(
            table.rows.indices.compactMap { row in
                table.text("id", row: row).map { ($0, table.text("class", row: row)) }
            }, uniquingKeysWith: { $1 ?? $0 })
    }

    private var labelsPath: String { (path as NSString).deletingLastPathComponent + "/labels.geojson" }

    /// The page of suggestions saves `labels.geojson`, too. The one that is written here is older than the table.
    func news() throws -> [String: String] {
        func time(_ path: String) -> Date? {
            (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        }
        guard let saved = time(labelsPath), let written = time(path), saved > written else { return [:] }
        let tiles = Set(entries.map(\.id))
        return try SavedTileLabels(at: labelsPath).classes.filter { tiles.contains($0.key) }
    }

    /// Labels of tiles that earlier suggestions had stay in the journal.
    func says(_ words: [String: String?], _ marks: [String: String]) -> Bool {
        words.allSatisfy { marks[$0.key] == $0.value }
    }

    func bytes(with marks: [String: String]) throws -> [UInt8] {
        var table = try FillableTable(csvAt: path)
        guard let column = table.position(of: "class") else {
            throw Problem.unusable("\(path) has no column class to fill in.")
        }
        for row in table.rows.indices {
            table.rows[row][column] = marks[table.text("id", row: row) ?? ""] ?? ""
        }
        return Array(CSVText(header: table.header, rows: table.rows).encoded.utf8)
    }

    /// Labels of other tiles, those of earlier suggestions, stay.
    func copies(with marks: [String: String]) throws -> [String: [UInt8]] {
        guard !corners.isEmpty else { return [:] }
        let features = entries.compactMap { entry -> JSONValue? in
            guard let label = marks[entry.id], let ring = corners[entry.id], let first = ring.first else {
                return nil
            }
            return GeoJSONText.polygon(
                [(ring + [first]).map { [$0.x, $0.y] }], ["id": .text(entry.id), "class": .text(label)])
        }
        let saved = try SavedTileLabels(at: labelsPath).features(besides: Set(entries.map(\.id)))
        return [labelsPath: Array(GeoJSONText.collection(saved + features))]
    }
}

/// `labels.geojson` as it lies there.
private struct SavedTileLabels {
    private let features: [JSONValue]

    /// None where there is no file.
    /// - Throws: ``Problem`` for a file that is no GeoJSON: it would be lost.
    init(at path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            features = []
            return
        }
        guard let data = FileManager.default.contents(atPath: path),
            let file = try? JSONDecoder().decode(JSONValue.self, from: data),
            case .array(let features) = file["features"]
        else {
            throw Problem.unusable("\(path) is no GeoJSON of labels. Move it away: labels are written there.")
        }
        self.features = features
    }

    /// By the tile's name.
    var classes: [String: String] {
        let named = features.compactMap { feature -> (String, String)? in
            guard let id = feature["properties"]?["id"]?.text,
                let label = feature["properties"]?["class"]?.text
            else { return nil }
            return (id, label)
        }
        return Dictionary(named, uniquingKeysWith: { $1 })
    }

    /// Those of other tiles, and those that name none.
    func features(besides tiles: Set<String>) -> [JSONValue] {
        features.filter { feature in feature["properties"]?["id"]?.text.map { !tiles.contains($0) } ?? true }
    }
}

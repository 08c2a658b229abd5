internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// `sample.csv` of `area design`, in whose column `reference` a person's labels stand: what `area estimate` reads.
struct SampleMarkedFile: MarkedFile {
    /// A tile to label.
    struct Tile: Sendable {
        let id: String
        /// The class of the map, which must not sway who labels.
        let map: String
        /// In degrees.
        let bounds: MapBounds
    }

    let path: String
    /// In an order drawn by chance: so whoever stops half way has labelled a random part of each stratum.
    let tiles: [Tile]
    let strata: [AreaStratum]

    /// - Parameter folder: the sample's.
    /// - Throws: ``PredictionFileError``.
    init(folder: String) throws {
        path = "\(folder)/sample.csv"
        strata = try AreaSampleFile.readStrata(path: "\(folder)/strata.csv")
        let table = try FillableTable(csvAt: path)
        guard table.position(of: "reference") != nil, table.position(of: "map") != nil else {
            throw AreaTableError.missingColumn(path: path, name: "reference")
        }
        let inOrder = try table.rows.indices.map { row in
            func degrees(_ column: String) throws -> Double {
                guard let value = table.text(column, row: row).flatMap({ Double($0) }), value.isFinite else {
                    throw Problem.unusable("\(folder)/sample.csv: line \(row + 2) has no \(column).")
                }
                return value
            }
            return Tile(
                id: table.text("id", row: row) ?? "", map: table.text("map", row: row) ?? "",
                bounds: MapBounds(
                    minX: try degrees("min_lon"), minY: try degrees("min_lat"), maxX: try degrees("max_lon"),
                    maxY: try degrees("max_lat")))
        }
        var generator = SeededGenerator(seed: 7)
        tiles = inOrder.shuffled(using: &generator)
    }

    func read() throws -> [String: String?]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let table = try FillableTable(csvAt: path)
        return Dictionary(
            table.rows.indices.compactMap { row in
                table.text("id", row: row).map { ($0, table.text("reference", row: row)) }
            }, uniquingKeysWith: { $1 ?? $0 })
    }

    /// Marks of tiles that an earlier sample had stay in the journal.
    func says(_ words: [String: String?], _ marks: [String: String]) -> Bool {
        words.allSatisfy { marks[$0.key] == $0.value }
    }

    func bytes(with marks: [String: String]) throws -> [UInt8] {
        var table = try FillableTable(csvAt: path)
        guard let column = table.position(of: "reference") else {
            throw AreaTableError.missingColumn(path: path, name: "reference")
        }
        for row in table.rows.indices {
            table.rows[row][column] = marks[table.text("id", row: row) ?? ""] ?? ""
        }
        return Array(CSVText(header: table.header, rows: table.rows).encoded.utf8)
    }

    /// What the labels given so far say of the areas.
    /// - Parameter others: classes that a reference may have beside the strata's.
    /// - Throws: ``AreaError`` while they are too few.
    func estimate(_ marks: [String: String], others: [String]) throws -> AreaEstimate {
        let rows = tiles.compactMap { tile in marks[tile.id].map { (map: tile.map, reference: $0) } }
        return try AreaEstimate(
            strata: strata,
            sample: StratifiedSample(strata: strata.map(\.className), others: others, rows: rows))
    }
}

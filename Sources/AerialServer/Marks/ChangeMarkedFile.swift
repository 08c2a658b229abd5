internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// `marks.csv` of a change: what its report's page saves and `change --marks` reads.
struct ChangeMarkedFile: MarkedFile {
    /// A tile that is to be judged.
    struct Candidate: Sendable {
        let id: String
        let rank: Int
        let from: String
        let to: String
        let probability: Double
        /// In degrees.
        let bounds: MapBounds
        /// Of the random sample whose marks speak for the whole list: `1` or `0`; empty where an older file does not say.
        let sample: String
    }

    let path: String
    let candidates: [Candidate]

    /// - Parameter folder: the change's.
    /// - Throws: ``PredictionFileError``.
    init(folder: String) throws {
        path = "\(folder)/marks.csv"
        let table = try FillableTable(csvAt: "\(folder)/candidates.csv")
        candidates = try table.rows.indices.map { row in
            func number(_ column: String) throws -> Double {
                guard let value = table.text(column, row: row).flatMap({ Double($0) }), value.isFinite else {
                    throw Problem.unusable("\(folder)/candidates.csv: line \(row + 2) has no \(column).")
                }
                return value
            }
            guard let rank = Int(exactly: try number("rank")) else {
                throw Problem.unusable("\(folder)/candidates.csv: line \(row + 2) has no rank.")
            }
            return Candidate(
                id: table.text("id", row: row) ?? "", rank: rank,
                from: table.text("from", row: row) ?? "", to: table.text("to", row: row) ?? "",
                probability: try number("probability"),
                bounds: MapBounds(
                    minX: try number("min_lon"), minY: try number("min_lat"), maxX: try number("max_lon"),
                    maxY: try number("max_lat")), sample: table.text("sample", row: row) ?? "")
        }
    }

    private static let columns = [
        "rank", "id", "from", "to", "probability", "latitude", "longitude", "sample", "mark",
    ]

    func read() throws -> [String: String?]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        // The reader of `change --marks` says what is wrong with a file, in its words.
        _ = try ChangeMarksFile.read(path: path)
        let table = try FillableTable(csvAt: path)
        return Dictionary(
            table.rows.indices.compactMap { row in
                table.text("id", row: row).map { ($0, table.text("mark", row: row)) }
            }, uniquingKeysWith: { $1 ?? $0 })
    }

    func says(_ words: [String: String?], _ marks: [String: String]) -> Bool {
        words.compactMapValues { $0 } == marks
    }

    /// All candidates by rank, then marked tiles that are candidates no longer; what else the file said of a tile stays.
    func bytes(with marks: [String: String]) throws -> [UInt8] {
        let older = FileManager.default.fileExists(atPath: path) ? try FillableTable(csvAt: path) : nil
        var rowByID: [String: Int] = [:]
        for row in older?.rows.indices ?? 0..<0 { rowByID[older?.text("id", row: row) ?? ""] = row }
        func earlier(_ id: String, _ column: String) -> String {
            rowByID[id].flatMap { older?.text(column, row: $0) } ?? ""
        }
        var rows = candidates.map { candidate in
            let middle = candidate.bounds.center
            return [
                "\(candidate.rank)", candidate.id, candidate.from, candidate.to,
                NumberText.fixed(candidate.probability, decimals: 4), NumberText.fixed(middle.y, decimals: 6),
                NumberText.fixed(middle.x, decimals: 6),
                candidate.sample.isEmpty ? earlier(candidate.id, "sample") : candidate.sample,
                marks[candidate.id] ?? "",
            ]
        }
        let listed = Set(candidates.map(\.id))
        let hasSample = candidates.contains { !$0.sample.isEmpty }
        // Tiles of the report's second list, and of earlier runs.
        for id in Set(rowByID.keys).union(marks.keys).subtracting(listed).sorted() where !id.isEmpty {
            let kept = Self.columns.map { column in
                switch column {
                case "mark": marks[id] ?? ""
                case "id": id
                // It spoke for a list that the tile was on.
                case "sample" where hasSample: ""
                default: earlier(id, column)
                }
            }
            rows.append(kept)
        }
        return Array(CSVText(header: Self.columns, rows: rows).encoded.utf8)
    }
}

internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// `corrections.csv` of a review: what its page saves and `--corrections` reads.
struct ReviewMarkedFile: WorklistFile {
    let path: String
    let entries: [WorklistEntry]

    private static let columns = ["rank", "path", "label", "suggested", "probability", "mark"]

    /// - Parameter folder: the review's.
    /// - Throws: ``PredictionFileError``.
    init(folder: String) throws {
        path = "\(folder)/corrections.csv"
        let table = try FillableTable(csvAt: "\(folder)/review.csv")
        entries = try table.rows.indices.map { row in
            guard let image = table.text("path", row: row), let label = table.text("label", row: row),
                let probability = table.text("probability", row: row).flatMap({ Double($0) }),
                (0...1).contains(probability)
            else { throw Problem.unusable("\(folder)/review.csv: line \(row + 2) is not that of a label.") }
            return WorklistEntry(
                id: image, label: label, suggested: table.text("suggested", row: row),
                probability: probability,
                bounds: nil, picture: image)
        }
    }

    func read() throws -> [String: String?]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        // The reader of `--corrections` says what is wrong with a file, in its words.
        _ = try LabelCorrectionsFile.read(path: path)
        let table = try FillableTable(csvAt: path)
        return Dictionary(
            table.rows.indices.compactMap { row in
                table.text("path", row: row).map { ($0, table.text("mark", row: row)) }
            }, uniquingKeysWith: { $1 ?? $0 })
    }

    func says(_ words: [String: String?], _ marks: [String: String]) -> Bool {
        words.compactMapValues { $0 } == marks
    }

    /// A review that was made anew may suggest another class for a label whose first suggestion was accepted: what was accepted is
    /// named.
    func reworded(_ marks: [String: String]) throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let suggested = Dictionary(entries.map { ($0.id, $0.suggested) }, uniquingKeysWith: { $1 })
        let table = try FillableTable(csvAt: path)
        var words: [String: String] = [:]
        for row in table.rows.indices where table.text("mark", row: row) == "accept" {
            guard let id = table.text("path", row: row), marks[id] == "accept", let now = suggested[id],
                let accepted = table.text("suggested", row: row), accepted != now
            else { continue }
            words[id] = accepted
        }
        return words
    }

    /// All of the review by rank, then marked labels that it names no longer; what the file said of these stays.
    func bytes(with marks: [String: String]) throws -> [UInt8] {
        var rows = entries.enumerated().map { position, entry in
            [
                "\(position + 1)", entry.id, entry.label, entry.suggested ?? "",
                NumberText.fixed(entry.probability, decimals: 4), marks[entry.id] ?? "",
            ]
        }
        let listed = Set(entries.map(\.id))
        if FileManager.default.fileExists(atPath: path) {
            let older = try FillableTable(csvAt: path)
            for row in older.rows.indices {
                guard let id = older.text("path", row: row), !listed.contains(id), let mark = marks[id] else {
                    continue
                }
                rows.append(Self.columns.map { $0 == "mark" ? mark : older.text($0, row: row) ?? "" })
            }
        }
        return Array(CSVText(header: Self.columns, rows: rows).encoded.utf8)
    }
}

public import AerialCore
internal import Foundation

/// Reads what a person marked on a review: the page saves it as `review.csv`, or somebody fills in the column `mark`.
public enum LabelCorrectionsFile {
    /// The columns `path`, `label`, `suggested` and `mark`; others are passed over. A mark is `accept` (the suggested class is
    /// right), `keep`, `drop`, or the name of the right class; a row without one was not judged. Blanks around a value are no
    /// part of it.
    /// - Parameter path: `.csv`, `.gpkg` or `.geojson`.
    /// - Throws: ``PredictionFileError``, with the line.
    public static func read(path: String) throws -> LabelCorrections {
        let table = try TextTable(at: path, preferredLayer: "review")
        let positions = try ["path", "label", "suggested", "mark"].map {
            try position($0, in: table, path: path)
        }
        var entries: [LabelCorrections.Entry] = []
        // By bytes: names that look alike in Unicode are two files.
        var seen: Set<ExactName> = []
        for row in table.rows {
            let fields = positions.map { position in
                let value = row.fields[position]?.trimmingCharacters(in: .whitespacesAndNewlines)
                return value?.isEmpty == true ? nil : value
            }
            guard let image = fields[0], let label = fields[1] else {
                throw refusal(row, "the path or the label is empty", path)
            }
            guard let mark = fields[3] else { continue }
            guard seen.insert(ExactName(image)).inserted else {
                throw refusal(row, "\(image) is marked twice", path)
            }
            entries.append(
                LabelCorrections.Entry(
                    path: image, label: label,
                    correction: try correction(mark, label: label, suggested: fields[2], row, path)))
        }
        return LabelCorrections(entries: entries)
    }

    private static func correction(
        _ mark: String, label: String, suggested: String?, _ row: TextTable.Row, _ path: String
    ) throws -> LabelCorrections.Correction {
        switch mark {
        case "keep", label: return .keep
        case "drop": return .drop
        case "accept":
            guard let suggested else { throw refusal(row, "there is no suggested class to accept", path) }
            return .relabel(suggested)
        default: return .relabel(mark)
        }
    }

    private static func position(_ name: String, in table: TextTable, path: String) throws -> Int {
        guard let position = try table.position(of: name, path: path) else {
            throw PredictionFileError.unreadableRow(
                path: path, line: 1,
                reason:
                    "it lacks the column \(name). Save the marks from the page of 'aerial review', or fill in the column "
                    + "mark of its review.csv.")
        }
        return position
    }

    private static func refusal(_ row: TextTable.Row, _ reason: String, _ path: String) -> PredictionFileError
    {
        .unreadableRow(path: path, line: row.line, reason: "\(reason).")
    }
}

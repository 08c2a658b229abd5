internal import AerialCore
internal import Foundation

/// A picture with the class that a person gave it.
public struct PictureLabel: Sendable, Equatable {
    /// As the table has it.
    public let path: String
    public let className: String
    /// Where it stands in the table, from 1.
    public let line: Int
}

/// Reads tables of pictures and their classes: `labels.csv` of the page of `suggest`, `suggestions.csv` with its classes filled in, or
/// one of a user's own.
public enum PictureLabelsFile {
    /// The columns `path` (or `id`) and `class`; others are passed over, and rows without a class.
    /// - Throws: ``PredictionFileError``, with the line.
    public static func read(path: String) throws -> [PictureLabel] {
        let table = try TextTable(at: path, preferredLayer: "suggestions")
        func position(_ names: [String]) throws -> Int {
            for name in names {
                if let found = try table.position(of: name, path: path) { return found }
            }
            throw PredictionFileError.unreadableRow(
                path: path, line: 1,
                reason:
                    "it lacks the column \(names[0]). A table of labels has a path and a class for each picture."
            )
        }
        let (paths, classes) = (try position(["path", "id"]), try position(["class"]))
        // By their bytes: one text in two Unicode forms names two files.
        var seen: [ExactName: String] = [:]
        return try table.rows.compactMap { row in
            // A blank behind a name makes no other class.
            let words = [classes, paths].map { row.fields[$0]?.trimmingCharacters(in: .whitespaces) ?? "" }
            let (className, picture) = (words[0], words[1])
            guard !className.isEmpty, !picture.isEmpty else { return nil }
            if let other = seen.updateValue(className, forKey: ExactName(picture)) {
                guard other != className else { return nil }
                throw PredictionFileError.unreadableRow(
                    path: path, line: row.line, reason: "\(picture) is \(other) above and \(className) here.")
            }
            return PictureLabel(path: picture, className: className, line: row.line)
        }
    }
}

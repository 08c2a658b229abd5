internal import AerialCore

/// What a person has filled in: the references of a sample, the marks of candidates, the classes of suggested tiles; and what a
/// page saves of these.
public enum FilledLabels {
    private static let columns: Set = ["reference", "mark"]
    /// Of suggested tiles, which a table with this column has.
    private static let (suggestionColumn, suggestedClass) = ("margin", "class")
    private static let telling = columns.union([suggestionColumn, suggestedClass])
    /// All columns of the labels that the page of suggestions saves, of pictures and of tiles.
    private static let (savedPictures, savedTiles): (Set, Set) = (["path", "class"], ["id", "class"])

    /// True for a table with a label in one of its rows, and for one that has such a column and cannot be read. Columns count by
    /// their names, in capitals or not, in any layer of the file.
    public static func lie(in path: String) -> Bool {
        // A look at the columns alone: tables of predictions are long.
        guard let format = try? TableFormat(path: path), format.mentions(path, telling) else { return false }
        guard let first = try? TextTable(at: path, preferredLayer: AreaSampleFile.layerName) else {
            return true
        }
        return first.layers.count < 2
            ? hasLabels(first)
            : first.layers.contains { layer in
                (try? TextTable(at: path, preferredLayer: layer)).map(hasLabels) ?? true
            }
    }

    private static func hasLabels(_ table: TextTable) -> Bool {
        let header = table.header.map(TextTable.plainName)
        let isSaved =
            Set(header) == savedPictures || Set(header) == savedTiles && !table.layers.isEmpty
        let wanted =
            isSaved || header.contains(suggestionColumn) ? columns.union([suggestedClass]) : columns
        let positions = header.indices.filter { wanted.contains(header[$0]) }
        return table.rows.contains { row in positions.contains { row.fields[$0] != nil } }
    }
}

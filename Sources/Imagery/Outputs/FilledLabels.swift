internal import AerialCore

/// What a person has filled in: the references of a sample, the marks of candidates, the classes of suggested tiles.
public enum FilledLabels {
    private static let columns: Set = ["reference", "mark"]
    /// Of suggested tiles, which a table with this column has.
    private static let (suggestionColumn, suggestedClass) = ("margin", "class")
    private static let telling = columns.union([suggestionColumn])

    /// True for a table with a label in one of its rows, and for one that has such a column and cannot be read.
    public static func lie(in path: String) -> Bool {
        // A look at the head alone: tables of predictions are long.
        guard let format = try? TableFormat(path: path), format.mentions(path, telling) else { return false }
        guard let table = try? TextTable(at: path, preferredLayer: AreaSampleFile.layerName) else {
            return true
        }
        let wanted = table.header.contains(suggestionColumn) ? columns.union([suggestedClass]) : columns
        let positions = table.header.indices.filter { wanted.contains(table.header[$0]) }
        return table.rows.contains { row in positions.contains { row.fields[$0] != nil } }
    }
}

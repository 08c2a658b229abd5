/// A table of texts in a `.csv`, in which a person's words are filled in and all other columns stay as they are.
public struct FillableTable: Sendable {
    /// The names of the columns.
    public let header: [String]
    /// A text for each column; empty for none.
    public var rows: [[String]]

    /// - Throws: ``PredictionFileError``, with the line.
    public init(csvAt path: String) throws {
        let table = try TextTable(csvAt: path)
        header = table.header
        rows = table.rows.map { $0.fields.map { $0 ?? "" } }
    }

    /// The column's position; `nil` where there is none of that name.
    public func position(of column: String) -> Int? { header.firstIndex(of: column) }

    /// A row's text in a column; `nil` for none.
    public func text(_ column: String, row: Int) -> String? {
        position(of: column).flatMap { rows[row][$0].isEmpty ? nil : rows[row][$0] }
    }
}

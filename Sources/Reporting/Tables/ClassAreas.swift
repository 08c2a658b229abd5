public import AerialCore

extension ClassAreas {
    /// `class,tiles,hectares,percent`, a row per class.
    public var csv: String {
        CSVText(
            header: ["class", "tiles", "hectares", "percent"],
            rows: rows.map { row in
                [
                    row.name, String(row.tiles), NumberText.exactHectares(row.hectares),
                    row.share.map { NumberText.fixed($0 * 100, decimals: 4) } ?? "",
                ]
            }
        ).encoded
    }

    /// The same for the terminal.
    public var table: TextTable {
        TextTable(
            columns: [.text("Class"), .number("Tiles"), .number("Hectares"), .number("Share")],
            rows: rows.map { row in
                [
                    row.name, NumberText.count(row.tiles), NumberText.hectares(row.hectares),
                    NumberText.percent(row.share),
                ]
            })
    }
}

internal import AerialCore

/// Comma-separated values after RFC 4180: CRLF ends a row, quotes only where they are needed. Places are columns.
/// OGR's own driver neither writes fixed decimals nor reports a full disk, so rows are encoded here.
final class CSVSink: TableSink {
    private let file: CheckedTextFile
    private let kinds: [FieldKind]
    /// Paths are for programs, which must find the file.
    private let isPath: [Bool]

    init(path: String, reportedPath: String, columns: [FieldColumn]) throws {
        file = try CheckedTextFile(path: path, reportedPath: reportedPath)
        kinds = columns.map(\.kind)
        isPath = columns.map { $0.name == "filepath" }
        try file.write(CSVRow.encode(columns.map { SpreadsheetText.guarded($0.name) }))
    }

    func write(_ values: [FieldValue?], bounds: MapBounds?) throws {
        try file.write { bytes in
            for (column, value) in values.enumerated() {
                if column > 0 { bytes.append(CSVRow.comma) }
                switch value {
                case nil: break
                case .text(let text):
                    CSVRow.append(isPath[column] ? text : SpreadsheetText.guarded(text), to: &bytes)
                case .integer(let number): DecimalText.append(number, to: &bytes)
                case .real(let number): kinds[column].append(number, to: &bytes)
                }
            }
            bytes.append(CSVRow.carriageReturn)
            bytes.append(CSVRow.lineFeed)
        }
    }

    func close() throws { try file.flush() }
}

extension TableFormat {
    /// Comma-separated values in UTF-8 (RFC 4180).
    public static let csv = TableFormat(
        ending: "csv", streams: true,
        sink: { try CSVSink(path: $0.path, reportedPath: $0.reportedPath, columns: $0.columns) },
        read: { path, _, _, begin in
            try TextTable.readCSV(at: path, begin)
            return []
        },
        ownHeader: { path, _ in
            let header = try? CSVPieces.header(ofTableAt: path)
            return header?.isEmpty == false ? header : nil
        },
        mentions: { path, columns in
            if let header = try? CSVPieces.header(ofTableAt: path) {
                return !columns.isDisjoint(with: header.map(TextTable.plainName))
            }
            let head = FileHead.text(path)
            // What is no table to us may be one to somebody: it is read whole.
            return columns.contains { head.contains($0) } || head.contains("\0")
        })
}

internal import AerialCore
internal import Foundation

extension TextTable {
    /// Goes through a table of comma-separated values, a few megabytes at a time.
    /// - Throws: ``PredictionFileError/cannotOpen(path:reason:)``, ``PredictionFileError/unreadableRow(path:line:reason:)``.
    static func readCSV(at path: String, _ begin: Reader) throws {
        var pieces = try CSVPieces(path: path)
        let names = try pieces.header()
        let isPath = names.map { $0 == "filepath" }
        let take = try begin(names)
        while let line = try pieces.nextRow() {
            // Spreadsheets write rows of separators alone below their last one.
            if line.fields.allSatisfy(\.isEmpty) { continue }
            guard line.fields.count == names.count else {
                throw PredictionFileError.unreadableRow(
                    path: path, line: line.line,
                    reason: "the header has \(names.count) columns, this line \(line.fields.count).")
            }
            try take(
                Row(
                    line: line.line,
                    fields: zip(line.fields, isPath).map { field, isPath in
                        field.isEmpty ? nil : isPath ? field : SpreadsheetText.opened(field)
                    }))
        }
    }
}

extension CSVPieces {
    /// The columns of a table without reading all of it, below what a spreadsheet may have put before them.
    /// - Throws: as ``TextTable/readCSV(at:_:)``.
    static func header(ofTableAt path: String) throws -> [String] {
        var pieces = try CSVPieces(path: path, pieceLength: 1 << 16)
        return try pieces.header()
    }

    /// The first row with a text in it; empty where there is none. Spreadsheets write a blank line as separators alone.
    fileprivate mutating func header() throws -> [String] {
        while let row = try nextRow() {
            if !row.fields.allSatisfy(\.isEmpty) { return row.fields.map(SpreadsheetText.opened) }
        }
        return []
    }
}

/// The rows of a file of comma-separated values, which is read in pieces of whole rows.
struct CSVPieces {
    private let path: String
    private let file: FileHandle
    private let pieceLength: Int
    /// Read and not yet in a piece.
    private var waiting: [UInt8] = []
    private var hasEnded = false
    private var parser = CSVParser(bytes: [])
    /// As the first line has it.
    private var separator: UInt8?

    /// - Parameter pieceLength: in bytes; longer where a row is.
    /// - Throws: ``PredictionFileError/cannotOpen(path:reason:)``.
    init(path: String, pieceLength: Int = 4 << 20) throws {
        self.path = path
        self.pieceLength = pieceLength
        do { file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
            throw PredictionFileError.cannotOpen(path: path, reason: error.fileReason)
        }
    }

    /// The next row that is not blank, with the line it begins on; `nil` at the end.
    mutating func nextRow() throws -> (line: Int, fields: [String])? {
        while true {
            if let row = try rowOfPiece() { return row }
            guard let piece = try nextPiece() else { return nil }
            parser = CSVParser(bytes: try utf8(piece), separator: separator, line: parser.line)
            separator = parser.separator
        }
    }

    private mutating func rowOfPiece() throws -> (line: Int, fields: [String])? {
        do { return try parser.nextRow() } catch CSVError.unclosedQuote(let line) {
            throw unreadable(line, "a quote opens here and never closes.")
        } catch CSVError.textAfterQuote(let line) {
            throw unreadable(line, "text follows a closing quote.")
        }
    }

    private func utf8(_ piece: [UInt8]) throws -> [UInt8] {
        do {
            return isAtStart ? try TableEncoding.utf8(piece) : try TableEncoding.checked(piece)
        } catch {
            throw unreadable(parser.line - 1 + error.line, error.reason)
        }
    }

    private func unreadable(_ line: Int, _ reason: String) -> PredictionFileError {
        .unreadableRow(path: path, line: line, reason: reason)
    }

    /// Bytes up to the end of a row; `nil` at the end of the file.
    private mutating func nextPiece() throws -> [UInt8]? {
        var end: Int?
        var ends: CSVRowEnds?
        while end == nil, !hasEnded {
            try fill()
            if ends == nil {
                ends = (separator ?? CSVParser.separator(ofBeginning: waiting)).map {
                    CSVRowEnds(separator: $0, start: isAtStart ? TableEncoding.markLength(waiting) : 0)
                }
            }
            end = isInParts ? ends?.last(in: waiting) : nil
        }
        let length = hasEnded ? waiting.count : end ?? 0
        guard length > 0 else { return nil }
        defer { waiting.removeFirst(length) }
        return Array(waiting[..<length])
    }

    /// A mark of the byte order stands at the file's beginning: elsewhere the same bytes are text, or none.
    private var isAtStart: Bool { separator == nil }

    /// UTF-16 is read whole.
    private var isInParts: Bool { !isAtStart || !TableEncoding.isUTF16(waiting) }

    private mutating func fill() throws {
        do {
            let data = try file.read(upToCount: pieceLength) ?? Data()
            waiting.append(contentsOf: data)
            hasEnded = data.isEmpty
        } catch { throw PredictionFileError.cannotOpen(path: path, reason: error.fileReason) }
    }
}

/// Where rows end, followed from the beginning of one: the end of a line within quotes is none.
private struct CSVRowEnds {
    private enum Place { case fieldStart, plain, quoted, quoteInQuotes }

    private let separator: UInt8
    private var place = Place.fieldStart
    private var seen: Int
    private var lastEnd: Int?

    /// - Parameter start: where the first row begins.
    init(separator: UInt8, start: Int) {
        self.separator = separator
        seen = start
    }

    /// Goes on where it was.
    /// - Returns: where the last row ends that is whole; `nil` for none.
    mutating func last(in bytes: [UInt8]) -> Int? {
        for position in seen..<bytes.count { step(bytes[position], at: position) }
        seen = bytes.count
        return lastEnd
    }

    private mutating func step(_ byte: UInt8, at position: Int) {
        if place == .quoted {
            if byte == CSVRow.quote { place = .quoteInQuotes }
        } else if byte == CSVRow.quote, place != .plain {
            place = .quoted
        } else if byte == CSVRow.lineFeed {
            place = .fieldStart
            lastEnd = position + 1
        } else if byte == separator || byte == CSVRow.carriageReturn {
            place = .fieldStart
        } else {
            place = .plain
        }
    }
}

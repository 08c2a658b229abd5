/// Reads the rows of a comma-separated text one after the other.
struct CSVParser {
    private let bytes: [UInt8]
    /// What stands between fields.
    let separator: UInt8
    private var position: Int
    /// Where the next row begins, from 1.
    private(set) var line: Int

    /// - Parameters:
    ///   - separator: of a piece of a longer text; `nil` to find it in the first line that is not blank.
    ///   - line: of the longer text, where the piece begins.
    init(bytes: [UInt8], separator: UInt8? = nil, line: Int = 1) {
        self.bytes = bytes
        position = separator == nil ? TableEncoding.markLength(bytes) : 0
        self.separator = separator ?? Self.firstLine(of: bytes).separator
        self.line = line
    }

    private static let separators = [CSVRow.comma, UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// The separator of a text of which the beginning is known; `nil` before the end of its first line that is not blank.
    static func separator(ofBeginning bytes: [UInt8]) -> UInt8? {
        let line = firstLine(of: bytes)
        return line.isWhole ? line.separator : nil
    }

    /// The character that stands most often between the fields of the first line that is not blank, as a spreadsheet may have put
    /// `;` or a tab for the comma, and whether the line's end was found.
    private static func firstLine(of bytes: [UInt8]) -> (separator: UInt8, isWhole: Bool) {
        var counts = separators.map { _ in 0 }
        var (isQuoted, mayOpen) = (false, true)
        var isWhole = false
        let text = bytes.dropFirst(TableEncoding.markLength(bytes))
        for byte in text.drop(while: { $0 == CSVRow.lineFeed || $0 == CSVRow.carriageReturn }) {
            if isQuoted {
                isQuoted = byte != CSVRow.quote
                // The second of two quotes within a field opens it again.
                mayOpen = true
                continue
            }
            isWhole = byte == CSVRow.lineFeed || byte == CSVRow.carriageReturn
            if isWhole { break }
            isQuoted = byte == CSVRow.quote && mayOpen
            let place = separators.firstIndex(of: byte)
            if let place { counts[place] += 1 }
            mayOpen = place != nil
        }
        return (separators[counts.firstIndex(of: counts.max() ?? 0) ?? 0], isWhole)
    }

    /// The next row that is not blank, nor the line `sep=;` with which a spreadsheet is told the separator; `nil` at the end.
    mutating func nextRow() throws -> (line: Int, fields: [String])? {
        while position < bytes.count {
            let start = line
            let fields = try row()
            let namesSeparator =
                start == 1 && fields.count == 2 && fields[0].lowercased() == "sep=" && fields[1].isEmpty
            if fields != [""], !namesSeparator { return (start, fields) }
        }
        return nil
    }

    private mutating func row() throws -> [String] {
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
        }
        skipLineEnd()
        return fields
    }

    private mutating func field() throws -> String {
        guard position < bytes.count, bytes[position] == CSVRow.quote else { return plainField() }
        return try quotedField()
    }

    private mutating func plainField() -> String {
        let start = position
        while position < bytes.count, !endsField(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedField() throws -> String {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == CSVRow.lineFeed { line += 1 }
            guard byte == CSVRow.quote else {
                content.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == CSVRow.quote {
                content.append(byte)
                position += 1
            } else if position == bytes.count || endsField(bytes[position]) {
                return String(decoding: content, as: UTF8.self)
            } else {
                throw CSVError.textAfterQuote(line: line)
            }
        }
        throw CSVError.unclosedQuote(line: start)
    }

    private func endsField(_ byte: UInt8) -> Bool {
        byte == separator || byte == CSVRow.carriageReturn || byte == CSVRow.lineFeed
    }

    private mutating func skipLineEnd() {
        if position < bytes.count, bytes[position] == CSVRow.carriageReturn { position += 1 }
        if position < bytes.count, bytes[position] == CSVRow.lineFeed { position += 1 }
        line += 1
    }
}

internal import Foundation

/// The text encoding of a table that comes from a spreadsheet. UTF-8 is read, and UTF-16 where it says so; anything else
/// would have to be guessed, and a wrong guess makes other names.
enum TableEncoding {
    /// What a table is encoded in that cannot be read, and the line that shows it.
    struct Failure: Error {
        let line: Int
        let reason: String
    }

    /// How many bytes of a UTF-8 table's beginning are its byte order mark.
    static func markLength(_ bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// Whether a table's beginning says that it is UTF-16.
    static func isUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    }

    /// The table as UTF-8, without a byte order mark.
    static func utf8(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), low: 0, high: 1) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), low: 1, high: 0) }
        return try checked(Array(bytes.dropFirst(markLength(bytes))))
    }

    /// The same of a part of a table that is known to be UTF-8.
    static func checked(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        if let zero = bytes.firstIndex(of: 0) {
            throw failure(
                at: zero, of: bytes,
                "there is a zero byte: the table is UTF-16 without a byte order mark, or no text at all. \(advice)"
            )
        }
        guard let position = firstInvalid(bytes) else { return bytes }
        let byte = String(bytes[position], radix: 16, uppercase: true)
        throw failure(
            at: position, of: bytes,
            "the byte 0x\(byte) is not UTF-8; the table seems to be in an older encoding, such as Windows-1252. \(advice)"
        )
    }

    private static let advice = "Save it as 'CSV UTF-8' or convert it with iconv."

    /// Where the bytes differ from themselves with all that is not UTF-8 replaced.
    private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        let repaired = Array(String(decoding: bytes, as: UTF8.self).utf8)
        guard repaired != bytes else { return nil }
        return zip(bytes, repaired).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, low: Int, high: Int) throws(Failure) -> [UInt8] {
        let pairs = Array(bytes)
        let units = stride(from: 0, to: pairs.count - 1, by: 2).map {
            UInt16(pairs[$0 + low]) | UInt16(pairs[$0 + high]) << 8
        }
        guard pairs.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
            throw Failure(line: 1, reason: "the table begins as UTF-16 and is none. \(advice)")
        }
        if let zero = units.firstIndex(of: 0) {
            let line = 1 + units[..<zero].count { $0 == 0x0A }
            throw Failure(line: line, reason: "there is a zero character: the table is no text. \(advice)")
        }
        return Array(text.utf8)
    }

    private static func failure(at position: Int, of bytes: [UInt8], _ reason: String) -> Failure {
        Failure(line: 1 + bytes[..<position].count { $0 == 0x0A }, reason: reason)
    }
}

/// A field of a row between driver and worker: fields are divided by TABs, rows end with a newline, nothing is escaped.
enum FieldText {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    /// What stands for no value.
    static let null = "\\N"
    /// A reason says enough in so many bytes.
    private static let longest = 2000

    /// The text without what would divide fields or rows, and none that would be taken for no value.
    static func cleaned(_ text: String) -> String {
        var cleaned = String.UnicodeScalarView()
        var byteCount = 0
        for scalar in text.unicodeScalars {
            byteCount += UTF8.width(scalar)
            if byteCount > longest {
                cleaned.append(contentsOf: " ...".unicodeScalars)
                break
            }
            cleaned.append(isControl(scalar) ? " " : scalar)
        }
        let result = String(cleaned)
        return result == null ? "\\\\N" : result
    }

    /// Line ends of other systems count too: readers of text split at them.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{2028}"
            || scalar == "\u{2029}"
    }

    static func isNull(_ field: some Collection<UInt8>) -> Bool { field.elementsEqual(null.utf8) }

    /// A number from 0 without sign or blanks, of at most 18 digits; `nil` for anything else.
    static func ordinal(_ field: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(field.count) else { return nil }
        var value = 0
        for byte in field {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}

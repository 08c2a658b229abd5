/// Texts in tables that a spreadsheet may open: it takes what begins with `=`, `+`, `-` or `@` for a formula and runs it.
public enum SpreadsheetText {
    /// The text with an apostrophe before it where a spreadsheet would run it, or where it begins like a text that was
    /// guarded; numbers and single characters stay.
    public static func guarded(_ text: String) -> String {
        isGuardable(text.utf8) && Double(text) == nil ? "'" + text : text
    }

    /// The text that ``guarded(_:)`` made into this one.
    public static func opened(_ text: String) -> String {
        guard text.utf8.first == apostrophe, isGuardable(text.utf8.dropFirst()) else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    private static let apostrophe = UInt8(ascii: "'")

    private static func isGuardable(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count > 1 else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            return true
        case apostrophe: return isGuardable(bytes.dropFirst()) || bytes.dropFirst().first == apostrophe
        default: return false
        }
    }
}

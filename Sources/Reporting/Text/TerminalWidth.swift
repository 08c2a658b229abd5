/// How wide a terminal draws a text, in its columns: two for East Asian wide signs and emoji, none for accents that stand on
/// another sign; after Unicode's Standard Annex 11.
enum TerminalWidth {
    static func of(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + width(of: $1) }
    }

    private static func width(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        // What is joined to an emoji, a skin's tone or a second person, is drawn in its place.
        if scalars.contains(where: { $0.properties.isEmojiPresentation || $0 == emojiSelector }) { return 2 }
        return scalars.reduce(0) { $0 + width(of: $1) }
    }

    private static let emojiSelector: Unicode.Scalar = "\u{FE0F}"

    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if medialJamo.contains(scalar) { return 0 }
        return wide.contains { $0.contains(scalar) } ? 2 : 1
    }

    /// Vowels and final consonants, drawn into the syllable that the wide consonant before them begins.
    private static let medialJamo: ClosedRange<Unicode.Scalar> = "\u{1160}"..."\u{11FF}"

    /// Blocks of signs that are wide or of full width.
    private static let wide: [ClosedRange<Unicode.Scalar>] = [
        "\u{1100}"..."\u{115F}", "\u{2329}"..."\u{232A}", "\u{2E80}"..."\u{303E}", "\u{3041}"..."\u{A4CF}",
        "\u{A960}"..."\u{A97F}", "\u{AC00}"..."\u{D7A3}", "\u{F900}"..."\u{FAFF}", "\u{FE10}"..."\u{FE19}",
        "\u{FE30}"..."\u{FE6F}", "\u{FF01}"..."\u{FF60}", "\u{FFE0}"..."\u{FFE6}", "\u{16FE0}"..."\u{18DFF}",
        "\u{1AFF0}"..."\u{1B2FF}", "\u{1F200}"..."\u{1F2FF}", "\u{20000}"..."\u{3FFFD}",
    ]
}

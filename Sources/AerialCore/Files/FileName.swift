internal import Foundation

/// What a file is called where results travel: its name without the folders of the machine that it lay on.
public enum FileName {
    /// The last component of a path, of the folder itself for `.`; addresses and what GDAL reads through keep their words,
    /// without what may be secret in them.
    public static func of(_ path: String) -> String {
        guard !path.contains("://"), !path.hasPrefix("/vsicurl?") else { return withoutSecrets(path) }
        return URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    }

    /// An address, or a text with some, without a login and without what follows a question mark, which may be a signature. So too
    /// where GDAL's own words hold the address in per cent signs.
    public static func withoutSecrets(_ address: String) -> String {
        // Paths of this machine are named once a tile.
        guard address.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "@") }) else {
            return address
        }
        // The marks behind a query are the sentence's.
        return address.replacing(/\/\/[^\/?#\s]*@/, with: "//")
            .replacing(/(:\/\/[^?\s]*)\?\S*?(?=[.,:;'"`)]*(?:\s|$))/) { String($0.output.1) }
            .replacing(/%3A%2F%2F(?:(?!%2F|%3F)[^&\s])*%40/.ignoresCase(), with: "%3A%2F%2F")
            .replacing(/(%3A%2F%2F(?:(?!%3F)[^&\s])*)%3F[^&\s]*?(?=[.,:;'"`)]*(?:&|\s|$))/.ignoresCase()) {
                String($0.output.1)
            }
            .replacing(/(\/vsicurl\?\S*?(?:cookie|proxyuserpwd)=)[^&\s]*/.ignoresCase()) {
                String($0.output.1)
            }
    }

    /// The first one's name, and how many more there are.
    public static func several(_ paths: [String]) -> String {
        guard let first = paths.first else { return "" }
        return paths.count == 1 ? of(first) : "\(of(first)) and \(paths.count - 1) more"
    }

    /// Words of a command line, in which whole paths become names.
    public static func shortened(_ words: [String]) -> [String] { words.map(shortened) }

    private static func shortened(_ word: String) -> String {
        guard !word.contains("://") else { return withoutSecrets(word) }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
            String($0)
        }
        let last = parts[parts.count - 1]
        guard last.hasPrefix("/") || last.hasPrefix("~") else { return word }
        return (parts.dropLast() + [of(last)]).joined(separator: "=")
    }
}

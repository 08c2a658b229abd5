internal import Foundation

/// How a file begins.
public enum FileHead {
    /// Up to 64 KiB of text; empty for what cannot be read.
    public static func text(_ path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        return String(decoding: (try? file.read(upToCount: 1 << 16)) ?? Data(), as: UTF8.self)
    }
}

/// How a file ends.
public enum FileEnd {
    /// The last 4 KiB as text; empty for what cannot be read.
    public static func text(_ path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        let size = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: size - min(size, 4096))
        return String(decoding: (try? file.read(upToCount: 4096)) ?? Data(), as: UTF8.self)
    }
}

/// The quoted words of a file of JSON.
enum FileWords {
    /// Whether one of these words stands in quotes somewhere in a file, in capitals or not and with blanks around it or not; false
    /// for a file that cannot be read.
    /// - Parameter words: in small letters of ASCII.
    static func stand(in path: String, anyOf words: Set<String>, pieceLength: Int = 4 << 20) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let wanted = words.map { Array($0.utf8) }
        let longest = (wanted.map(\.count).max() ?? 0) + 2 * mostBlanks + 2
        var bytes: [UInt8] = []
        while let piece = try? file.read(upToCount: pieceLength), !piece.isEmpty {
            bytes.append(contentsOf: piece)
            if hasWord(wanted, in: bytes) { return true }
            bytes.removeFirst(max(0, bytes.count - longest))
        }
        return false
    }

    /// On either side of a word.
    private static let mostBlanks = 8
    private static let quote = UInt8(ascii: "\"")
    private static let blank = UInt8(ascii: " ")

    private static func hasWord(_ words: [[UInt8]], in bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.indices.contains { start in
                guard bytes[start] == quote else { return false }
                let text = bytes[(start + 1)...].drop { $0 == blank }
                return words.contains { word in
                    text.count > word.count && zip(text, word).allSatisfy { $0 | 0x20 == $1 }
                        && text.dropFirst(word.count).drop { $0 == blank }.first == quote
                }
            }
        }
    }
}

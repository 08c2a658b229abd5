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

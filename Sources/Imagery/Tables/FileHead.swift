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

internal import Foundation

/// Paths that may be read: those below the folders that are served, with links resolved.
enum ServedPath {
    /// Where a path leads; `nil` where that lies outside of `root`.
    static func resolved(_ path: String, below root: String) -> String? {
        guard let place = real(path), let top = real(root) else { return nil }
        return place == top || place.hasPrefix(top == "/" ? "/" : top + "/") ? place : nil
    }

    /// - Returns: `nil` for what is not there.
    static func real(_ path: String) -> String? {
        guard let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}

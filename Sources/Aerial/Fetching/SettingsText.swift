internal import Foundation

/// The text of a file of settings that a user writes.
package enum SettingsText {
    /// More is no settings.
    private static let mostBytes = 4 << 20

    /// - Parameter what: the file's kind in an error: `the class map`.
    /// - Throws: ``CommandError`` that says why it cannot be read: missing, a folder, not text.
    package static func read(_ path: String, what: String) throws -> String {
        let place = try StoredFile.here(path)
        var isFolder: ObjCBool = false
        let manager = FileManager.default
        guard manager.fileExists(atPath: place, isDirectory: &isFolder) else {
            throw CommandError("cannot read \(what) \(path): there is no such file. Check the path.")
        }
        guard !isFolder.boolValue else {
            throw CommandError("cannot read \(what) \(path): it is a folder. Give a file, in YAML.")
        }
        let bytes = try? manager.attributesOfItem(atPath: place)[.size] as? Int
        guard bytes ?? 0 <= mostBytes else {
            throw CommandError(
                "cannot read \(what) \(path): it has more than 4 MB. Give a text file, in YAML.")
        }
        guard let data = manager.contents(atPath: place) else {
            throw CommandError(
                "cannot read \(what) \(path): this user may not read it. Check its permissions.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandError("cannot read \(what) \(path): it is no UTF-8 text. Give a text file, in YAML.")
        }
        return text
    }
}

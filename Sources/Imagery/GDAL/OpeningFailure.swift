internal import Foundation

/// Why GDAL did not open a file, in words that say what to do: its own speak of its drivers.
enum OpeningFailure {
    static let missing = "there is no such file"
    static let folder = "it is a folder"
    static let unreadable = "this user may not read it"

    /// - Parameter message: GDAL's.
    static func reason(_ message: String, for path: String) -> String {
        guard !RemotePlace.isVirtual(path) else { return RemotePlace.reason(message, for: path) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return missing }
        if isFolder.boolValue { return folder }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if attributes?[.size] as? Int == 0 { return "it is empty" }
        if !FileManager.default.isReadableFile(atPath: path) { return unreadable }
        guard message.isEmpty || message.contains("not recognized as a supported file format") else {
            return message
        }
        return "it is in no format that is known here"
    }

    /// What to do about it.
    /// - Parameter usual: of files that are there, and of another kind or damaged.
    static func advice(_ reason: String, usual: String) -> String {
        switch reason {
        case missing: "Check the path."
        case folder: "Give the files in it."
        case unreadable: "Check its permissions."
        default: usual
        }
    }
}

internal import CGDAL
internal import Foundation

/// Why GDAL did not open a file, in words that say what to do: its own speak of its drivers.
enum OpeningFailure {
    static let missing = "there is no such file"
    static let folder = "it is a folder"
    static let archive = "it is a folder of an archive"
    static let unreadable = "this user may not read it"

    /// - Parameter message: GDAL's.
    static func reason(_ message: String, for path: String) -> String {
        guard !RemotePlace.isVirtual(path) else {
            return isFolder(ofArchive: path) ? archive : RemotePlace.reason(message, for: path)
        }
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

    private static func isFolder(ofArchive path: String) -> Bool {
        guard !RemotePlace.isRemote(path) else { return false }
        let names = RemotePlace.opening(path) { VSIReadDir($0) }.value
        defer { CSLDestroy(names) }
        return names != nil
    }

    /// What to do about it.
    /// - Parameter usual: of files that are there, and of another kind or damaged.
    static func advice(_ reason: String, usual: String) -> String {
        switch reason {
        case missing: "Check the path."
        case folder: "Give the files in it."
        case archive: "Give a file in it; a folder of pictures to score ends with a slash."
        case unreadable: "Check its permissions."
        default: usual
        }
    }
}

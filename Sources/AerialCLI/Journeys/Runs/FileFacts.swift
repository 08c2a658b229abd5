internal import Foundation
internal import RunHistory

/// What the run history keeps of a file or folder.
enum FileFacts {
    /// Larger files are not read again for a checksum.
    private static let largestRead: Int64 = 2 << 30

    static func of(_ path: String, role: RunFile.Role) -> RunFile {
        let absolute = path.hasPrefix("/vsi") ? path : URL(fileURLWithPath: path).standardizedFileURL.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder) else {
            return RunFile(role: role, path: absolute, bytes: nil, checksum: nil)
        }
        if isFolder.boolValue {
            return RunFile(role: role, path: absolute, bytes: nil, checksum: listingChecksum(of: absolute))
        }
        let bytes = size(of: absolute)
        let checksum = bytes <= largestRead ? try? FileChecksum.sha256(ofFile: absolute) : nil
        return RunFile(role: role, path: absolute, bytes: bytes, checksum: checksum.map { "sha256:" + $0 })
    }

    /// Of the names and sizes of all files below a folder: changes when one comes, goes or changes its size.
    private static func listingChecksum(of folder: String) -> String? {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return nil }
        let lines = names.compactMap { $0 as? String }.sorted().map { "\($0) \(size(of: folder + "/" + $0))" }
        return "sha256-of-listing:" + FileChecksum.sha256(of: lines.joined(separator: "\n"))
    }

    private static func size(of path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType != .typeDirectory else { return 0 }
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}

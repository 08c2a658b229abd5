internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery
internal import RunHistory

/// What the run history keeps of a file or folder.
enum FileFacts {
    /// Larger files are not read again for a checksum.
    private static let largestRead: Int64 = 2 << 30
    private static let mostFilesRead = 64

    static func of(_ path: String, role: RunFile.Role) -> RunFile {
        guard !RemotePlace.isVirtual(path) else {
            let here = FetchedNames.path(of: path)
            return RunFile(
                role: role, path: RecordedWords.hidingSecrets(path), bytes: nil,
                checksum: here.flatMap(folderChecksum))
        }
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        var isFolder: ObjCBool = false
        // Of a pipe or a device there is nothing to keep but its name.
        guard FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder),
            !InputFile.isPipeOrDevice(absolute)
        else {
            return RunFile(role: role, path: absolute, bytes: nil, checksum: nil)
        }
        if isFolder.boolValue {
            return RunFile(role: role, path: absolute, bytes: nil, checksum: folderChecksum(of: absolute))
        }
        let bytes = size(of: absolute)
        let checksum = bytes <= largestRead ? try? FileChecksum.sha256(ofFile: absolute) : nil
        return RunFile(role: role, path: absolute, bytes: bytes, checksum: checksum.map { "sha256:" + $0 })
    }

    /// Of the names and contents of the files below a folder, a model's say; of a folder of many files, a dataset's say,
    /// of names and sizes only.
    private static func folderChecksum(of folder: String) -> String? {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return nil }
        let names = walk.compactMap { $0 as? String }.sorted()
        let readsAll = names.count <= mostFilesRead
        let lines = names.map { name in
            let file = folder + "/" + name
            let checksum = readsAll ? try? FileChecksum.sha256(ofFile: file) : nil
            return "\(name) \(checksum ?? "\(size(of: file))")"
        }
        let scheme = readsAll ? "sha256-of-files:" : "sha256-of-listing:"
        return scheme + FileChecksum.sha256(of: lines.joined(separator: "\n"))
    }

    private static func size(of path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType != .typeDirectory else { return 0 }
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}

internal import Foundation

/// Which file or folder a path leads to: the same for all its names, links among them.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64

    /// `nil` when nothing is there.
    public init?(ofFileAt path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        device = UInt64(facts.st_dev)
        number = UInt64(facts.st_ino)
    }

    /// The identities of the folders that a path lies in, the nearest first, up to the root.
    public static func folders(above path: String) -> [FileIdentity] {
        guard let resolved = OutputTarget.realPath(ofFolderOf: path) else { return [] }
        var folders: [FileIdentity] = []
        var folder = resolved
        while let identity = FileIdentity(ofFileAt: folder) {
            folders.append(identity)
            guard folder != "/" else { break }
            folder = OutputTarget.folder(of: folder)
        }
        return folders
    }
}

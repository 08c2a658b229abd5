internal import AerialCore
internal import Foundation
internal import Imagery

/// What counts in a folder of pictures, the same for all commands. Links are followed. What begins with a point is hidden
/// (a notebook's `.ipynb_checkpoints`), and some folders are the work of desktops and servers.
enum PictureListing {
    private static let foreignFolders: Set = [
        "__MACOSX", "@eaDir", "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information",
        "lost+found",
    ]

    /// Whether a file counts, by its path below the folder that is looked at.
    static func isListed(_ name: String) -> Bool {
        name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.first != "." && !foreignFolders.contains(String($0))
        }
    }

    /// The sub-folders of a folder, sorted.
    static func folders(in folder: String) throws -> [String] {
        try names(in: folder).filter {
            !foreignFolders.contains($0) && FileKind.isFolder("\(folder)/\($0)")
        }
    }

    /// The files of a folder that a picture may be, by their names, sorted. Pipes and the like are none.
    static func pictures(in folder: String, endings: Set<String> = []) throws -> [String] {
        try names(in: folder).filter { name in
            let isWanted =
                ImageFile.isImage(name) || endings.contains((name as NSString).pathExtension.lowercased())
            return isWanted && FileKind.isRegular("\(folder)/\(name)")
        }
    }

    /// The same of all folders below, as paths from `root`, sorted.
    static func allPictures(below root: String, endings: Set<String> = []) throws -> [String] {
        var entered: Set<FileIdentity> = []
        var found: [String] = []
        var waiting = [""]
        while let prefix = waiting.popLast() {
            let folder = root + "/" + prefix
            // A link back to a folder above would never end.
            guard let identity = FileIdentity(ofFileAt: folder), entered.insert(identity).inserted else {
                continue
            }
            found += try pictures(in: folder, endings: endings).map { prefix + $0 }
            waiting += try folders(in: folder).map { "\(prefix)\($0)/" }
        }
        return found.sorted()
    }

    private static func names(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sorted()
        } catch {
            throw CommandError(
                "cannot list the folder \(folder): \(error.fileReason). Check that it may be read and that its names are "
                    + "UTF-8.")
        }
    }
}

/// What lies under a path, links followed.
enum FileKind {
    static func isFolder(_ path: String) -> Bool { mode(of: path) == S_IFDIR }
    static func isRegular(_ path: String) -> Bool { mode(of: path) == S_IFREG }

    private static func mode(of path: String) -> mode_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : nil
    }
}

internal import AerialCore
internal import Foundation
internal import Imagery

/// What counts in a folder of pictures, the same for all commands. Links are followed. What begins with a point is hidden
/// (a notebook's `.ipynb_checkpoints`), and some folders are the work of desktops and servers.
enum PictureListing {
    /// Copies of the pictures beside them: small ones, or what an archive brought along.
    private static let copyFolders: Set = ["__MACOSX", "@eaDir"]

    /// What a volume's system keeps at its root, unless a person called a folder so.
    private static let systemFolders = [
        "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    ]

    /// Whether a folder of this name is passed over, wherever it lies.
    static func isForeign(_ name: String) -> Bool {
        copyFolders.contains(name) || systemFolders.contains(name)
    }

    /// Whether a file counts, by its path below the folder that is looked at.
    static func isListed(_ name: String) -> Bool {
        name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.first != "." && !isForeign(String($0))
        }
    }

    /// What a user should know of pictures right in some folders that are passed over, because their own folder is called
    /// as the system's are: it may be a person's class. `nil` where there are none.
    static func systemNote(in folders: [String]) -> String? {
        let paths = folders.flatMap { folder in
            systemFolders.map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
        }
        let found = paths.filter(FileKind.isFolder).compactMap { path in
            // What may not be listed is the system's own.
            (try? allPictures(below: path)).map { (path: path, count: $0.count) }
        }.filter { $0.count > 0 }
        guard let first = found.first else { return nil }
        let more = found.count > 1 ? " and \(found.count - 1) more folders" : ""
        return
            "\(found.reduce(0) { $0 + $1.count }) pictures in \(first.path)\(more) are not looked at: folders of this name are "
            + "the system's. If it is yours, give it another name."
    }

    /// What a user should know of pictures in what was given that are passed over.
    static func notes(on inputs: [String]) -> [String] {
        [systemNote(in: inputs), brokenLinksNote(below: inputs)].compactMap(\.self)
    }

    /// The sub-folders of a folder, sorted.
    static func folders(in folder: String) throws -> [String] {
        try names(in: folder).filter {
            !isForeign($0) && FileKind.isFolder("\(folder)/\($0)")
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
        var found: [String] = []
        try forEachFolder(below: root) { prefix in
            found += try pictures(in: root + "/" + prefix, endings: endings).map { prefix + $0 }
        }
        return found.sortedNames()
    }

    /// What a user should know of links in some folders, and below, that bear a picture's name and lead to no file, as in a copy
    /// whose data were not fetched; `nil` where there are none.
    static func brokenLinksNote(below folders: [String]) -> String? {
        var broken: [String] = []
        for root in folders where FileKind.isFolder(root) {
            try? forEachFolder(below: root) { prefix in
                broken += FileKind.brokenLinks(in: "\(root)/\(prefix)").filter(isListed).filter(
                    ImageFile.isImage
                )
                .map { "\(root)/\(prefix)\($0)" }
            }
        }
        guard let first = broken.sortedNames().first else { return nil }
        return
            "\(broken.count) \(broken.count == 1 ? "link leads" : "links lead") to no file and \(broken.count == 1 ? "is" : "are") "
            + "passed over, such as \(first). Fetch what they stand for (git annex get, dvc pull), or remove them."
    }

    /// - Parameter visit: is given a folder's path from `root`, with a slash at its end; nothing for `root`.
    private static func forEachFolder(below root: String, _ visit: (String) throws -> Void) throws {
        var entered: Set<FileIdentity> = []
        var waiting = [""]
        while let prefix = waiting.popLast() {
            let folder = root + "/" + prefix
            // A link back to a folder above would never end.
            guard let identity = FileIdentity(ofFileAt: folder), entered.insert(identity).inserted else {
                continue
            }
            try visit(prefix)
            waiting += try folders(in: folder).map { "\(prefix)\($0)/" }
        }
    }

    private static func names(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sortedNames()
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

    /// The names of a folder's links that lead nowhere. Only links are looked at: pictures may be very many.
    static func brokenLinks(in folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var broken: [String] = []
        while let entry = readdir(entries) {
            let kind = Int(entry.pointee.d_type)
            guard kind == Int(DT_LNK) || kind == Int(DT_UNKNOWN) else { continue }
            let start = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let text = UnsafeRawPointer(entry).advanced(by: start).assumingMemoryBound(to: CChar.self)
            guard let name = String(validatingCString: text) else { continue }
            if mode(of: "\(folder)/\(name)") == nil { broken.append(name) }
        }
        return broken
    }

    private static func mode(of path: String) -> mode_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : nil
    }
}

internal import Foundation

/// Where an output goes once links are followed: an output is written through a link, not in its place.
public enum OutputTarget: Equatable, Sendable {
    /// A file that is there or will be, under a path that is no link.
    case file(String)
    /// A pipe or a device, under the path that was given: what is written is gone, and nothing may take its place.
    case stream(String)

    /// - Throws: ``SystemFailure`` for a folder, a disk and links that lead nowhere.
    public init(_ path: String) throws(SystemFailure) {
        guard let end = try Self.end(of: path) else {
            self = .stream(path)
            return
        }
        var facts = stat()
        guard stat(end, &facts) == 0 else {
            self = .file(end)
            return
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: self = .file(end)
        case S_IFIFO, S_IFCHR: self = .stream(path)
        case S_IFDIR: throw SystemFailure("a folder has this name")
        default: throw SystemFailure("it is neither a file nor a pipe")
        }
    }

    /// Whether it is a pipe or a device.
    public var isStream: Bool {
        if case .stream = self { true } else { false }
    }

    /// Whether a path is that of a pipe or a device whose name tells no format, as `/dev/stdout`: it takes CSV.
    public static func isUnnamedStream(_ path: String) -> Bool {
        URL(fileURLWithPath: path).pathExtension.isEmpty && (try? OutputTarget(path))?.isStream == true
    }

    /// Opens a pipe or a device for writing. Of the process's own streams (`/dev/stdout`) it is the stream itself, so that
    /// what is written later follows what is written here.
    public static func openStream(_ path: String) throws(SystemFailure) -> Int32 {
        let descriptor: Int32
        if let own = try ownDescriptor(path) {
            descriptor = fcntl(own, F_DUPFD_CLOEXEC, 0)
        } else {
            descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw SystemFailure() }
        return descriptor
    }

    /// The number of the process's own stream that a path stands for.
    private static func ownDescriptor(_ path: String) throws(SystemFailure) -> Int32? {
        var path = path
        for _ in 0..<40 {
            for prefix in ["/proc/self/fd/", "/dev/fd/"] where path.hasPrefix(prefix) {
                return Int32(path.dropFirst(prefix.count))
            }
            guard let next = link(at: path) else { return nil }
            path = next
        }
        throw SystemFailure(code: ELOOP)
    }

    /// The path at the end of a chain of links; `nil` when it ends in an open stream of a process.
    private static func end(of path: String) throws(SystemFailure) -> String? {
        var path = path
        for _ in 0..<40 {
            guard let next = link(at: path) else { return path }
            if path.hasPrefix("/proc/") || path.hasPrefix("/dev/fd/") { return nil }
            path = next
        }
        throw SystemFailure(code: ELOOP)
    }

    private static func link(at path: String) -> String? {
        guard let destination = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
            return nil
        }
        // Not shortened: '..' after a linked folder is the file system's business.
        return destination.utf8.first == slash ? destination : "\(folder(of: path))/\(destination)"
    }

    /// Looked for by bytes: a name that begins with a combining mark joins the slash as a character.
    private static let slash = UInt8(ascii: "/")

    /// What stands before a path's last name.
    static func folder(of path: String) -> String {
        guard let last = path.utf8.lastIndex(of: slash) else { return "." }
        return last == path.utf8.startIndex ? "/" : String(Substring(path.utf8[..<last]))
    }

    /// A path's last name.
    static func name(of path: String) -> String {
        path.utf8.lastIndex(of: slash).map { String(Substring(path.utf8[path.utf8.index(after: $0)...])) }
            ?? path
    }

    /// The folder of a path without links, from the root; of folders that are not there yet, the nearest that is.
    static func realPath(ofFolderOf path: String) -> String? {
        var folder = folder(of: path)
        while true {
            if let resolved = realpath(folder, nil) {
                defer { free(resolved) }
                return String(cString: resolved)
            }
            guard folder != ".", folder != "/" else { return nil }
            folder = Self.folder(of: folder)
        }
    }
}

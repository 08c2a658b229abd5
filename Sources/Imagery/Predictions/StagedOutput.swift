internal import Foundation

/// An output that appears whole or not at all: its files are written into a folder beside their final place and
/// renamed into it when all are done. What was begun and not published is removed with the value.
final class StagedOutput {
    /// The file's final place.
    let path: String
    private let folder: String
    private let finalFolder: String
    private let name: String
    private var isPublished = false

    /// - Throws: ``ImageryError/cannotWrite(path:reason:)`` when the folder of `path` cannot be written to.
    init(path: String) throws {
        let url = URL(fileURLWithPath: path)
        self.path = path
        name = url.lastPathComponent
        finalFolder = url.deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw ImageryError.cannotWrite(path: path, reason: "a folder has this name")
        }
        var template = Array("\(finalFolder)/\(Self.partialPrefix(of: name))XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.failure(path) }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit {
        if !isPublished { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// How the name of the folder begins in which an output is written.
    static func partialPrefix(of name: String) -> String { ".\(name).partial-" }

    /// Where to write the output until it is published.
    var partialPath: String { "\(folder)/\(name)" }

    /// Where to write a file that belongs to the output and lies beside it.
    func partialPath(ofSideFile sideName: String) -> String { "\(folder)/\(sideName)" }

    /// Flushes every file to the disk, then renames them: side files first, the output itself last.
    /// - Parameter obsolete: suffixes of files beside an older output that must not be taken for the new one's.
    func publish(removing obsolete: [String] = []) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard names.contains(name) else {
            throw ImageryError.cannotWrite(path: path, reason: "nothing was written")
        }
        try names.forEach(flush)
        for suffix in obsolete { unlink("\(finalFolder)/\(name)\(suffix)") }
        for each in names.filter({ $0 != name }).sorted() + [name] {
            guard rename("\(folder)/\(each)", "\(finalFolder)/\(each)") == 0 else { throw Self.failure(path) }
        }
        isPublished = true
        rmdir(folder)
    }

    /// A full disk may show itself only here.
    private func flush(_ name: String) throws {
        let descriptor = open("\(folder)/\(name)", O_RDONLY)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// What the last system call failed of.
    private static func failure(_ path: String) -> ImageryError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

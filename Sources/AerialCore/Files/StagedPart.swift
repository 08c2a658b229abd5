internal import Foundation

/// The files of a ``StagedSet`` that go into one folder.
final class StagedPart {
    /// Where to write them.
    let staging: String
    private let folder: String
    private let place: StagingPlace
    private let wholes: Set<String>
    private var journal: SetJournal?

    /// The name of folders' staging places: `.aerial.partial-XXXXXX`.
    private static let nameInFolder = "aerial"

    /// - Parameter target: a file's final path, no link.
    convenience init(beside target: String) throws(SystemFailure) {
        try self.init(StagingPlace(beside: target), folder: OutputTarget.folder(of: target), wholes: [])
    }

    /// - Parameter wholes: folders in `folder` that are replaced as a whole.
    convenience init(inFolder folder: String, wholes: Set<String>) throws(SystemFailure) {
        let place = try StagingPlace(beside: "\(folder)/\(Self.nameInFolder)")
        try self.init(place, folder: folder, wholes: wholes)
    }

    private init(_ place: StagingPlace, folder: String, wholes: Set<String>) throws(SystemFailure) {
        self.place = place
        self.folder = folder
        self.wholes = wholes
        staging = "\(place.path)/files"
        guard mkdir(staging, 0o777) == 0 else { throw SystemFailure() }
    }

    /// What was written, by its name in the folder: files, and folders that are replaced as a whole.
    private func names(below prefix: String = "") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(staging)/\(prefix)")) ?? []
        return names.sorted().flatMap { name in
            let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            return isFolder(path) && !wholes.contains(path) ? self.names(below: path) : [path]
        }
    }

    private func isFolder(_ name: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: "\(staging)/\(name)", isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Follows the links that lie under the files' names: what a pipe or a device takes goes there, what belongs into
    /// another folder is copied beside its place.
    /// - Returns: the parts of those folders.
    func leavingTheFolder() throws(SystemFailure) -> [StagedPart] {
        var parts: [StagedPart] = []
        for name in names() where !wholes.contains(name) {
            let staged = "\(staging)/\(name)"
            switch try OutputTarget("\(folder)/\(name)") {
            case .stream(let stream): try OutputFile.write(Self.content(of: staged), to: stream)
            case .file(let target):
                if target == "\(folder)/\(name)" { continue }
                let part = try StagedPart(beside: target)
                let copy = "\(part.staging)/\(OutputTarget.name(of: target))"
                try OutputFile.write(Self.content(of: staged), to: copy)
                parts.append(part)
            }
            unlink(staged)
        }
        return parts
    }

    private static func content(of file: String) throws(SystemFailure) -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(fileURLWithPath: file))) } catch {
            throw SystemFailure(error.fileReason)
        }
    }

    /// Flushes everything to the disk, where a full one may show itself only now, and writes the journal.
    func prepare() throws(SystemFailure) {
        let names = names()
        for name in names { try flush(name) }
        journal = try SetJournal(
            in: place.path, folder: folder, staging: staging, names: names + obsolete(beside: names))
    }

    /// Side files of older outputs that must not be taken for the new ones'.
    private func obsolete(beside names: [String]) -> [String] {
        names.flatMap { name in SideFiles.endings(beside: name).map { name + $0 } }.filter {
            !names.contains($0) && FileIdentity(ofFileAt: "\(folder)/\($0)") != nil
        }
    }

    private func flush(_ name: String) throws(SystemFailure) {
        if isFolder(name) {
            let inside = (try? FileManager.default.contentsOfDirectory(atPath: "\(staging)/\(name)")) ?? []
            for each in inside { try flush("\(name)/\(each)") }
        }
        let descriptor = open("\(staging)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemFailure() }
    }

    func publish() throws(SystemFailure) { try journal?.apply(from: staging) }

    func undo() { journal?.undo() }

    /// From here on the new files are the folder's.
    func settle() {
        journal?.close()
        place.remove()
    }
}

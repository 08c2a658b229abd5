internal import Foundation

/// What a ``StagedPart`` puts into its folder and what lay there before, kept in its staging place: the folder
/// `journal` holds a file that names the new files and, by their numbers in it, the older ones.
struct SetJournal {
    private let path: String
    private let folder: String
    private let entries: [Entry]

    private static let name = "journal"
    private static let listName = "names"

    private struct Entry: Codable {
        let name: String
        /// How the new file is known again; `nil` for one that only goes.
        let state: State?

        /// Stays inside the folder, whoever wrote it.
        var isInside: Bool {
            !name.isEmpty
                && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                    .allSatisfy { !["", ".", ".."].contains(String(Substring($0))) }
        }
    }

    /// A person may have filled in a file since: then it is not touched again.
    private struct State: Codable, Equatable {
        let number: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int

        init?(ofFileAt path: String) {
            var facts = stat()
            guard lstat(path, &facts) == 0 else { return nil }
            let isFolder = facts.st_mode & S_IFMT == S_IFDIR
            number = UInt64(facts.st_ino)
            size = isFolder ? 0 : Int64(facts.st_size)
            seconds = isFolder ? 0 : Int(facts.st_mtim.tv_sec)
            nanoseconds = isFolder ? 0 : Int(facts.st_mtim.tv_nsec)
        }
    }

    /// Writes a journal, whole before the first file moves.
    /// - Parameters:
    ///   - place: the staging place.
    ///   - folder: where the files go.
    ///   - staging: where they lie.
    ///   - names: theirs, in both; what does not lie in `staging` goes from the folder.
    init(in place: String, folder: String, staging: String, names: [String]) throws(SystemFailure) {
        self.folder = folder
        path = "\(place)/\(Self.name)"
        entries = names.map { Entry(name: $0, state: State(ofFileAt: "\(staging)/\($0)")) }
        guard mkdir(path, 0o700) == 0 else { throw SystemFailure() }
        let list: Data
        do { list = try JSONEncoder().encode(entries) } catch { throw SystemFailure(error.fileReason) }
        try OutputFile.write(Array(list), to: "\(path)/\(Self.listName)")
    }

    /// The journal that a killed run of this user left in a staging place.
    init?(leftIn place: String, folder: String) {
        self.folder = folder
        path = "\(place)/\(Self.name)"
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_uid == geteuid(), facts.st_mode & S_IFMT == S_IFDIR,
            let list = FileManager.default.contents(atPath: "\(path)/\(Self.listName)"),
            let entries = try? JSONDecoder().decode([Entry].self, from: list),
            entries.allSatisfy(\.isInside)
        else { return nil }
        self.entries = entries
    }

    private func older(_ number: Int) -> String { "\(path)/\(number)" }

    private func target(_ entry: Entry) -> String { "\(folder)/\(entry.name)" }

    /// Moves the older files into the journal and the new ones into their places.
    func apply(from staging: String) throws(SystemFailure) {
        for (number, entry) in entries.enumerated() {
            let target = target(entry)
            if entry.name.contains("/") {
                let above = OutputTarget.folder(of: target)
                do {
                    try FileManager.default.createDirectory(atPath: above, withIntermediateDirectories: true)
                } catch { throw SystemFailure(error.fileReason) }
            }
            guard rename(target, older(number)) == 0 || errno == ENOENT else { throw SystemFailure() }
            guard entry.state == nil || rename("\(staging)/\(entry.name)", target) == 0 else {
                throw SystemFailure()
            }
        }
    }

    /// Takes the new files away again and puts the older ones back. What a person has put there or changed since stays.
    /// Where that fails, the journal stays open for the next run.
    func undo() {
        // Every entry is tried, whatever became of the one before.
        let isUndone = entries.enumerated().map { undo($0.element, older: older($0.offset)) }
        if isUndone.allSatisfy({ $0 }) { close() }
    }

    private func undo(_ entry: Entry, older: String) -> Bool {
        let target = target(entry)
        if let state = entry.state, State(ofFileAt: target) == state {
            guard rename(target, "\(older)-new") == 0 else { return false }
        }
        if State(ofFileAt: target) == nil, State(ofFileAt: older) != nil {
            guard rename(older, target) == 0 else { return false }
        }
        // Goes only where it is empty.
        if entry.name.contains("/") { rmdir(OutputTarget.folder(of: target)) }
        return true
    }

    /// Nothing is to be undone any more. Without its list a journal is none, where the folder cannot be renamed.
    func close() { if rename(path, path + "-done") != 0 { unlink("\(path)/\(Self.listName)") } }

    /// Whether something is to be undone: the older files lie in this staging place.
    static func isOpen(in place: String) -> Bool {
        FileIdentity(ofFileAt: "\(place)/\(name)/\(listName)") != nil
    }
}

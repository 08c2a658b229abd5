internal import Foundation

/// A hidden folder beside an output in which the output is made, under a name that cannot be foretold. A lock says that
/// somebody works in it: what a killed run left has none and is removed by the next run for the same output.
public final class StagingPlace {
    /// The folder's path, in the folder of the output.
    public let path: String
    private let lock: Int32

    /// - Parameter target: the output's final path, no link.
    /// - Throws: ``SystemFailure`` when its folder cannot be written to.
    public init(beside target: String) throws(SystemFailure) {
        Self.removeAbandoned(beside: target)
        let folder = OutputTarget.folder(of: target)
        var template = Array("\(folder)/\(Self.prefix(of: target))XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemFailure() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        lock = Self.lock(path) ?? -1
    }

    /// Once what was made in it has moved out.
    public func remove() { Self.remove(path) }

    private static func remove(_ place: String) {
        guard !SetJournal.isOpen(in: place) else { return }
        try? FileManager.default.removeItem(atPath: place)
    }

    deinit {
        remove()
        if lock >= 0 { close(lock) }
    }

    /// How the names of such folders begin.
    private static func prefix(of target: String) -> String { ".\(OutputTarget.name(of: target)).partial-" }

    /// What a folder is called, in a staging place, that has left its place and has not been followed yet.
    static let replacedName = "replaced"

    /// Removes what killed runs left of this output; what one of them had moved away goes back.
    /// - Parameter target: the output's final path, no link.
    public static func removeAbandoned(beside target: String) {
        let folder = OutputTarget.folder(of: target)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // By bytes: the other Unicode form of a name is another output's.
        for name in names where name.utf8.starts(with: prefix(of: target).utf8) {
            let abandoned = "\(folder)/\(name)"
            guard let lock = lock(abandoned) else { continue }
            defer { close(lock) }
            if FileIdentity(ofFileAt: target) == nil { rename("\(abandoned)/\(replacedName)", target) }
            SetJournal(leftIn: abandoned, folder: folder)?.undo()
            remove(abandoned)
        }
    }

    /// A descriptor that holds the folder's lock until it is closed; `nil` for what is no folder or is at work.
    private static func lock(_ folder: String) -> Int32? {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}

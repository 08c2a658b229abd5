internal import Foundation

/// Files that appear together or not at all, while other files of their folders stay where they are.
///
/// They are written aside, flushed, and put in their places by renames. A journal in the staging place says what lay
/// there before: when a rename fails, or the process is killed between two, the older files go back - at once, or by
/// the next run that writes there.
public final class StagedSet {
    private var parts: [StagedPart] = []
    private var folders: [StagedFolder] = []

    /// Without files.
    public init() {}

    /// Where to write a file until ``commit()``, and files that belong beside it. A pipe or a device takes what is
    /// written at once.
    /// - Throws: ``SystemFailure`` when its folder cannot be written to.
    public func place(for path: String) throws(SystemFailure) -> String {
        switch try OutputTarget(path) {
        case .stream(let stream): return stream
        case .file(let target):
            let part = try StagedPart(beside: target)
            parts.append(part)
            return "\(part.staging)/\(OutputTarget.name(of: target))"
        }
    }

    /// Where to write a folder's files until ``commit()``. Of a folder that is there already, all others stay.
    /// - Parameter wholes: folders in it that are replaced as a whole, with all that lies in them.
    /// - Throws: ``SystemFailure`` when the folder, or the one above a new one, cannot be written to.
    public func place(inFolder folder: String, wholes: Set<String> = []) throws(SystemFailure) -> String {
        guard FileIdentity(ofFileAt: folder) != nil else {
            return try folderPlace(for: folder)
        }
        let part = try StagedPart(inFolder: folder, wholes: wholes)
        parts.append(part)
        return part.staging
    }

    /// Where to write a folder until ``commit()``, which is then replaced with all that lies in it.
    /// - Throws: ``SystemFailure`` when the folder above it cannot be written to.
    public func folderPlace(for folder: String) throws(SystemFailure) -> String {
        let staged = try StagedFolder(for: folder)
        folders.append(staged)
        return staged.path
    }

    /// Puts all files in their places. What was not written stays as it was.
    /// - Throws: ``SystemFailure``; then all that lay there before is as it was.
    public func commit() throws(SystemFailure) {
        for part in parts { parts += try part.leavingTheFolder() }
        do {
            for part in parts { try part.prepare() }
            for part in parts { try part.publish() }
            for folder in folders { try folder.publish() }
        } catch {
            for part in parts { part.undo() }
            throw error
        }
        for part in parts { part.settle() }
        for folder in folders { folder.settle() }
    }
}

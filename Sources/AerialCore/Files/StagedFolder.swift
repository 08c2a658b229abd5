internal import CFolders
internal import Foundation

/// A folder that appears whole or not at all: made in a ``StagingPlace`` and exchanged with what lies in its place. At
/// every moment the old folder or the new one is there.
public final class StagedFolder {
    /// Where to write until ``commit()``.
    public let path: String
    private let destination: String
    private let place: StagingPlace

    /// Makes the folders above `destination`; a link there is written through.
    /// - Throws: ``SystemFailure`` when the place beside `destination` cannot be written.
    public init(for destination: String) throws(SystemFailure) {
        let trimmed =
            destination.hasSuffix("/") && destination.count > 1 ? String(destination.dropLast()) : destination
        self.destination = Self.resolved(trimmed)
        let folder = OutputTarget.folder(of: self.destination)
        if FileIdentity(ofFileAt: folder) == nil {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch { throw SystemFailure(error.fileReason) }
        }
        place = try StagingPlace(beside: self.destination)
        path = "\(place.path)/\(OutputTarget.name(of: self.destination))"
        guard mkdir(path, 0o777) == 0 else { throw SystemFailure() }
    }

    /// Puts the folder in its place; what lay there goes once the new one is there.
    public func commit() throws(SystemFailure) {
        try publish()
        settle()
    }

    /// What lay there is kept until it is settled.
    func settle() { place.remove() }

    func publish() throws(SystemFailure) {
        guard FileIdentity(ofFileAt: destination) != nil else {
            guard rename(path, destination) == 0 else { throw SystemFailure() }
            return
        }
        guard afo_exchange(path, destination) != 0 else { return }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else { throw SystemFailure() }
        try replaceInTwoSteps()
    }

    /// For file systems that cannot exchange. Between the steps the old folder lies in the staging place, from where the
    /// next run for this output puts it back.
    func replaceInTwoSteps() throws(SystemFailure) {
        let old = "\(place.path)/\(StagingPlace.replacedName)"
        guard rename(destination, old) == 0 else { throw SystemFailure() }
        guard rename(path, destination) != 0 else { return }
        let failure = SystemFailure()
        rename(old, destination)
        throw failure
    }

    /// The folder that a link leads to; the path itself where there is no folder yet.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

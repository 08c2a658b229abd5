internal import AerialCore

/// A folder that appears whole or not at all (see ``StagedFolder``), with errors for people.
package final class StagingFolder {
    private let folder: StagedFolder
    private let destination: String

    /// Where to write until ``commit()``.
    package var path: String { folder.path }

    /// - Throws: ``CommandError`` when the place beside `destination` cannot be written.
    package init(for destination: String) throws {
        self.destination = destination
        do { folder = try StagedFolder(for: destination) } catch {
            throw CommandError.cannotWrite(destination, error.reason)
        }
    }

    /// Puts the folder in its place; what lay there before goes only once the new one is there.
    package func commit() throws {
        do { try folder.commit() } catch {
            throw CommandError(
                "cannot put \(destination) in place: \(error.reason). What lay there before is as it was.")
        }
    }
}

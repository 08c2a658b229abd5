internal import AerialCore
internal import Foundation

/// Outputs that appear together or not at all (see ``StagedSet``), with errors for people.
package final class OutputSet {
    private let set = StagedSet()
    /// For each output or folder, as the user named it, where it is written.
    private var places: [(named: String, written: String)] = []
    private var name: String?

    package init() {}

    /// Writes files into a folder, which may be there already: its other files stay.
    /// - Parameters:
    ///   - wholes: folders in it that are replaced as a whole.
    ///   - name: what errors call it all; the folder, where it is not given.
    ///   - body: takes the folder to write to.
    package static func write(
        inFolder folder: String, wholes: Set<String> = [], name: String? = nil,
        _ body: (String) throws -> Void
    ) throws {
        let set = OutputSet()
        set.name = name
        try set.complete { try body(set.place(inFolder: folder, wholes: wholes)) }
    }

    /// Where to write an output that is a file.
    package func place(for path: String) throws -> String {
        do { return remember(path, try set.place(for: path)) } catch { throw Self.failure(path, error) }
    }

    /// Where to write a folder that is replaced as a whole.
    package func folderPlace(for folder: String) throws -> String {
        do { return remember(folder, try set.folderPlace(for: folder)) } catch {
            throw Self.failure(folder, error)
        }
    }

    private func place(inFolder folder: String, wholes: Set<String>) throws -> String {
        do { return remember(folder, try set.place(inFolder: folder, wholes: wholes)) } catch {
            throw Self.failure(folder, error)
        }
    }

    /// Runs what writes the outputs, then puts them in place. Errors name the outputs as the user did.
    package func complete(_ body: () throws -> Void) throws {
        do { try body() } catch { throw named(error) }
        do { try set.commit() } catch {
            throw CommandError(
                "cannot put \(name ?? places.map(\.named).joined(separator: ", ")) in place: \(error.reason). What lay there "
                    + "before is as it was.")
        }
    }

    private func remember(_ named: String, _ written: String) -> String {
        places.append((named, written))
        return written
    }

    /// An error that names the outputs as the user did.
    package func named(_ error: any Error) -> any Error {
        let error = CommandError.inWords(error)
        let text = "\(error)"
        let named = places.reduce(text) { $0.replacingOccurrences(of: $1.written, with: $1.named) }
        return named == text ? error : CommandError(named)
    }

    private static func failure(_ path: String, _ failure: SystemFailure) -> CommandError {
        .cannotWrite(path, failure.reason)
    }
}

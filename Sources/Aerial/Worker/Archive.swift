internal import AerialCore
internal import Foundation

/// Folders as `.tar.gz` files.
package enum Archive {
    /// Packs what lies in a folder. The same files give the same bytes; the archive appears whole or not at all.
    /// - Throws: ``CommandError``.
    package static func write(_ folder: String, to path: String) throws {
        let failure = { (reason: String) in CommandError("cannot write \(path): \(reason).") }
        let place: StagingPlace
        do { place = try StagingPlace(beside: path) } catch { throw failure(error.reason) }
        defer { withExtendedLifetime(place) {} }
        let partial = "\(place.path)/archive"
        _ = try ToolCall.output(
            "tar",
            [
                "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--format=gnu",
                "--use-compress-program=gzip -n -6", "-C", folder, "-cf", partial, ".",
            ])
        guard rename(partial, path) == 0 else {
            throw failure(String(cString: strerror(errno)))
        }
    }
}

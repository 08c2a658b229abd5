internal import AerialCore
internal import Foundation
internal import Imagery

/// Looks before long work whether its result can be written at all.
package enum OutputPlace {
    /// - Parameter makesFolders: whether folders above that are not there will be made.
    /// - Throws: ``CommandError`` when nothing can be made at `path`.
    package static func check(_ path: String, makesFolders: Bool = false) throws {
        if case .stream(let stream)? = try? OutputTarget(path) { return try checkStream(stream) }
        var folder = URL(fileURLWithPath: resolved(path)).deletingLastPathComponent()
        while makesFolders, folder.path != "/", !FileManager.default.fileExists(atPath: folder.path) {
            folder.deleteLastPathComponent()
        }
        // What a killed run leaves of the trial, the next one in this folder removes.
        do { try StagingPlace(beside: "\(folder.path)/\(trialName)").remove() } catch {
            throw CommandError.cannotWrite(path, error.reason)
        }
    }

    /// - Parameter kind: what is kept there, for the message: "features" say.
    /// - Throws: ``CommandError`` for an address: what is written piece by piece, or read again and again, stays on a disk.
    package static func checkIsHere(_ path: String?, for kind: String) throws {
        guard let path, RemotePlace.isRemote(path) else { return }
        throw CommandError(
            "\(path) is an address, and \(kind) are kept on a disk of this machine. Name a path here.")
    }

    private static let trialName = "aerial"

    /// - Throws: ``CommandError`` when no file can be made in `folder`, which may not be there yet.
    package static func check(folder: String) throws {
        let isThere = FileManager.default.fileExists(atPath: folder)
        try check(isThere ? "\(folder)/file" : folder, makesFolders: true)
    }

    /// The file that a link leads to.
    private static func resolved(_ path: String) -> String {
        if case .file(let target)? = try? OutputTarget(path) { target } else { path }
    }

    private static func checkStream(_ path: String) throws {
        guard access(path, W_OK) == 0 else {
            throw CommandError("cannot write \(path): \(String(cString: strerror(errno))).")
        }
    }
}

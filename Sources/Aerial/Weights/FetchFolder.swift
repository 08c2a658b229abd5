internal import AerialCore
internal import Foundation

/// A folder beside the weights for what is being fetched; it goes when the work is done.
package final class FetchFolder {
    package let path: String

    /// - Parameter folder: where the weights lie.
    package init(below folder: String) throws {
        path = "\(folder)/.fetch-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(folder): \(error.fileReason). Set AERIAL_HOME to a folder of your own.")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

internal import AerialCore
internal import Foundation

/// A folder among the system's temporary ones, for this process alone; it goes with its last reference.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        var name = Array("\(NSTemporaryDirectory())/aerial-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else {
            throw CommandError(
                "cannot write \(NSTemporaryDirectory()): \(String(cString: strerror(errno))). Set TMPDIR to a folder "
                    + "with room.")
        }
        path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

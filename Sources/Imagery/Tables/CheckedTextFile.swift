internal import AerialCore
internal import Foundation

/// A text file written piece by piece, each write checked.
final class CheckedTextFile {
    private let descriptor: Int32
    /// Whom errors name: the file's final place, not the partial one.
    private let reportedPath: String
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 18

    init(path: String, reportedPath: String) throws {
        self.reportedPath = reportedPath
        do {
            descriptor =
                try OutputTarget(path).isStream
                ? OutputTarget.openStream(path)
                : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
        } catch { throw ImageryError.cannotWrite(path: reportedPath, reason: error.reason) }
        guard descriptor >= 0 else { throw failure() }
        buffer.reserveCapacity(Self.bufferSize + 4096)
    }

    deinit { close(descriptor) }

    func write(_ text: String) throws {
        try write { $0.append(contentsOf: text.utf8) }
    }

    /// - Parameter append: adds to the bytes that it is given.
    func write(_ append: (inout [UInt8]) -> Void) throws {
        append(&buffer)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    func flush() throws {
        do { try OutputFile.write(buffer, toDescriptor: descriptor) } catch {
            throw ImageryError.cannotWrite(path: reportedPath, reason: error.reason)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func failure() -> ImageryError {
        .cannotWrite(path: reportedPath, reason: String(cString: strerror(errno)))
    }
}

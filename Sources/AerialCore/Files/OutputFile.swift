internal import Foundation

/// A file in memory that is put in its place whole or not at all; through a link, and straight into a pipe or a device.
public enum OutputFile {
    /// - Throws: ``SystemFailure``; then what lay under the name is as it was.
    public static func write(_ bytes: [UInt8], to path: String) throws(SystemFailure) {
        switch try OutputTarget(path) {
        case .stream(let path): try write(bytes, closing: OutputTarget.openStream(path))
        case .file(let target):
            let place = try StagingPlace(beside: target)
            let partial = "\(place.path)/\(OutputTarget.name(of: target))"
            let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw SystemFailure() }
            try write(bytes, closing: descriptor, flushes: true)
            guard rename(partial, target) == 0 else { throw SystemFailure() }
        }
    }

    /// Writes all bytes, in as many calls as the system takes; one that a signal breaks off is made again.
    public static func write(
        _ bytes: [UInt8], toDescriptor descriptor: Int32
    ) throws(SystemFailure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemFailure() }
            written += count
        }
    }

    private static func write(
        _ bytes: [UInt8], closing descriptor: Int32, flushes: Bool = false
    ) throws(SystemFailure) {
        defer { close(descriptor) }
        try write(bytes, toDescriptor: descriptor)
        guard !flushes || fsync(descriptor) == 0 else { throw SystemFailure() }
    }
}

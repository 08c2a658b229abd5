internal import CGDAL
internal import Foundation

/// Brings a file that lies elsewhere here, or goes on with one that was begun.
package enum RemoteCopy {
    private static let pieceBytes = 8 << 20
    /// Attempts that bring nothing, one after the other.
    private static let mostVainAttempts = 3

    /// How many bytes a file has.
    /// - Throws: ``ImageryError/cannotOpen(path:reason:)`` where it is not there to be read.
    package static func size(of path: String) throws -> Int {
        RemotePlace.forget(path)
        let (size, message) = RemotePlace.opening(path) { name -> Int in
            guard let file = VSIFOpenL(name, "rb") else { return 0 }
            defer { VSIFCloseL(file) }
            guard VSIFSeekL(file, 0, SEEK_END) == 0 else { return 0 }
            return Int(clamping: VSIFTellL(file))
        }
        guard size > 0 else {
            throw ImageryError.cannotOpen(
                path: CatalogAsset.shown(path),
                reason: message.isEmpty ? "it is not there, or empty" : message)
        }
        return size
    }

    /// Appends to `partial` what it lacks of the first `size` bytes of `path`. A connection that breaks is tried again.
    /// - Parameter progress: is told of every piece's bytes; may throw to end it.
    /// - Throws: ``ImageryError/unreachable(path:reason:)``, ``ImageryError/cannotWrite(path:reason:)``; what is there then
    ///   is right and can be gone on with.
    package static func run(
        from path: String, size: Int, to partial: String, progress: (Int) throws -> Void
    ) throws {
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(partial) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw ImageryError.cannotWrite(path: partial, reason: "another run is writing it")
        }
        var done = Int(lseek(descriptor, 0, SEEK_END))
        guard done <= size else {
            guard ftruncate(descriptor, 0) == 0 else { throw failure(partial) }
            done = Int(lseek(descriptor, 0, SEEK_SET))
            return try bring(path, size, from: done, to: descriptor, partial, progress)
        }
        try progress(done)
        try bring(path, size, from: done, to: descriptor, partial, progress)
    }

    private static func bring(
        _ path: String, _ size: Int, from start: Int, to descriptor: Int32, _ partial: String,
        _ progress: (Int) throws -> Void
    ) throws {
        var (done, vain) = (start, 0)
        while done < size {
            let before = done
            try read(path, from: done, to: size) { piece in
                try write(piece, to: descriptor, partial)
                done += piece.count
                try progress(piece.count)
            }
            guard done < size else { break }
            vain = done == before ? vain + 1 : 0
            if vain == mostVainAttempts {
                throw ImageryError.unreachable(
                    path: CatalogAsset.shown(path), reason: "it ends at byte \(done) of \(size)")
            }
            try RemotePlace.waitUntilReachable(path)
        }
        guard fsync(descriptor) == 0 else { throw failure(partial) }
    }

    /// Until the end or until it breaks off.
    private static func read(
        _ path: String, from start: Int, to size: Int, _ take: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        guard let file = RemotePlace.opening(path, { VSIFOpenL($0, "rb") }).value else { return }
        defer { VSIFCloseL(file) }
        guard VSIFSeekL(file, vsi_l_offset(start), SEEK_SET) == 0 else { return }
        var bytes = [UInt8](repeating: 0, count: pieceBytes)
        var done = start
        while done < size {
            let wanted = min(bytes.count, size - done)
            let count = GDALRuntime.call { Int(VSIFReadL(&bytes, 1, wanted, file)) }.value
            if count > 0 { try take(bytes[..<count]) }
            done += count
            if count < wanted { return }
        }
    }

    private static func write(_ piece: ArraySlice<UInt8>, to descriptor: Int32, _ partial: String) throws {
        try piece.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = Foundation.write(descriptor, buffer.baseAddress! + sent, buffer.count - sent)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure(partial) }
                sent += count
            }
        }
    }

    private static func failure(_ path: String) -> ImageryError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

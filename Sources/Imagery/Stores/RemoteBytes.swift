internal import AerialCore
internal import CGDAL
internal import Foundation

/// The content of files on servers, each in one request as a rule.
package enum RemoteBytes {
    private static let pieceBytes = 8 << 20
    private static let attempts = 3

    /// - Returns: `nil` for an empty file and for one of more bytes than `limit`.
    /// - Throws: ``ImageryError/unreachable(path:reason:)`` where the server is gone, ``ImageryError/cannotRead(path:reason:)``
    ///   where it answers and does not give the file.
    package static func contents(of address: String, limit: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        let size = try read(address) { size, piece in
            guard (1...limit).contains(size) else { return false }
            bytes += piece
            return true
        } restart: {
            bytes = []
        }
        return (1...limit).contains(size) ? bytes : nil
    }

    /// - Parameter take: is given the whole size and the next bytes, and says whether more are wanted.
    /// - Parameter restart: what was taken so far comes again.
    /// - Returns: the file's size.
    private static func read(
        _ address: String, _ take: (Int, ArraySlice<UInt8>) throws -> Bool, restart: () throws -> Void
    ) throws -> Int {
        var reason = ""
        for attempt in 1...attempts {
            let (outcome, said) = try pass(address, take)
            if let outcome { return outcome }
            reason = said
            guard attempt < attempts else { break }
            try RemotePlace.waitUntilReachable(address)
            RemotePlace.forget(address)
            try restart()
        }
        throw ImageryError.cannotRead(path: address, reason: reason)
    }

    private static func pass(
        _ address: String, _ take: (Int, ArraySlice<UInt8>) throws -> Bool
    ) throws -> (Int?, String) {
        let (file, message) = RemotePlace.opening(address) { VSIFOpenL($0, "rb") }
        guard let file else { return (nil, message) }
        defer { VSIFCloseL(file) }
        VSIFSeekL(file, 0, SEEK_END)
        let size = Int(clamping: VSIFTellL(file))
        VSIFSeekL(file, 0, SEEK_SET)
        var done = 0
        guard try take(size, []) else { return (size, "") }
        while done < size {
            let wanted = min(size - done, pieceBytes)
            var said = ""
            let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                let (read, message) = GDALRuntime.call { Int(VSIFReadL(buffer.baseAddress, 1, wanted, file)) }
                (count, said) = (read, message)
            }
            guard bytes.count == wanted else { return (nil, said.isEmpty ? "it ends early" : said) }
            done += wanted
            guard try take(size, bytes[...]) else { return (size, "") }
        }
        return (size, "")
    }

    /// Brings a file of a known size to a path of this machine, where it appears whole or not at all.
    /// - Parameter partial: a name beside it to write to meanwhile.
    /// - Throws: ``ImageryError``.
    package static func fetch(_ address: String, bytes: Int, to path: String, by partial: String) throws {
        let failure = { ImageryError.cannotWrite(path: path, reason: String(cString: strerror(errno))) }
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        var isDone = false
        defer {
            close(descriptor)
            if !isDone { unlink(partial) }
        }
        let size = try read(address) { _, piece in
            do throws(SystemFailure) { try OutputFile.write(Array(piece), toDescriptor: descriptor) } catch {
                throw ImageryError.cannotWrite(path: path, reason: error.reason)
            }
            return true
        } restart: {
            guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
        }
        guard size == bytes else {
            throw ImageryError.cannotRead(
                path: address,
                reason: "it has \(size) bytes and was listed with \(bytes): it was changed meanwhile.")
        }
        guard rename(partial, path) == 0 else { throw failure() }
        isDone = true
    }
}

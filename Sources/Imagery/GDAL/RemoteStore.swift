internal import CGDAL
internal import Foundation

/// Files that are put into an object store (`s3://`, `gs://`, `az://`). Others see a file when it is whole: stores show an
/// object once it is complete, and GDAL sends a large one in parts that are put together last.
package enum RemoteStore {
    private static let pieceBytes = 8 << 20

    /// Whether files can be put there; web servers are read alone.
    package static func takesFiles(_ address: String) -> Bool {
        ["s3://", "gs://", "az://"].contains { address.hasPrefix($0) }
    }

    /// Whether there is something under an address.
    package static func has(_ address: String) -> Bool {
        RemotePlace.forget(address)
        return RemotePlace.head(of: address, count: 1) != nil
    }

    /// Puts a small file beside an address and takes it away again, to know before long work that it can be written.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``.
    package static func check(_ address: String) throws {
        let trial = "\(address).aerial-\(UUID().uuidString.prefix(8))"
        try put(to: trial, reportedAs: address) { try $0([UInt8](repeating: 0x2E, count: 1)[...]) }
        _ = RemotePlace.opening(trial) { VSIUnlink($0) }
    }

    /// Sends a file of this machine.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``; then nothing new is under the address.
    package static func send(_ path: String, to address: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ImageryError.cannotOpen(path: path, reason: "it is not there or not readable")
        }
        defer { try? file.close() }
        var sent = 0
        try put(to: address, reportedAs: address) { write in
            while let piece = try file.read(upToCount: pieceBytes), !piece.isEmpty {
                try write(ArraySlice(piece))
                sent += piece.count
            }
        }
        let stored = try RemoteCopy.size(of: address)
        guard stored == sent else {
            _ = RemotePlace.opening(address) { VSIUnlink($0) }
            throw ImageryError.cannotStore(
                path: address, reason: "\(stored) of \(sent) bytes arrived; what arrived was taken away again"
            )
        }
    }

    private static func put(
        to address: String, reportedAs name: String,
        _ body: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        RemotePlace.forget(address)
        let (opened, message) = RemotePlace.opening(address) { VSIFOpenL($0, "wb") }
        guard let opened else { throw ImageryError.cannotStore(path: name, reason: message) }
        var failure: (any Error)?
        do {
            try body { piece in
                let (count, message) = GDALRuntime.call {
                    piece.withUnsafeBytes { Int(VSIFWriteL($0.baseAddress, 1, $0.count, opened)) }
                }
                guard count == piece.count else {
                    throw ImageryError.cannotStore(path: name, reason: message)
                }
            }
        } catch { failure = error }
        let (status, closing) = GDALRuntime.call { VSIFCloseL(opened) }
        RemotePlace.forget(address)
        if let failure {
            // Closing may have put together what had come so far.
            _ = RemotePlace.opening(address) { VSIUnlink($0) }
            throw failure
        }
        guard status == 0 else { throw ImageryError.cannotStore(path: name, reason: closing) }
    }

    /// The names in a folder of a store or an archive; folders end in a slash. `nil` where it cannot be listed.
    package static func names(in address: String) -> [String]? {
        let list = RemotePlace.opening(address) { VSIReadDir($0) }.value
        guard let list else { return nil }
        defer { CSLDestroy(list) }
        return (0..<Int(CSLCount(list))).compactMap { list[$0].map { String(cString: $0) } }.sorted()
    }
}

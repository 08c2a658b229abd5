internal import CGDAL
internal import Foundation

/// Files that are put into an object store (`s3://`, `gs://`, `az://`). Others see a file when it is whole: stores show an
/// object once it is complete, and GDAL sends a large one in parts that are put together last. What was under a name before
/// stays until then.
package enum RemoteStore {
    private static let pieceBytes = 8 << 20

    /// Whether files can be put there; web servers are read alone.
    package static func takesFiles(_ address: String) -> Bool {
        ["s3://", "gs://", "az://", "/vsis3/", "/vsigs/", "/vsiaz/"].contains { address.hasPrefix($0) }
    }

    /// Puts a small file beside an address and takes it away again, to know before long work that it can be written.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``.
    package static func check(_ address: String) throws {
        let plain = address.hasSuffix("/") ? String(address.dropLast()) : address
        let trial = "\(plain).aerial-\(UUID().uuidString.prefix(8))"
        try put(to: trial, reportedAs: address) { try $0([UInt8](repeating: 0x2E, count: 1)[...]) }
        remove(trial)
    }

    /// Takes a file away; one that is not there is no matter.
    package static func remove(_ address: String) {
        _ = RemotePlace.opening(address) { VSIUnlink($0) }
        RemotePlace.forget(address)
    }

    /// Gives a file another name within its store, which copies it without its bytes coming here; what bore the name is
    /// replaced.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``.
    package static func move(_ address: String, to other: String) throws {
        let (status, refusal) = ServerWords.listening {
            RemotePlace.opening(address) { VSIRename($0, RemotePlace.gdalName(of: other)) }.value
        }
        RemotePlace.forget(other)
        guard status == 0 else { throw ImageryError.cannotStore(path: other, reason: refusal ?? "") }
    }

    /// Sends a file of this machine.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``; then what was under the address is there as it was.
    package static func send(_ path: String, to address: String) throws {
        guard growsInSight(address, bytes: size(ofFile: path)) else {
            return try sendStraight(path, to: address)
        }
        let slash = address.lastIndex(of: "/") ?? address.startIndex
        let aside = "\(address[..<slash])/.aerial-\(UUID().uuidString.prefix(8))\(address[slash...])"
        do {
            try sendStraight(path, to: aside)
            try move(aside, to: address)
        } catch {
            remove(aside)
            throw error
        }
    }

    /// GDAL writes what is larger than a block into Azure's store piece by piece under its name: others would see a part, and
    /// what was there would be gone.
    private static func growsInSight(_ address: String, bytes: Int) -> Bool {
        RemotePlace.gdalName(of: address).hasPrefix("/vsiaz/") && bytes > azureBlockBytes
    }

    private static let azureBlockBytes = 4_000_000

    private static func size(ofFile path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }

    private static func sendStraight(_ path: String, to address: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ImageryError.cannotOpen(path: path, reason: "it is not there or not readable")
        }
        defer { try? file.close() }
        var patience = Patience()
        while true {
            do {
                try file.seek(toOffset: 0)
                return try put(to: address, reportedAs: address) { write in
                    while let piece = try file.read(upToCount: pieceBytes), !piece.isEmpty {
                        try write(ArraySlice(piece))
                    }
                }
            } catch let error as ImageryError {
                guard case .cannotStore(_, let reason) = error, ServerWords.mayPass(reason), patience.waits()
                else { throw error }
            }
        }
    }

    /// The store did not take what GDAL sent, which gives the upload up by itself.
    private struct NotTaken: Error { let reason: String }

    private static func put(
        to address: String, reportedAs name: String,
        _ body: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        RemotePlace.forget(address)
        defer { RemotePlace.forget(address) }
        let (opened, refusal) = ServerWords.listening {
            RemotePlace.opening(address) { VSIFOpenL($0, "wb") }.value
        }
        guard let opened else { throw ImageryError.cannotStore(path: name, reason: refusal ?? "") }
        do {
            try body { piece in
                let (count, refusal) = ServerWords.listening {
                    piece.withUnsafeBytes { Int(VSIFWriteL($0.baseAddress, 1, $0.count, opened)) }
                }
                guard count == piece.count else { throw NotTaken(reason: refusal ?? "") }
            }
        } catch let failure as NotTaken {
            VSIFCloseL(opened)
            throw ImageryError.cannotStore(path: name, reason: failure.reason)
        } catch {
            // Closing would put together what has come so far, in the place of what is there: the handle stays open.
            giveUp(address)
            throw error
        }
        let (status, closing) = ServerWords.listening { VSIFCloseL(opened) }
        guard status == 0 else {
            giveUp(address)
            throw ImageryError.cannotStore(path: name, reason: closing ?? "")
        }
    }

    /// Parts that were sent are not kept, which would cost money where nobody sees them.
    private static func giveUp(_ address: String) {
        _ = RemotePlace.opening(address) { VSIAbortPendingUploads($0) }
    }
}

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
        try Patience.ask {
            try OpenUpload(of: "", to: trial) { try $0([UInt8](repeating: 0x2E, count: 1)[...]) }.close()
        } failure: {
            .cannotStore(path: address, reason: $0)
        }
        remove(trial)
    }

    /// Takes a file away; one that is not there is no matter.
    package static func remove(_ address: String) {
        tidying { _ = RemotePlace.opening(address) { VSIUnlink($0) } }
        RemotePlace.forget(address)
    }

    /// Asks a store that may be the one that has just fallen silent: half as long as for what is wanted.
    static func tidying(_ body: () -> Void) {
        let option = "GDAL_HTTP_LOW_SPEED_TIME"
        let own = CPLGetThreadLocalConfigOption(option, nil).map { String(cString: $0) }
        let wanted = CPLGetConfigOption(option, nil).flatMap { Int(String(cString: $0)) } ?? 20
        CPLSetThreadLocalConfigOption(option, "\(max(1, wanted / 2))")
        defer { CPLSetThreadLocalConfigOption(option, own) }
        body()
    }

    /// Gives a file another name within its store, which copies it without its bytes coming here; what bore the name is
    /// replaced.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``.
    package static func move(_ address: String, to other: String) throws {
        try within(other) { VSIRename(RemotePlace.gdalName(of: address), $0) == 0 }
    }

    /// Puts what is under an address under another one of its store too, without its bytes coming here.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``.
    package static func copy(_ address: String, to other: String) throws {
        try within(other) {
            let options = CSLSetNameValue(nil, "SYNC_STRATEGY", "OVERWRITE")
            defer { CSLDestroy(options) }
            let words = options.map {
                UnsafeRawPointer($0).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
            }
            return VSISync(RemotePlace.gdalName(of: address), $0, words, nil, nil, nil) != 0
        }
    }

    private static func within(_ address: String, _ body: (String) -> Bool) throws {
        try Patience.ask {
            defer { RemotePlace.forget(address) }
            let (isDone, refusal) = ServerWords.listening { RemotePlace.opening(address, body).value }
            guard isDone else { throw Patience.Refusal(reason: refusal ?? "") }
        } failure: {
            .cannotStore(path: address, reason: $0)
        }
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
        try Patience.ask {
            try upload(path, to: address).close()
        } failure: {
            .cannotStore(path: address, reason: $0)
        }
    }

    /// Sends a file of this machine but for the last word that makes it be there.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``; then what was under the address is there as it was.
    package static func begin(_ path: String, to address: String) throws -> OpenUpload {
        try Patience.ask {
            try upload(path, to: address)
        } failure: {
            .cannotStore(path: address, reason: $0)
        }
    }

    private static func upload(_ path: String, to address: String) throws -> OpenUpload {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ImageryError.cannotOpen(path: path, reason: "it is not there or not readable")
        }
        defer { try? file.close() }
        return try OpenUpload(of: path, to: address) { write in
            while let piece = try file.read(upToCount: pieceBytes), !piece.isEmpty {
                try write(ArraySlice(piece))
            }
        }
    }

    /// Whether a file goes in parts that can all be there before the last word makes it be there; what is smaller goes whole with
    /// that word.
    package static func goesInParts(_ address: String, bytes: Int) -> Bool {
        !RemotePlace.gdalName(of: address).hasPrefix("/vsiaz/") && bytes > partBytes
    }

    /// A little more than one of GDAL's parts.
    private static let partBytes = 64 << 20
}

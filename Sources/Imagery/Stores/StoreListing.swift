internal import CGDAL
internal import Foundation

extension RemoteStore {
    /// All files below a folder, page by page, in the order of their names. GDAL remembers their sizes, so that opening one
    /// asks for nothing more.
    /// - Parameter beginning: of the names that are wanted; the store looks for no others.
    /// - Returns: none where the folder is empty or not there.
    /// - Throws: ``ImageryError/cannotList(path:reason:)``. A list that breaks off is never taken for a whole one.
    package static func objects(below folder: String, beginning: String = "") throws -> [StoredObject] {
        try Patience.ask {
            RemotePlace.forget(folder)
            let (found, refusal) = list(folder, beginning: beginning)
            if let refusal { throw Patience.Refusal(reason: refusal) }
            return found.sorted { $0.name < $1.name }
        } failure: {
            .cannotList(path: folder, reason: $0)
        }
    }

    /// - Returns: what was listed, and what was refused meanwhile: then the list is not whole.
    private static func list(_ folder: String, beginning: String) -> ([StoredObject], String?) {
        let options = beginning.isEmpty ? nil : CSLSetNameValue(nil, "PREFIX", beginning)
        defer { CSLDestroy(options) }
        let words = options.map { UnsafeRawPointer($0).assumingMemoryBound(to: UnsafePointer<CChar>?.self) }
        return ServerWords.listening {
            RemotePlace.opening(folder) { name -> [StoredObject] in
                let plain = name.hasSuffix("/") ? String(name.dropLast()) : name
                guard let listing = VSIOpenDir(plain, -1, words) else { return [] }
                defer { VSICloseDir(listing) }
                var found: [StoredObject] = []
                while let entry = VSIGetNextDirEntry(listing)?.pointee {
                    guard UInt32(entry.nMode) & S_IFMT != S_IFDIR, let name = entry.pszName else { continue }
                    let text = String(cString: name)
                    // Some tools store an empty object where a file system has a folder.
                    guard !text.hasSuffix("/"), !text.isEmpty else { continue }
                    let tag = CSLFetchNameValue(entry.papszExtra, "ETag").map {
                        String(cString: $0).trimmingCharacters(in: ["\""])
                    }
                    found.append(
                        StoredObject(
                            name: text, bytes: Int(entry.nSize), version: tag ?? "changed \(entry.nMTime)"))
                }
                return found
            }.value
        }
    }

    /// What a single file is; `nil` where there is none.
    /// - Throws: ``ImageryError/cannotOpen(path:reason:)`` where a server says neither.
    package static func object(at address: String, named name: String) throws -> StoredObject? {
        try Patience.ask {
            let (found, refusal) = ask(address)
            if let (bytes, version) = found {
                return StoredObject(name: name, bytes: bytes, version: version)
            }
            let reason = refusal ?? ServerWords.noAnswer
            guard isMissing(reason) else { throw Patience.Refusal(reason: ServerWords.plain(reason)) }
            return nil
        } failure: {
            .cannotOpen(path: address, reason: $0)
        }
    }

    private static func isMissing(_ reason: String) -> Bool {
        ["key does not exist", "NoSuchKey", "code: 404", "BlobNotFound", "blob does not exist"].contains {
            reason.contains($0)
        }
    }

    private static func ask(_ address: String) -> ((bytes: Int, version: String)?, String?) {
        RemotePlace.forget(address)
        return ServerWords.listening {
            RemotePlace.opening(address) { name -> (bytes: Int, version: String)? in
                guard let file = VSIFOpenExL(name, "rb", 1) else { return nil }
                defer { VSIFCloseL(file) }
                VSIFSeekL(file, 0, SEEK_END)
                let size = Int(clamping: VSIFTellL(file))
                let headers = VSIGetFileMetadata(name, "HEADERS", nil)
                defer { CSLDestroy(headers) }
                func header(_ name: String) -> String? {
                    CSLFetchNameValue(headers, name).map { String(cString: $0) }
                }
                let tag = header("ETag")?.trimmingCharacters(in: ["\""])
                return (size, tag ?? header("Last-Modified") ?? "")
            }.value
        }
    }
}

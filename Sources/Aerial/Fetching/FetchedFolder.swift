internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks
internal import Synchronization

/// Files of an object store, brought to this machine once. What is read more than once (a model, a dataset, a table) is used
/// from here; a later run takes the same files again as long as the store has the same.
package struct FetchedFolder: Sendable {
    /// As it was named.
    package let address: String
    /// Where its files lie here. Nothing is written there.
    package let path: String

    /// A folder of a store.
    /// - Parameters:
    ///   - names: the files that are taken, by their names below the folder; `nil` for all that are not hidden.
    ///   - kind: what the folder should hold, for messages: "model" say.
    /// - Throws: ``CommandError``, ``ImageryError``.
    package init(
        _ address: String, names: Set<String>? = nil, kind: String, observer: any JourneyObserver
    ) throws {
        let folder = Self.plain(address)
        let isListed = RemoteStore.takesFiles(folder)
        guard isListed || names != nil else {
            throw CommandError(
                "\(address) lies on a web server, whose folders cannot be listed. Take a \(kind) from an object store (s3://, "
                    + "gs://, az://), or copy it here.")
        }
        try self.init(folder, kind: kind, observer: observer) {
            guard isListed else {
                return try (names ?? []).sorted().compactMap {
                    try RemoteStore.object(at: "\(folder)/\($0)", named: $0)
                }
            }
            return try RemoteStore.objects(below: folder).filter { object in
                names?.contains(object.name) ?? Self.isTaken(object.name)
            }
        }
    }

    /// One file with those that belong to it.
    /// - Parameters:
    ///   - names: of the files, in the folder above; what is not there is left out, but for the first.
    ///   - query: what follows the names in their addresses.
    private init(
        files names: [String], of folder: String, query: String, observer: any JourneyObserver
    ) throws {
        try self.init(folder, kind: "file", query: query, observer: observer) {
            guard let first = try RemoteStore.object(at: "\(folder)/\(names[0])\(query)", named: names[0])
            else {
                throw CommandError("there is no file \(folder)/\(names[0]).")
            }
            return try [first]
                + names.dropFirst().compactMap { try RemoteStore.object(at: "\(folder)/\($0)", named: $0) }
        }
    }

    /// The path of a file here, with the files that belong to a table or a class map beside it. What follows a question mark,
    /// a signature say, is of one file alone and no part of its name.
    package static func file(_ address: String, observer: any JourneyObserver) throws -> String {
        let end = queryStart(of: address) ?? address.endIndex
        let slash = address[..<end].lastIndex(of: "/") ?? address.startIndex
        let (folder, name) = (String(address[..<slash]), String(address[address.index(after: slash)..<end]))
        guard !name.isEmpty else {
            throw CommandError("\(FileName.withoutSecrets(address)) names no file. Check the address.")
        }
        let stem = (name as NSString).deletingPathExtension
        let query = String(address[end...])
        let others = query.isEmpty ? [name + ".aerial.json", name + ".aux.xml", stem + ".qml"] : []
        let fetched = try FetchedFolder(files: [name] + others, of: folder, query: query, observer: observer)
        FetchedNames.remember(fetched.path, as: folder)
        return "\(fetched.path)/\(name)"
    }

    /// Where the query of a web server's address begins; in a store's names a question mark is a letter.
    private static func queryStart(of address: String) -> String.Index? {
        let isOfWeb = ["https://", "http://", "/vsicurl/"].contains { address.hasPrefix($0) }
        return isOfWeb ? address.firstIndex(of: "?") : nil
    }

    private init(
        _ address: String, kind: String, query: String = "", observer: any JourneyObserver,
        listing: () throws -> [StoredObject]
    ) throws {
        self.address = address
        func told() throws -> [StoredObject] { try listing().map { $0.told(inRun: Self.run) } }
        var objects = try told()
        for _ in 0..<3 {
            guard !objects.isEmpty else {
                throw CommandError(
                    "there is no \(kind) \(address): nothing lies there. Check the address and the name of the bucket."
                )
            }
            try Self.check(objects, of: address)
            let copy = StoreCopy(address: address, query: query, objects: objects)
            if let path = try copy.bring(observer, isCurrent: { try told() == objects }) {
                self.path = path
                FetchedNames.remember(path, as: address)
                return
            }
            objects = try told()
        }
        throw CommandError(
            "\(address) changes while it is read. Wait until whoever writes it is done, and try again.")
    }

    /// Tells this process from others.
    private static let run = UUID().uuidString

    /// An address without the slash at its end.
    static func plain(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    /// What follows the last slash: a name for files here.
    static func name(of address: String) -> String {
        plain(address).split(separator: "/").last.map { String($0) } ?? ""
    }

    /// What begins with a point is hidden, an upload that is under way say.
    private static func isTaken(_ name: String) -> Bool {
        name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { $0.first != "." }
    }

    /// Names of a store become paths here: none leads out of its folder.
    private static func check(_ objects: [StoredObject], of address: String) throws {
        for object in objects {
            let parts = object.name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !["", ".", ".."].contains($0) }), !object.name.contains("\0") else {
                throw CommandError(
                    "\(address) holds the name '\(object.name)', which no file here can have. Give it another one in the store."
                )
            }
        }
    }
}

extension StoredObject {
    /// A web server may say neither a checksum nor a time of what it gives: nothing then tells that a copy of an earlier run is
    /// still the same, so the version is of the run alone.
    func told(inRun run: String) -> StoredObject {
        version.isEmpty ? StoredObject(name: name, bytes: bytes, version: "unknown, run \(run)") : self
    }
}

/// Which addresses stand behind paths of this machine, for messages and records.
package enum FetchedNames {
    private static let known = Mutex<[String: String]>([:])

    static func remember(_ path: String, as address: String) {
        known.withLock { $0[path] = address }
    }

    /// A text with addresses in the place of the paths here.
    package static func shown(_ text: String) -> String {
        let known = known.withLock { $0 }
        return known.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
    }

    /// Where the files of an address lie here; `nil` for one that was not fetched.
    package static func path(of address: String) -> String? {
        let plain = FetchedFolder.plain(address)
        return known.withLock { $0.first { $0.value == plain }?.key }
    }
}

internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks

/// An output that belongs in an object store. It is made on this machine, under `$AERIAL_HOME/outputs`, and sent when it is
/// whole; what an interrupted run leaves to go on from stays there.
struct StoredOutput {
    enum Kind {
        /// One file, with those that it brings along beside it.
        case file
        /// Files in a folder, which may hold others.
        case files
        /// A folder that is what it is by one of its files.
        case whole(FolderKind)
    }

    let address: String
    /// Where the journey writes.
    let local: String
    private let kind: Kind
    /// Holds all that is made here.
    private let folder: String
    /// What is under the address already.
    private let present: [StoredObject]
    /// What waits in or beside it since a run was killed.
    private let remnants: [StoredObject]
    private let lock: StoreLock

    /// - Parameter overwrites: something under the address may be replaced.
    /// - Throws: ``CommandError``, ``ImageryError`` before any work: for a web server, a store that does not take it, a name
    ///   that is taken.
    init(_ address: String, kind: Kind, overwrites: Bool) throws {
        let plain = FetchedFolder.plain(address)
        guard RemoteStore.takesFiles(plain) else {
            throw CommandError(
                "\(address) can only be read. Write to s3://, gs:// or az://, or to a file here.")
        }
        self.address = plain
        self.kind = kind
        (present, remnants) = try Self.found(at: plain, kind: kind)
        try Self.checkPresent(present, remnants, at: plain, kind: kind, overwrites: overwrites)
        try RemoteStore.check(plain)
        let home = WeightsStore().directory + "/outputs"
        folder = "\(home)/\(FileChecksum.sha256(of: plain).prefix(16))"
        local = "\(folder)/\(FetchedFolder.name(of: plain))"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(folder): \(error.fileReason). Set AERIAL_HOME to a folder of yours."
            )
        }
        lock = try StoreLock(folder + ".lock")
        guard lock.take() else {
            throw CommandError("another run is writing \(address). Wait for it, or choose another name.")
        }
        for name in Self.results(in: folder, named: FetchedFolder.name(of: plain)) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// As GDAL calls it, for comparison.
    static func plainName(of address: String) -> String {
        FetchedFolder.plain(RemotePlace.gdalName(of: address))
    }

    private static func found(
        at address: String, kind: Kind
    ) throws -> (present: [StoredObject], remnants: [StoredObject]) {
        guard case .file = kind else {
            let all = try RemoteStore.objects(below: address)
            return (
                all.filter { WaitingFolder.parts(of: $0.name) == nil },
                all.filter { WaitingFolder.parts(of: $0.name) != nil }
            )
        }
        let name = FetchedFolder.name(of: address)
        let present = try RemoteStore.object(at: address, named: name)
        // Who may write to a store need not be allowed to list it.
        let beside = try? RemoteStore.objects(
            below: parent(of: address), beginning: WaitingFolder.beginning)
        return (present.map { [$0] } ?? [], beside ?? [])
    }

    private static func parent(of address: String) -> String {
        String(address.dropLast(FetchedFolder.name(of: address).count + 1))
    }

    private static func checkPresent(
        _ present: [StoredObject], _ remnants: [StoredObject], at address: String, kind: Kind,
        overwrites: Bool
    ) throws {
        guard !present.isEmpty else { return }
        let waiting = remnants.compactMap { WaitingFolder.parts(of: $0.name) }
        if case .whole(let folder) = kind, !present.contains(where: { $0.name == folder.file }),
            !waiting.contains(where: { $0.file == folder.file })
        {
            throw CommandError("\(address) is there already and is no \(folder.name). Choose another --out.")
        }
        guard overwrites else {
            throw CommandError(
                "\(address) is there already. Choose another name, or pass --overwrite to replace it."
                    + cutShort(waiting, at: address, kind: kind))
        }
        guard case .whole(let folder) = kind else {
            return try checkLabels(present, at: address, kind: kind)
        }
        // What a person puts into such a folder lies beside its own files, of which one tells what it is.
        let beside = present.filter { $0.name != folder.file && !$0.name.contains("/") }
        try checkLabels(beside, at: address, kind: kind)
    }

    /// Some of it may be new and some older.
    private static func cutShort(
        _ waiting: [(folder: String, file: String)], at address: String, kind: Kind
    ) -> String {
        let isFile = if case .file = kind { true } else { false }
        let name = FetchedFolder.name(of: address)
        guard let found = waiting.first(where: { !isFile || $0.file == name }) else { return "" }
        return " A run that was putting it there was cut short: what it left lies in "
            + "\(isFile ? parent(of: address) : address)/\(found.folder), what was there before under 'older' in it."
    }

    /// Tables of more bytes are nobody's to fill in.
    private static let mostLabelBytes = 64 << 20

    /// What a person has filled in is never replaced.
    private static func checkLabels(_ present: [StoredObject], at address: String, kind: Kind) throws {
        for object in present where object.bytes <= mostLabelBytes {
            guard TableFormat.isNamed(by: object.name) else { continue }
            let place = if case .file = kind { address } else { "\(address)/\(object.name)" }
            let fetched = try FetchedFolder.file(place, observer: SilentObserver())
            guard !FilledLabels.lie(in: fetched) else {
                throw CommandError(
                    "\(place) holds labels that a person has filled in, which are never replaced. Choose another name, or move "
                        + "the file away.")
            }
        }
    }

    // MARK: - Sending

    /// What a journey has made: the output, and plain files beside it; not what it goes on from.
    private static func results(in folder: String, named name: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter {
            $0 == name || (!$0.hasPrefix(".") && StoreCache.size(of: "\(folder)/\($0)") != nil)
        }
    }

    /// The folder above all that is sent, here and in the store.
    private var roots: (here: String, there: String) {
        guard case .file = kind else { return (local, address) }
        return (folder, Self.parent(of: address))
    }

    /// Files below the root, the one last by which the others are taken for whole.
    private var names: [String] {
        let (all, last): ([String], String)
        switch kind {
        case .file:
            all = Self.results(in: folder, named: FetchedFolder.name(of: address))
            last = FetchedFolder.name(of: address)
        case .files, .whole:
            let walk = FileManager.default.enumerator(atPath: local)?.compactMap { $0 as? String } ?? []
            all = walk.filter { name in
                !name.split(separator: "/").contains { $0.hasPrefix(".") }
                    && StoreCache.size(of: "\(local)/\(name)") != nil
            }
            if case .whole(let folder) = kind { last = folder.file } else { last = "report.html" }
        }
        return all.filter { $0 != last }.sorted() + all.filter { $0 == last }
    }

    /// - Throws: ``CommandError`` where one of the files would take an input's place.
    func check(inputs: [String]) throws {
        let read = Set(inputs.map(Self.plainName))
        for name in names where read.contains(Self.plainName(of: "\(roots.there)/\(name)")) {
            throw CommandError(
                "\(roots.there)/\(name) is what this command reads: an output is never an input. Choose another name. The work "
                    + "is done and lies in \(folder).")
        }
    }

    /// What is sent.
    /// - Parameter waiting: where files are before they are put in place.
    /// - Throws: ``ImageryError`` where the store does not say what is there: it could not be brought back.
    func shipments(by waiting: WaitingFolder) throws -> [Shipment] {
        let (here, there) = roots
        let names = names
        let known = Dictionary(present.map { (ExactName($0.name), $0) }, uniquingKeysWith: { $1 })
        let isNewFolder = if case .whole = kind { present.isEmpty } else { false }
        return try names.map { name in
            let (path, address) = ("\(here)/\(name)", "\(there)/\(name)")
            let bytes = StoreCache.size(of: path) ?? 0
            let isLast = name == names.last
            let way: Shipment.Way =
                if isNewFolder, !isLast { .atOnce } else if RemoteStore.goesInParts(address, bytes: bytes) {
                    .inParts
                } else { .aside("\(there)/\(waiting.place(of: name))") }
            let older = try known[ExactName(name)] ?? companion(name, at: address)
            let isKept = older.map { $0.bytes < Self.mostCopiedBytes } ?? false
            return Shipment(
                local: path, address: address, bytes: bytes, way: way, present: older,
                isMark: isLast && isWhole, older: isKept ? "\(there)/\(waiting.place(ofOlder: name))" : nil)
        }
    }

    private var isWhole: Bool { if case .whole = kind { true } else { false } }

    /// Stores copy objects of up to 5 GB in one request.
    private static let mostCopiedBytes = 4 << 30

    /// What a single file brings along was not asked for before.
    private func companion(_ name: String, at address: String) throws -> StoredObject? {
        guard case .file = kind else { return nil }
        return try RemoteStore.object(at: address, named: name)
    }

    /// Addresses of an older folder's files that the new one does not have, and of what killed runs have left of these files.
    var leftovers: [String] {
        let made = Set(names.map(ExactName.init))
        let older = isWhole ? present.map(\.name).filter { !made.contains(ExactName($0)) } : []
        let left = remnants.map(\.name).filter { name in
            guard let file = WaitingFolder.parts(of: name)?.file else { return false }
            return isWhole || made.contains(ExactName(file))
        }
        return (older + left).map { "\(roots.there)/\($0)" }
    }

    /// Takes away what was made here, once it is sent.
    func clear() { try? FileManager.default.removeItem(atPath: folder) }

    /// For people: where the work lies here.
    var place: String { folder }
}

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
        switch kind {
        case .file:
            present =
                try RemoteStore.object(at: plain, named: FetchedFolder.name(of: plain)).map { [$0] } ?? []
        case .files, .whole: present = try RemoteStore.objects(below: plain)
        }
        try Self.checkPresent(present, at: plain, kind: kind, overwrites: overwrites)
        try RemoteStore.check(plain)
        let home = WeightsStore().directory + "/outputs"
        folder = "\(home)/\(FileChecksum.sha256(of: plain).prefix(16))"
        local = "\(folder)/\(FetchedFolder.name(of: plain))"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(folder): \(error.localizedDescription). Set AERIAL_HOME to a folder of yours."
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

    private static func checkPresent(
        _ present: [StoredObject], at address: String, kind: Kind, overwrites: Bool
    ) throws {
        guard !present.isEmpty else { return }
        if case .whole(let folder) = kind, !present.contains(where: { $0.name == folder.file }) {
            throw CommandError("\(address) is there already and is no \(folder.name). Choose another --out.")
        }
        guard overwrites else {
            throw CommandError(
                "\(address) is there already. Choose another name, or pass --overwrite to replace it.")
        }
        guard case .whole = kind else { return try checkLabels(present, at: address, kind: kind) }
    }

    /// Tables of more bytes are nobody's to fill in.
    private static let mostLabelBytes = 64 << 20

    /// What a person has filled in is never replaced.
    private static func checkLabels(_ present: [StoredObject], at address: String, kind: Kind) throws {
        for object in present where object.bytes <= mostLabelBytes {
            guard ["csv", "gpkg", "geojson"].contains((object.name as NSString).pathExtension.lowercased())
            else { continue }
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
        return (folder, String(address.dropLast(FetchedFolder.name(of: address).utf8.count + 1)))
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

    /// Sends what was made and removes it here.
    func send(_ observer: any JourneyObserver) throws {
        do {
            let names = names
            let sizes = names.map { StoreCache.size(of: "\(roots.here)/\($0)") ?? 0 }
            let upload = StoreUpload(
                from: roots.here, to: roots.there, names: names, sizes: sizes, observer: observer)
            let isNew = Set(present.map(\.name)).isDisjoint(with: names)
            if !isNew, names.count > 1, sizes.allSatisfy({ $0 < Self.mostMovedBytes }) {
                try upload.replace()
            } else {
                try upload.run(takesBack: isNew)
            }
            if case .whole = kind { upload.remove(present.map(\.name).filter { !names.contains($0) }) }
        } catch let error as JourneyCancelled {
            throw error
        } catch {
            throw CommandError("\(error) The work is done and lies in \(folder): copy it from there.")
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Stores copy objects of up to 5 GB in one request.
    private static let mostMovedBytes = 4 << 30
}

/// Files on their way into a folder of a store, many at once; the last one goes when all others are there.
private struct StoreUpload {
    let from: String
    let to: String
    let names: [String]
    let sizes: [Int]
    let observer: any JourneyObserver

    /// Straight to their names.
    /// - Parameter takesBack: what was sent before a failure is taken away: nothing was there before.
    func run(takesBack: Bool) throws {
        do { try send(to: to) } catch {
            if takesBack, names.count > 1 { remove(names) }
            throw error
        }
    }

    /// Beside what is there, and then in its place within the store: a connection that breaks meanwhile leaves the older files.
    func replace() throws {
        let aside = "\(to)/.aerial-\(UUID().uuidString.prefix(8))"
        do { try send(to: aside) } catch {
            try? each(names) { RemoteStore.remove("\(aside)/\($0)") }
            throw error
        }
        guard let last = names.last else { return }
        RemoteStore.remove("\(to)/\(last)")
        let place = to
        try each(names.dropLast()) { try RemoteStore.move("\(aside)/\($0)", to: "\(place)/\($0)") }
        try RemoteStore.move("\(aside)/\(last)", to: "\(to)/\(last)")
    }

    func remove(_ names: [String]) {
        let place = to
        try? each(names) { RemoteStore.remove("\(place)/\($0)") }
    }

    private func send(to place: String) throws {
        let progress = Progress(
            "sending \(FetchedFolder.name(of: to))", unit: "kB", total: sizes.reduce(0, +) / 1000,
            observer: observer)
        var done = 0
        let (from, names, sizes) = (from, names, sizes)
        func deliver(_ bytes: Int) throws {
            let before = done / 1000
            done += bytes
            try progress.advance(by: done / 1000 - before)
        }
        try OrderedPipeline(workers: min(RemotePlace.requests, max(1, names.count - 1))).run(
            over: names.indices.dropLast(),
            work: { number in
                try RemoteStore.send("\(from)/\(names[number])", to: "\(place)/\(names[number])")
                return sizes[number]
            }, deliver: deliver)
        if let last = names.last { try RemoteStore.send("\(from)/\(last)", to: "\(place)/\(last)") }
        progress.finish()
    }

    private func each(
        _ names: some RandomAccessCollection<String> & Sendable,
        _ body: @escaping @Sendable (String) throws -> Void
    ) throws {
        try OrderedPipeline(workers: min(RemotePlace.requests, max(1, names.count))).run(
            over: names, work: body, deliver: { _ in })
    }
}

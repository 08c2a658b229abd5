internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks

/// One version of a store's folder on this machine, under `$AERIAL_HOME/stores`: the files in a folder, and `objects.json` beside
/// it once all are there. Runs that use it hold its lock, so that two bring it once and none takes it from another.
struct StoreCopy {
    private let address: String
    /// What follows the objects' names in their addresses: files of one name may differ in it alone.
    private let query: String
    private let objects: [StoredObject]
    private let base: String
    private let cache: StoreCache

    init(address: String, query: String = "", objects: [StoredObject]) {
        self.address = address
        self.query = query
        self.objects = objects
        cache = StoreCache()
        let lines = objects.map { "\($0.name)\t\($0.bytes)\t\($0.version)" }.joined(separator: "\n")
        base =
            "\(cache.folder)/\(FileChecksum.sha256(of: address + query).prefix(12))-\(FileChecksum.sha256(of: lines).prefix(16))"
    }

    private var files: String { "\(base)/\(FetchedFolder.name(of: address))" }
    private var record: String { "\(base)/\(StoreCache.recordName)" }

    /// - Parameter isCurrent: whether the store still has these very objects.
    /// - Returns: where the files lie; `nil` where the store's have changed meanwhile.
    func bring(_ observer: any JourneyObserver, isCurrent: () throws -> Bool) throws -> String? {
        try cache.make(base)
        let lock = try StoreLock("\(base)\(StoreCache.lockEnding)")
        try lock.wait(observer, for: address)
        if !isWhole {
            try fetch(observer)
            guard try isCurrent() else {
                try? FileManager.default.removeItem(atPath: base)
                return nil
            }
            try cache.write(objects, to: record)
        }
        cache.touch(record)
        lock.share()
        return isWhole ? files : nil
    }

    /// All files are here with their sizes.
    private var isWhole: Bool {
        cache.objects(record).map(Set.init) == Set(objects)
            && objects.allSatisfy { StoreCache.size(of: "\(files)/\($0.name)") == $0.bytes }
    }

    private func fetch(_ observer: any JourneyObserver) throws {
        try? FileManager.default.removeItem(atPath: record)
        takeFromOthers()
        let missing = objects.filter { StoreCache.size(of: "\(files)/\($0.name)") != $0.bytes }
        let total = missing.reduce(0) { $0 + $1.bytes }
        try cache.makeRoom(bytes: total, for: address, keeping: base)
        for folder in Set(missing.map { ("\(files)/\($0.name)" as NSString).deletingLastPathComponent }) {
            try cache.make(folder)
        }
        let progress = Progress(
            "fetching \(FetchedFolder.name(of: address))", unit: "kB", total: total / 1000, observer: observer
        )
        let (address, query, folder, base) = (address, query, files, base)
        var done = 0
        try OrderedPipeline(workers: RemotePlace.requests).run(
            over: missing.indices,
            work: { number in
                let object = missing[number]
                if object.bytes == 0 {
                    try OutputFile.write([], to: "\(folder)/\(object.name)")
                } else {
                    try RemoteBytes.fetch(
                        "\(address)/\(object.name)\(query)", bytes: object.bytes,
                        to: "\(folder)/\(object.name)",
                        by: "\(base)/.part-\(getpid())-\(number)")
                }
                return object.bytes
            },
            deliver: { bytes in
                let before = done / 1000
                done += bytes
                try progress.advance(by: done / 1000 - before)
            })
        progress.finish()
    }

    /// Of an older version what the new one has too need not come again.
    private func takeFromOthers() {
        let prefix = String(FileName.of(base).prefix(13))
        for other in cache.copies where FileName.of(other).hasPrefix(prefix) && other != base {
            let held = Set(cache.objects("\(other)/\(StoreCache.recordName)") ?? [])
            for object in objects where held.contains(object) {
                let (from, to) = (
                    "\(other)/\(FetchedFolder.name(of: address))/\(object.name)", "\(files)/\(object.name)"
                )
                guard StoreCache.size(of: to) != object.bytes, StoreCache.size(of: from) == object.bytes
                else {
                    continue
                }
                try? cache.make((to as NSString).deletingLastPathComponent)
                unlink(to)
                link(from, to)
            }
        }
    }
}

/// The folder that copies of what lies in stores are kept in, and its bound.
struct StoreCache {
    static let recordName = "objects.json"
    static let lockEnding = ".lock"
    /// In GB; may be set by `AERIAL_STORE_CACHE_GB`.
    private static let usualLimit = 20.0
    /// Of the disk, to be left free.
    private static let reserve = 256 << 20

    let folder = WeightsStore().directory + "/stores"

    private var limit: Int {
        let given = ProcessInfo.processInfo.environment["AERIAL_STORE_CACHE_GB"].flatMap(Double.init)
        return Int(max(0, min(given ?? Self.usualLimit, 1e6)) * 1e9)
    }

    /// The folders of all copies.
    var copies: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { !$0.hasSuffix(Self.lockEnding) }.map { "\(folder)/\($0)" }
    }

    func make(_ path: String) throws {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch
        {
            throw CommandError(
                "cannot write \(path): \(error.fileReason). Set AERIAL_HOME to a folder of yours.")
        }
    }

    func objects(_ record: String) -> [StoredObject]? {
        FileManager.default.contents(atPath: record).flatMap {
            try? JSONDecoder().decode([StoredObject].self, from: $0)
        }
    }

    func write(_ objects: [StoredObject], to record: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        do { try OutputFile.write(Array(try encoder.encode(objects)), to: record) } catch let failure
            as SystemFailure
        {
            throw CommandError("cannot write \(record): \(failure.reason). Check that the disk has room.")
        }
    }

    /// Who was used last goes last.
    func touch(_ record: String) { utimes(record, nil) }

    static func size(of path: String) -> Int? {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    }

    private static func lastUse(_ copy: String) -> Int {
        var facts = stat()
        return stat("\(copy)/\(recordName)", &facts) == 0 ? facts.st_mtim.tv_sec : 0
    }

    private static func bytes(in copy: String) -> Int {
        guard let walk = FileManager.default.enumerator(atPath: copy) else { return 0 }
        return walk.reduce(0) { sum, name in sum + (size(of: "\(copy)/\(name)") ?? 0) }
    }

    /// Takes copies away that no run uses, those first that were not used for longest, until `bytes` more are within the bound.
    /// - Throws: ``CommandError`` where the disk has no room.
    func makeRoom(bytes: Int, for address: String, keeping own: String) throws {
        let others = copies.filter { $0 != own }.map { (path: $0, bytes: Self.bytes(in: $0)) }
        var held = others.reduce(0) { $0 + $1.bytes }
        for copy in others.sorted(by: { Self.lastUse($0.path) < Self.lastUse($1.path) }) {
            guard held + bytes > limit || free < bytes + Self.reserve else { break }
            guard let lock = try? StoreLock(copy.path + Self.lockEnding), lock.take() else { continue }
            try? FileManager.default.removeItem(atPath: copy.path)
            held -= copy.bytes
        }
        guard free >= bytes + Self.reserve else {
            throw CommandError(
                "\(address) needs \(bytes / 1_000_000) MB under \(folder), and the disk has \(free / 1_000_000) MB left. "
                    + "Make room, or set AERIAL_HOME to a folder on another disk.")
        }
    }

    private var free: Int {
        var place = statvfs()
        return statvfs(folder, &place) == 0 ? Int(place.f_bavail) * Int(place.f_frsize) : .max
    }
}

/// The lock of a copy; a shared one is held until the process ends.
final class StoreLock {
    private let descriptor: Int32
    private var isShared = false

    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandError("cannot write \(path): \(String(cString: strerror(errno))).")
        }
    }

    deinit { if !isShared { close(descriptor) } }

    /// Alone, unless another run holds it.
    func take() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Alone for as long as another run fetches the same; with others that use it, at once.
    func wait(_ observer: any JourneyObserver, for address: String) throws {
        var isTold = false
        while !take(), flock(descriptor, LOCK_SH | LOCK_NB) != 0 {
            if !isTold { observer.say("another run is fetching \(address): waiting for it") }
            isTold = true
            Thread.sleep(forTimeInterval: 0.2)
            try observer.checkCancellation()
        }
    }

    /// With other readers, until this process ends.
    func share() {
        flock(descriptor, LOCK_SH)
        isShared = true
    }
}

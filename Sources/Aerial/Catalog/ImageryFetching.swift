internal import AerialCore
internal import Foundation
internal import Imagery
internal import Synchronization

/// Brings files into a folder: several at once, each under its own name only when it is whole and right.
struct ImageryFetching {
    let tasks: [FetchTask]
    let plan: ImageryFetchPlan
    let area: CatalogArea?
    let observer: any JourneyObserver

    private enum Outcome: Sendable {
        case fetched(FetchTask, ImagerySources.Entry, bytes: Int)
        case present(String)
        case outside
        case rejected(ImageryFetchResult.Rejection)
    }

    /// What a task takes.
    private struct Sized: Sendable {
        let task: FetchTask
        /// `nil` where it misses the area.
        let work: Work?
        let rejection: ImageryFetchResult.Rejection?
    }

    private enum Work: Sendable {
        case present
        case whole(bytes: Int)
        case window(SceneWindow, area: String)
    }

    func run() throws -> ImageryFetchResult {
        let start = ContinuousClock.now
        let sized = try sizes()
        try checkRoom(sized)
        let outcomes = try fetch(sized)
        var files: [String] = []
        var (present, outside, bytes) = (0, 0, 0)
        var rejected: [ImageryFetchResult.Rejection] = []
        for outcome in outcomes {
            switch outcome {
            case .fetched(_, let entry, let read):
                files.append("\(plan.out)/\(entry.file)")
                bytes += read
            case .present(let name):
                files.append("\(plan.out)/\(name)")
                present += 1
            case .outside: outside += 1
            case .rejected(let rejection):
                rejected.append(rejection)
                observer.warn("\(rejection.source): \(rejection.reason)")
            }
        }
        if files.isEmpty, rejected.isEmpty, outside > 0 {
            throw CommandError(
                "none of the \(outside) files shows any of the area, so nothing was fetched: they cover less than their catalogue "
                    + "says, or the area is another one. Search again for what covers it.")
        }
        let names = Set(tasks.map(\.name))
        let entries = ImagerySources.read(folder: plan.out).files.filter { names.contains($0.file) }
        return ImageryFetchResult(
            files: files, present: present, outside: outside, rejected: rejected, bytes: bytes,
            seconds: (ContinuousClock.now - start).inSeconds,
            licences: Set(entries.compactMap(\.origin.licence)).sorted())
    }

    private func path(_ task: FetchTask) -> String { "\(plan.out)/\(task.name)" }
    /// A name that no listing of scenes shows. A whole file does not go on where a part of one was begun, nor where another
    /// file was that had the same name in its run, nor where an older one was that lay at the same address.
    private func partialPath(_ task: FetchTask) -> String {
        "\(plan.out)/\(begunPrefix(task))\(plan.takesWindows ? "window." : task.version.map { "\($0)." } ?? "")part"
    }

    private func begunPrefix(_ task: FetchTask) -> String { ".\(task.name).\(task.mark)." }

    /// Names of what was begun of a task, of any version.
    private func begun(_ task: FetchTask) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: plan.out)) ?? []
        return names.filter { name in
            name.hasPrefix(begunPrefix(task)) && name.hasSuffix("part")
                && name.hasSuffix("window.part") == plan.takesWindows
        }
    }

    // MARK: - Before

    private func sizes() throws -> [Sized] {
        let known = try ImagerySources.recorded(in: plan.out).files
        let progress = Progress("looking", unit: "files", total: tasks.count, observer: observer)
        var sized: [Sized] = []
        try OrderedPipeline(workers: plan.connections).run(
            over: tasks,
            makeWorker: {
                let searched = try area?.make()
                return { try self.size(of: $0, known: known, area: searched) }
            },
            deliver: {
                sized.append($0)
                try progress.advance()
            })
        return sized
    }

    private func size(
        of task: FetchTask, known: [ImagerySources.Entry], area: SearchedArea?
    ) throws -> Sized {
        if let work = try present(task, known, area) { return Sized(task: task, work: work, rejection: nil) }
        do {
            if let area {
                let window = try SceneWindow(of: task.address, over: area)
                return Sized(
                    task: task, work: window.map { .window($0, area: area.boundsText) }, rejection: nil)
            }
            let bytes = try RemoteCopy.size(of: task.address)
            if let stated = task.asset.bytes, stated != bytes {
                return rejected(task, "it has \(bytes) bytes, and the catalogue says \(stated)")
            }
            return Sized(task: versioned(task), work: .whole(bytes: bytes), rejection: nil)
        } catch let error as ImageryError where !error.endsAll {
            return rejected(task, "\(error)")
        }
    }

    /// With the version that lies at its address now. What was begun of another one is no beginning of it.
    private func versioned(_ task: FetchTask) -> FetchTask {
        var task = task
        task.version = String(FileChecksum.sha256(of: FileState.of(task.address)).prefix(8))
        for name in begun(task) where "\(plan.out)/\(name)" != partialPath(task) {
            unlink("\(plan.out)/\(name)")
        }
        return task
    }

    private func rejected(_ task: FetchTask, _ reason: String) -> Sized {
        Sized(
            task: task, work: nil,
            rejection: ImageryFetchResult.Rejection(source: task.source, reason: reason))
    }

    /// - Throws: ``CommandError`` for a file of another content under the task's name.
    private func present(
        _ task: FetchTask, _ known: [ImagerySources.Entry], _ area: SearchedArea?
    ) throws -> Work? {
        let size = (try? FileManager.default.attributesOfItem(atPath: path(task)))?[.size] as? Int
        guard let size else { return nil }
        if let entry = known.first(where: { $0.file == task.name }), entry.bytes == size,
            entry.origin.isOfSameFile(as: task.origin), entry.isWindow == plan.takesWindows,
            entry.area == area?.boundsText,
            begun(task).isEmpty
        {
            return .present
        }
        guard plan.writing.overwrites else {
            throw CommandError(
                "\(path(task)) is there already, and is not what would be fetched. Choose another --out, or pass --overwrite "
                    + "to replace it.")
        }
        return nil
    }

    private func checkRoom(_ sized: [Sized]) throws {
        var needed = 0
        for each in sized {
            let bytes =
                switch each.work {
                case .whole(let bytes): max(0, bytes - partialBytes(each.task))
                case .window(let window, _): window.bytes
                case .present, nil: 0
                }
            needed = needed.addingReportingOverflow(bytes).partialValue
        }
        var facts = statvfs()
        guard statvfs(plan.out, &facts) == 0 else { return }
        let free = Int(clamping: UInt64(facts.f_bavail)) * Int(clamping: UInt64(facts.f_frsize))
        guard needed <= free else {
            throw CommandError(
                "\(plan.out) has room for \(free / 1_000_000) MB, and what is to be fetched takes "
                    + "\(plan.takesWindows ? "up to " : "")\(needed / 1_000_000) MB. Make room, or fetch less: --subset, --item."
            )
        }
        if needed > 0 {
            let count = sized.count { $0.work != nil }
            observer.say(
                "\(count) \(count == 1 ? "file" : "files")\(plan.takesWindows ? ", up to" : ",") \(needed / 1_000_000) MB to fetch."
            )
        }
    }

    private func partialBytes(_ task: FetchTask) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: partialPath(task)))?[.size] as? Int ?? 0
    }

    // MARK: - The work

    private func fetch(_ sized: [Sized]) throws -> [Outcome] {
        let total = sized.reduce(0) { sum, each in
            switch each.work {
            case .whole(let bytes): sum.addingReportingOverflow(bytes).partialValue
            case .window(let window, _): sum.addingReportingOverflow(window.bytes).partialValue
            case .present, nil: sum
            }
        }
        let meter = FetchMeter(total: total, observer: observer)
        var outcomes: [Outcome] = []
        var sources = try ImagerySources.recorded(in: plan.out)
        try OrderedPipeline(workers: plan.connections).run(
            over: sized, work: { try self.fetch($0, meter) },
            deliver: { outcome in
                if case .fetched(let task, let entry, _) = outcome {
                    // In this order a file is never there without its record: it would be taken for somebody's own.
                    sources.add(entry)
                    try sources.write(folder: plan.out)
                    try publish(task)
                }
                outcomes.append(outcome)
            })
        meter.finish()
        return outcomes
    }

    private func fetch(_ sized: Sized, _ meter: FetchMeter) throws -> Outcome {
        if let rejection = sized.rejection { return .rejected(rejection) }
        let task = sized.task
        switch sized.work {
        case nil: return .outside
        case .present: return .present(task.name)
        case .whole(let bytes): return try fetch(task, bytes: bytes, meter)
        case .window(let window, let area):
            try window.write(to: partialPath(task)) { try observer.checkCancellation() }
            try meter.add(window.bytes)
            return try fetched(task, area: area, read: 0)
        }
    }

    private func fetch(_ task: FetchTask, bytes: Int, _ meter: FetchMeter) throws -> Outcome {
        let before = min(bytes, partialBytes(task))
        try RemoteCopy.run(from: task.address, size: bytes, to: partialPath(task), progress: meter.add)
        if let stated = task.asset.checksum.flatMap(StatedChecksum.init),
            try stated.isOf(file: partialPath(task)) == false
        {
            unlink(partialPath(task))
            return .rejected(
                ImageryFetchResult.Rejection(
                    source: task.source,
                    reason: "its content is not what the catalogue's checksum says; it was not kept"))
        }
        return try fetched(task, read: bytes - before)
    }

    /// - Parameters:
    ///   - area: of a window.
    ///   - read: bytes that came over the network.
    private func fetched(_ task: FetchTask, area: String? = nil, read: Int) throws -> Outcome {
        let entry = ImagerySources.Entry(
            file: task.name, bytes: partialBytes(task),
            sha256: try FileChecksum.sha256(ofFile: partialPath(task)),
            isWindow: plan.takesWindows, area: area, origin: task.origin)
        return .fetched(task, entry, bytes: read)
    }

    private func publish(_ task: FetchTask) throws {
        guard rename(partialPath(task), path(task)) == 0 else {
            throw CommandError.cannotWrite(path(task), String(cString: strerror(errno)))
        }
    }
}

/// Counts the bytes of several threads in megabytes, which people read.
private final class FetchMeter: Sendable {
    private let bytes = Mutex(0)
    private let progress: SharedProgress
    private let observer: any JourneyObserver

    init(total: Int, observer: any JourneyObserver) {
        self.observer = observer
        progress = SharedProgress(
            Progress("fetching", unit: "MB", total: max(1, total / 1_000_000), observer: observer))
    }

    func add(_ count: Int) throws {
        let sum = bytes.withLock { sum in
            sum = sum.addingReportingOverflow(count).partialValue
            return sum
        }
        progress.reach(sum / 1_000_000)
        try observer.checkCancellation()
    }

    func finish() { progress.finish() }
}

internal import Foundation

/// Commands that were started from the page: children of the server, one at a time, the others waiting in a short line.
actor Jobs {
    /// What is known of a job.
    struct Job: Sendable {
        enum State: String, Sendable { case waiting, running, done, failed, cancelled }

        let id: String
        let words: [String]
        let created: Date
        var state = State.waiting
        var log: [String] = []
        var result: JSONValue = .null
        var status: Int?

        /// Without its result and all but the last line of its log: what a list shows.
        var summary: JSONValue {
            [
                "id": .text(id), "command": .text(words[0]), "created": .text(created.ISO8601Format()),
                "state": .text(state.rawValue), "log": .array(log.suffix(1).map { .text($0) }),
            ]
        }

        var json: JSONValue {
            [
                "id": .text(id), "command": .text(words[0]), "words": .array(words.map { .text($0) }),
                "created": .text(created.ISO8601Format()), "state": .text(state.rawValue),
                "log": .array(log.map { .text($0) }), "result": result,
                "status": status.map { .integer($0) } ?? .null,
            ]
        }
    }

    private let program: String
    private let folders: [String]
    private let pool: WorkPool
    private var jobs: [Job] = []
    private var running: Process?
    private var forms: [CommandForm]?
    private var isEnding = false

    private static let (mostWaiting, mostKept, mostLines, mostLineLength) = (16, 100, 400, 2000)

    /// - Parameters:
    ///   - program: the path of `aerial`.
    ///   - folders: commands run in the first and read and write below them.
    init(program: String, folders: [String], pool: WorkPool) {
        self.program = program
        self.folders = folders
        self.pool = pool
    }

    /// What may be started, by the program's own help.
    func commandForms() async throws -> [CommandForm] {
        if let forms { return forms }
        let program = program
        let found = try await pool.run {
            let child = Process()
            child.executableURL = URL(fileURLWithPath: program)
            child.arguments = ["--experimental-dump-help"]
            let pipe = Pipe()
            child.standardOutput = pipe
            child.standardInput = FileHandle.nullDevice
            do { try child.run() } catch {
                throw Problem.unusable("\(program) cannot be started: \(error.localizedDescription)")
            }
            let help = pipe.fileHandleForReading.readDataToEndOfFile()
            child.waitUntilExit()
            return try CommandForm.all(inHelp: help)
        }
        forms = found
        return found
    }

    func all() -> [Job] { jobs.reversed() }

    func job(_ id: String) throws -> Job {
        guard let job = jobs.first(where: { $0.id == id }) else {
            throw Problem.notFound("There is no job '\(id)'.")
        }
        return job
    }

    /// - Throws: ``Problem``: an unknown command, a value that is none, a full line.
    func start(_ command: String, _ values: [String: [String]]) async throws -> Job {
        guard let form = try await commandForms().first(where: { $0.command == command }) else {
            throw Problem.badRequest("'\(command)' cannot be started here. /api/jobs/forms lists what can.")
        }
        let folders = folders
        let words = try form.words(values) { JobPath.isAllowed($0, folders: folders) }
        guard jobs.filter({ $0.state == .waiting }).count < Self.mostWaiting, !isEnding else {
            throw Problem.busy("\(Self.mostWaiting) jobs wait already.")
        }
        let job = Job(id: String(UUID().uuidString.lowercased().prefix(8)), words: words, created: .now)
        jobs.append(job)
        if jobs.count > Self.mostKept,
            let old = jobs.firstIndex(where: { $0.state != .waiting && $0.state != .running })
        {
            jobs.remove(at: old)
        }
        startNext()
        return try self.job(job.id)
    }

    /// Ends a job in good order, as Ctrl-C would.
    func cancel(_ id: String) throws -> Job {
        let job = try job(id)
        switch job.state {
        case .waiting: change(id) { $0.state = .cancelled }
        case .running:
            change(id) { $0.state = .cancelled }
            running?.terminate()
        case .done, .failed, .cancelled: break
        }
        return try self.job(id)
    }

    /// Ends what runs; nothing starts any more.
    func endAll() {
        isEnding = true
        for job in jobs where job.state == .waiting || job.state == .running { _ = try? cancel(job.id) }
    }

    // MARK: The child

    private func startNext() {
        guard running == nil, !isEnding, let next = jobs.first(where: { $0.state == .waiting }) else {
            return
        }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = next.words
        child.currentDirectoryURL = URL(fileURLWithPath: folders[0])
        child.standardInput = FileHandle.nullDevice
        let (output, talk) = (Pipe(), Pipe())
        child.standardOutput = output
        child.standardError = talk
        change(next.id) { $0.state = .running }
        do { try child.run() } catch {
            change(next.id) {
                $0.state = .failed
                $0.log = ["\(program) cannot be started: \(error.localizedDescription)"]
            }
            return startNext()
        }
        running = child
        follow(
            next.id, ChildPipes(output: output.fileHandleForReading, talk: talk.fileHandleForReading), child)
    }

    private func follow(_ id: String, _ pipes: ChildPipes, _ child: Process) {
        let holder = ChildProcess(child)
        Thread.detachNewThread { [self] in
            let lines = LineReader(pipes.talk)
            while let line = lines.next() { Task { await self.heard(line, of: id) } }
            pipes.isTalkOver.signal()
        }
        Thread.detachNewThread { [self] in
            // A command's data are one object on one line.
            let data = (try? pipes.output.readToEnd()) ?? Data()
            pipes.isTalkOver.wait()
            holder.process.waitUntilExit()
            let status = Int(holder.process.terminationStatus)
            Task { await self.ended(id, status: status, data: data) }
        }
    }

    private func heard(_ line: String, of id: String) {
        change(id) { job in
            job.log.append(String(line.prefix(Self.mostLineLength)))
            if job.log.count > Self.mostLines { job.log.removeFirst(job.log.count - Self.mostLines) }
        }
    }

    private func ended(_ id: String, status: Int, data: Data) {
        change(id) { job in
            job.status = status
            // Status 3: done, but some inputs were rejected.
            let isWell = status == 0 || status == 3
            // Cancelled too late: its outputs are there.
            if job.state == .running || isWell { job.state = isWell ? .done : .failed }
            job.result = (try? JSONDecoder().decode(JSONValue.self, from: data)) ?? .null
        }
        running = nil
        startNext()
    }

    private func change(_ id: String, _ body: (inout Job) -> Void) {
        guard let position = jobs.firstIndex(where: { $0.id == id }) else { return }
        body(&jobs[position])
    }
}

/// `@unchecked Sendable`: each end is read by one thread.
private struct ChildPipes: @unchecked Sendable {
    let output: FileHandle
    let talk: FileHandle
    let isTalkOver = DispatchSemaphore(value: 0)
}

/// `@unchecked Sendable`: one thread waits for the child's end; `terminate` may be called on any.
private struct ChildProcess: @unchecked Sendable {
    let process: Process
    init(_ process: Process) { self.process = process }
}

/// Lines of a pipe as they come; a line that is redrawn (`\r`) counts as one.
private final class LineReader {
    private let handle: FileHandle
    private var rest = Data()

    init(_ handle: FileHandle) { self.handle = handle }

    func next() -> String? {
        while true {
            if let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = Data(rest[rest.index(after: end)...])
                if !line.isEmpty { return line }
                continue
            }
            let more = handle.availableData
            guard !more.isEmpty, rest.count < 1 << 20 else {
                defer { rest = Data() }
                return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
            }
            rest += more
        }
    }
}

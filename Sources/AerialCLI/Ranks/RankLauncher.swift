internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation

/// Starts this program several times on this machine, as the ranks of one training, and waits for all of them.
struct RankLauncher {
    let count: Int
    let console: Console

    /// How long the others may take to say why they end once one has failed.
    private static let graceSeconds = 15.0

    /// - Throws: ``CommandError`` that names the rank that failed first; no rank is left behind.
    func run() throws {
        let meeting = NSTemporaryDirectory() + "aerial-ranks-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: meeting) }
        var ranks: [Process] = []
        defer { for rank in ranks where rank.isRunning { kill(rank.processIdentifier, SIGKILL) } }
        for rank in 0..<count { ranks.append(try start(rank, meeting: meeting)) }
        try wait(for: ranks)
    }

    private func start(_ rank: Int, meeting: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = Array(CommandLine.arguments.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging([
            "RANK": "\(rank)", "LOCAL_RANK": "\(rank)", "WORLD_SIZE": "\(count)",
            "LOCAL_WORLD_SIZE": "\(count)",
            RankEnvironment.meetingFile: meeting, LauncherWatch.variable: "\(getpid())",
        ]) { $1 }
        // Rank 0 alone has data to tell.
        if rank > 0 { process.standardOutput = FileHandle.nullDevice }
        do { try process.run() } catch {
            throw CommandError("cannot start rank \(rank) of \(count): \(error.fileReason).")
        }
        return process
    }

    private func wait(for ranks: [Process]) throws {
        var isStopping = false
        while ranks.contains(where: \.isRunning) {
            if Interruption.isRequested, !isStopping {
                isStopping = true
                for rank in ranks { kill(rank.processIdentifier, SIGTERM) }
            }
            if let failed = ranks.firstIndex(where: { !$0.isRunning && !Self.isDone($0) }) {
                letOthersEnd(ranks)
                throw failure(of: failed, ranks[failed])
            }
            usleep(50_000)
        }
        if let failed = ranks.firstIndex(where: { !Self.isDone($0) }) {
            throw failure(of: failed, ranks[failed])
        }
        // Rank 0 has told what became of the pictures that could not be read.
        if let status = ranks.first?.terminationStatus, status != 0 { throw ExitCode(status) }
    }

    private static func isDone(_ rank: Process) -> Bool {
        rank.terminationReason == .exit
            && [0, ExitCode.doneWithRejections.rawValue].contains(rank.terminationStatus)
    }

    private func letOthersEnd(_ ranks: [Process]) {
        let end = ContinuousClock.now + .seconds(Self.graceSeconds)
        while ranks.contains(where: \.isRunning), ContinuousClock.now < end { usleep(50_000) }
    }

    private func failure(of rank: Int, _ process: Process) -> any Error {
        if Interruption.isRequested { return Interruption.exitCode }
        let end =
            process.terminationReason == .uncaughtSignal
            ? "was ended by signal \(process.terminationStatus)"
            : "failed with status \(process.terminationStatus)"
        return CommandError(
            "rank \(rank) of \(count) \(end). The last checkpoint is kept: go on from it with --resume.")
    }
}

/// Ends a rank whose launcher is gone, whatever ended it.
enum LauncherWatch {
    static let variable = "AERIAL_LAUNCHER"

    static func begin() {
        guard let launcher = ProcessInfo.processInfo.environment[variable].flatMap({ Int32($0) }) else {
            return
        }
        Thread.detachNewThread {
            while getppid() == launcher { usleep(500_000) }
            exit(ExitCode.failure.rawValue)
        }
    }
}

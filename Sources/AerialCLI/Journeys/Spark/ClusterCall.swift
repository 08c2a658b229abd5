internal import ArgumentParser
internal import Foundation
internal import SparkConnect
internal import Synchronization

/// The one place where commands, which are synchronous, meet the client of Spark, which is not.
enum ClusterCall {
    /// Opens a session, runs `body` in it, and waits. Ctrl-C and SIGTERM end the job on the cluster first; a second one
    /// ends this process at once.
    /// - Throws: what `body` does; `ExitCode` of 128 and the signal's number where one ended the job.
    static func run<Value: Sendable>(
        _ address: SparkAddress, console: Console,
        _ body: @escaping @Sendable (SparkSession) async throws -> Value
    ) throws -> Value {
        let work = Task.detached { try await SparkSession.with(address, body) }
        StopSignals.listen()
        defer { StopSignals.release() }
        let watch = Task.detached {
            while StopSignals.count == 0 { try await Task.sleep(for: .milliseconds(50)) }
            console.warn("ending the job on the cluster; once more ends this program at once.")
            work.cancel()
        }
        defer { watch.cancel() }
        let outcome = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let result = await work.result
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = outcome.withLock({ $0 }) else { throw SparkError.interrupted }
        do { return try result.get() } catch SparkError.interrupted where StopSignals.count > 0 {
            console.warn("\(SparkError.interrupted)")
            throw StopSignals.exitCode
        }
    }
}

/// Ctrl-C and SIGTERM, while something must be put in order first: the first only counts, the second ends the process.
private enum StopSignals {
    private static let received = Atomic(0)
    private static let last = Atomic<Int32>(0)

    static var count: Int { received.load(ordering: .relaxed) }

    /// What a shell says of a program that the signal ended.
    static var exitCode: ExitCode { ExitCode(128 + last.load(ordering: .relaxed)) }

    static func listen() {
        received.store(0, ordering: .relaxed)
        HandledSignals.handle([SIGINT, SIGTERM]) { number in
            StopSignals.last.store(number, ordering: .relaxed)
            if StopSignals.received.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
        }
    }

    /// Signals end the process again.
    static func release() {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}

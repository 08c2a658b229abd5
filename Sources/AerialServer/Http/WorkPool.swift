internal import Foundation
internal import Synchronization

/// A few threads for calls that block, GDAL's and SQLite's, with a bounded line of work before them: what does not fit is
/// refused, so that a burst of requests cannot fill memory.
final class WorkPool: Sendable {
    private typealias Work = @Sendable () -> Void

    private let line = Mutex<[Work]>([])
    private let filled = DispatchSemaphore(value: 0)
    private let mostWaiting: Int

    /// - Parameter mostWaiting: pieces of work that wait at most.
    init(threads: Int, mostWaiting: Int) {
        self.mostWaiting = mostWaiting
        for _ in 0..<max(1, threads) {
            // The pool lives as long as the process.
            Thread.detachNewThread { [self] in
                while true {
                    filled.wait()
                    line.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
                }
            }
        }
    }

    var waiting: Int { line.withLock { $0.count } }

    /// - Throws: what the body throws; ``Problem`` (503) where too much waits already.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = line.withLock { line in
                guard line.count < mostWaiting else { return false }
                line.append { continuation.resume(with: Result { try body() }) }
                return true
            }
            if isTaken {
                filled.signal()
            } else {
                continuation.resume(throwing: Problem.busy("Try again in a second."))
            }
        }
    }
}

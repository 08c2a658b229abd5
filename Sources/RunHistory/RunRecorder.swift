internal import Foundation

/// Writes what a run tells into a history without ever stopping it: when the history cannot be written, that is said
/// once and the rest is not recorded.
///
/// Metrics are collected and written together, at least every second while they come.
public final class RunRecorder: @unchecked Sendable {  // every access to what changes holds `lock`
    /// The run's name; `nil` when it is not recorded.
    public var runID: String? { lock.withLock { id } }

    private let lock = NSLock()
    private let warn: @Sendable (String) -> Void
    private var history: RunHistory?
    private var id: String?
    private var waiting: [MetricPoint] = []
    private var lastWrite = Date.now

    private static let mostWaiting = 1000
    private static let secondsBetweenWrites = 1.0

    /// - Parameters:
    ///   - path: the history's file; `nil` records nothing.
    ///   - warn: told once why nothing is recorded any more.
    public init(path: String?, description: RunDescription, warn: @escaping @Sendable (String) -> Void) {
        self.warn = warn
        guard let path else { return }
        do {
            let history = try RunHistory(path: path)
            id = try history.begin(description)
            self.history = history
        } catch {
            warn("\(error) This run is not recorded.")
        }
    }

    /// A metric's value at a step; it may be written up to a second later.
    public func metric(_ name: String, _ value: Double, step: Int = 0) {
        record([MetricPoint(name: name, value: value, step: step)])
    }

    /// What belongs together is written together.
    private func record(_ points: [MetricPoint]) {
        lock.withLock {
            guard history != nil, !points.isEmpty else { return }
            waiting += points
            let isDue = Date.now.timeIntervalSince(lastWrite) >= Self.secondsBetweenWrites
            if isDue || waiting.count >= Self.mostWaiting { writeWaiting() }
        }
    }

    /// Several figures of a step, or those that a run ends with; those that do not exist are left out.
    public func metrics(_ values: [String: Double?], step: Int = 0) {
        record(
            values.sorted { $0.key < $1.key }.compactMap { name, value in
                value.map { MetricPoint(name: name, value: $0, step: step) }
            })
    }

    /// Adds parameters that were not known at the start; later values replace earlier ones.
    public func parameters(_ values: [String: String]) {
        lock.withLock { attempt { try $0.setParameters(values, run: $1) } }
    }

    /// Adds files that went into the run or came out of it.
    public func add(_ files: [RunFile]) {
        lock.withLock { attempt { try $0.add(files, run: $1) } }
    }

    /// - Parameter error: why the run failed; `nil` when it did its work.
    public func finish(error: String?) {
        lock.withLock {
            writeWaiting()
            attempt { try $0.finish(run: $1, error: error) }
        }
    }

    private func writeWaiting() {
        attempt { try $0.record(waiting, run: $1) }
        waiting = []
        lastWrite = .now
    }

    /// Needs `lock`.
    private func attempt(_ work: (RunHistory, String) throws -> Void) {
        guard let history, let id else { return }
        do {
            try work(history, id)
        } catch {
            self.history = nil
            warn("\(error) The rest of this run is not recorded.")
        }
    }
}

internal import GRPCCore

/// Longer and longer pauses between attempts to reach a server that went away, up to a limit.
struct Backoff {
    private let limit: Duration
    private var start: ContinuousClock.Instant?
    private var pause = Duration.milliseconds(250)

    init(limit: Duration) { self.limit = limit }

    /// The server answered.
    mutating func reset() { self = Backoff(limit: limit) }

    /// - Throws: ``SparkError/connectionLost(place:seconds:reason:)`` once the limit is over, and
    ///   ``SparkError/interrupted`` when the task is cancelled.
    mutating func wait(after error: any Error, place: String) async throws {
        let now = ContinuousClock.now
        let begun = start ?? now
        start = begun
        guard now - begun < limit else {
            let reason = (error as? RPCError).map(OpeningFailure.words) ?? "\(error)"
            throw SparkError.connectionLost(
                place: place, seconds: Int((now - begun) / .seconds(1)), reason: reason)
        }
        do {
            try await Task.sleep(for: pause)
        } catch {
            throw SparkError.interrupted
        }
        pause = min(pause * 2, .seconds(10))
    }
}

extension RPCError {
    /// The call did not reach the server, or the way back broke; the job may well go on.
    var isConnectionLoss: Bool {
        code == .unavailable || (code == .internalError && message.contains("INVALID_CURSOR.DISCONNECTED"))
    }
}

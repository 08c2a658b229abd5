internal import CLifeline
internal import Glibc
internal import Synchronization

/// Whether rows still come and answers are still taken. A task that Spark has ended reads no more, and leaves both pipes open
/// until its process collects garbage: a worker must see by itself that nothing moves.
enum Traffic {
    private static let rowBytes = Atomic(0)
    private static let waitsForRows = Atomic(false)
    private static let answerBytes = Atomic(0)

    /// Runs what waits for rows.
    /// - Parameter read: returns how many bytes came.
    static func waitingForRows(_ read: () -> Int) -> Int {
        waitsForRows.store(true, ordering: .relaxed)
        defer { waitsForRows.store(false, ordering: .relaxed) }
        let count = read()
        if count > 0 { rowBytes.add(count, ordering: .relaxed) }
        return count
    }

    /// So many bytes of answers lie in the pipe, or have been taken from it.
    static func wrote(_ count: Int) { answerBytes.add(count, ordering: .relaxed) }

    /// One look after the other at what has moved.
    struct Watch {
        private let answers: Int32
        private let patience: Duration
        private var rows = 0
        private var taken = 0
        private var rowsMoved = ContinuousClock.now
        private var answersMoved = ContinuousClock.now

        /// - Parameters:
        ///   - answers: the descriptor that answers go to.
        ///   - patience: for so long nothing may move.
        init(answers: Int32, patience: Duration) {
            self.answers = answers
            self.patience = patience
        }

        /// - Returns: why nobody is there any more; `nil` while somebody may be.
        mutating func look(_ now: ContinuousClock.Instant = .now) -> String? {
            let rows = Traffic.rowBytes.load(ordering: .relaxed)
            if rows != self.rows || !Traffic.waitsForRows.load(ordering: .relaxed) { rowsMoved = now }
            self.rows = rows
            let unread = alf_unread_bytes(answers)
            let taken = Traffic.answerBytes.load(ordering: .relaxed) - unread
            if unread == 0 || taken > self.taken { answersMoved = now }
            self.taken = max(self.taken, taken)
            if now - rowsMoved > patience { return "no row has come for \(patience)" }
            return now - answersMoved > patience ? "no answer was taken for \(patience)" : nil
        }
    }
}

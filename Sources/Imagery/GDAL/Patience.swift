internal import Foundation

/// How often a server is asked again that is busy, failed or did not answer: after 1, 2 and 4 seconds, and not once half a
/// minute is over. One that accepts and says nothing takes a time limit of its own each time (``RemotePlace``).
struct Patience {
    private static let waits: [Double] = [1, 2, 4]
    private static let longest = Duration.seconds(30)

    private let start = ContinuousClock.now
    private var attempts = 0

    /// Waits for the next attempt.
    /// - Returns: false when there is none.
    mutating func waits() -> Bool {
        guard attempts < Self.waits.count, ContinuousClock.now - start < Self.longest else { return false }
        Thread.sleep(forTimeInterval: Self.waits[attempts])
        attempts += 1
        return true
    }
}

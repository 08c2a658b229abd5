internal import Foundation

/// How often a server is asked again that is busy, failed or did not answer: after 1, 2 and 4 seconds, and not once half a
/// minute is over. One that accepts and says nothing takes a time limit of its own each time (``RemotePlace``).
struct Patience {
    private static let waits: [Double] = [1, 2, 4]
    private static let longest = Duration.seconds(30)

    private let start = ContinuousClock.now
    private var attempts = 0

    /// A server's words for what it did not do.
    struct Refusal: Error { let reason: String }

    /// Asks a server, and again where it refuses what may pass.
    /// - Parameter question: throws a ``Refusal`` for what the server did not do.
    /// - Throws: the last refusal as `failure` tells it; other errors of the question at once.
    static func ask<Answer>(
        _ question: () throws -> Answer, failure: (_ reason: String) -> ImageryError
    ) throws -> Answer {
        var patience = Patience()
        while true {
            do { return try question() } catch let refusal as Refusal {
                guard ServerWords.mayPass(refusal.reason), patience.waits() else {
                    throw failure(refusal.reason)
                }
            }
        }
    }

    /// Waits for the next attempt.
    /// - Returns: false when there is none.
    private mutating func waits() -> Bool {
        guard attempts < Self.waits.count, ContinuousClock.now - start < Self.longest else { return false }
        Thread.sleep(forTimeInterval: Self.waits[attempts])
        attempts += 1
        return true
    }
}

internal import Foundation
internal import Synchronization

/// Whether this process was asked to end with SIGTERM, as schedulers do some seconds before they take a machine away.
enum StopRequest {
    private static let isMade = Atomic(false)

    static var wasMade: Bool { isMade.load(ordering: .relaxed) }

    /// From now on SIGTERM only sets the flag.
    static func listen() {
        HandledSignals.handle([SIGTERM]) { _ in StopRequest.isMade.store(true, ordering: .relaxed) }
    }
}

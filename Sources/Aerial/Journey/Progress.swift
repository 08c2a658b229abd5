internal import Foundation

/// Counts a stretch of work, tells the observer, and is where work ends that the observer ends.
package final class Progress {
    private let observer: any JourneyObserver
    private let title: String
    private let unit: String
    private let total: Int
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant
    private var isShown = false
    private(set) var done = 0

    private static let pause = Duration.milliseconds(100)

    /// - Parameters:
    ///   - title: what is going on, "scoring" say.
    ///   - unit: what is counted, in the plural, "tiles" say.
    ///   - total: how many there will be.
    package init(_ title: String, unit: String, total: Int, observer: any JourneyObserver) {
        self.title = title
        self.unit = unit
        self.total = total
        self.observer = observer
        lastShown = start
    }

    package var seconds: Double { (ContinuousClock.now - start).inSeconds }

    /// - Throws: ``JourneyCancelled`` when the work is to end.
    package func advance(by count: Int = 1) throws {
        self.count(count)
        try observer.checkCancellation()
    }

    /// As ``advance(by:)`` where the work's own end comes later.
    func count(_ count: Int) {
        done += count
        let now = ContinuousClock.now
        guard now - lastShown >= Self.pause else { return }
        lastShown = now
        isShown = true
        observer.show(state(isFinished: false))
    }

    deinit { finish() }  // an error's message starts on a fresh line too

    package func finish() {
        guard isShown else { return }
        isShown = false
        observer.show(state(isFinished: true))
    }

    private func state(isFinished: Bool) -> JourneyProgress {
        JourneyProgress(
            title: title, unit: unit, done: done, total: total, seconds: seconds, isFinished: isFinished)
    }
}

/// Progress that several threads report to.
package final class SharedProgress: @unchecked Sendable {  // every access holds `lock`
    private let lock = NSLock()
    private let progress: Progress

    package init(_ progress: Progress) {
        self.progress = progress
    }

    /// Sets what is done, never backwards.
    package func reach(_ done: Int) {
        lock.withLock { if done > progress.done { progress.count(done - progress.done) } }
    }

    package func finish() { lock.withLock { progress.finish() } }

    package var seconds: Double { lock.withLock { progress.seconds } }
}

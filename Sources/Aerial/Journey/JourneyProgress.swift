internal import Foundation

/// How far a stretch of work has come.
public struct JourneyProgress: Sendable, Equatable {
    /// What goes on: `scoring` say.
    public let title: String
    /// What is counted, in the plural: `tiles` say.
    public let unit: String
    /// How many of them are done.
    public let done: Int
    /// How many there are.
    public let total: Int
    /// Since the work began.
    public let seconds: Double
    /// Nothing more will be shown of this work.
    public let isFinished: Bool

    /// How many are done in a second.
    public var perSecond: Double { Double(done) / max(seconds, 1e-9) }

    /// At the pace so far; zero before anything is done.
    public var secondsLeft: Double { perSecond > 0 ? Double(max(0, total - done)) / perSecond : 0 }

    /// The same under another title.
    func titled(_ title: String) -> JourneyProgress {
        JourneyProgress(
            title: title, unit: unit, done: done, total: total, seconds: seconds, isFinished: isFinished)
    }
}

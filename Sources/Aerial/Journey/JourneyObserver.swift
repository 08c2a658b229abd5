/// Who is told how a journey goes, and who may end it. Called on any thread.
public protocol JourneyObserver: Sendable {
    /// Takes a line about what is done, worth a reader's while.
    func say(_ line: String)
    /// Takes a line about what may make the result worse than it seems.
    func warn(_ line: String)
    /// Takes the state of a stretch of work: some ten times a second while it goes on, and once when it ends.
    func show(_ progress: JourneyProgress)
    /// True once the journey is to end. It then throws ``JourneyCancelled`` at the next step, within a second as a rule,
    /// and leaves what a resumed run needs.
    var isCancelled: Bool { get }
}

extension JourneyObserver {
    /// - Throws: ``JourneyCancelled`` once the journey is to end.
    func checkCancellation() throws {
        if isCancelled { throw JourneyCancelled() }
    }
}

/// Hears nothing and lets the journey go to its end.
public struct SilentObserver: JourneyObserver {
    /// Makes one.
    public init() {}
    /// Does nothing.
    public func say(_ line: String) {}
    /// Does nothing.
    public func warn(_ line: String) {}
    /// Does nothing.
    public func show(_ progress: JourneyProgress) {}
    /// Never.
    public var isCancelled: Bool { false }
}

/// The journey was ended by its observer; no output was replaced.
public struct JourneyCancelled: Error, CustomStringConvertible {
    /// Makes one.
    public init() {}
    /// One sentence.
    public var description: String { "ended before its work was done; outputs are as they were." }
}

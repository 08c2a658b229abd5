/// A piece of work from files to files. Its values are checked settings; nothing is read or written before ``run(_:)``.
///
/// A journey works on the calling thread and on threads of its own, and returns when all is done. Call it from a thread
/// that may wait, not from an actor.
public protocol Journey: Sendable {
    /// What it comes to. As JSON it is what the type itself, or its ``ReportedOutcome/Figures``, reads back.
    associatedtype Outcome: Encodable & Sendable

    /// Does the work. Outputs appear whole or not at all.
    /// - Parameter observer: is told how it goes, and may end it.
    /// - Throws: an error that says what happened, to which file, and what to do; ``JourneyCancelled`` when the observer
    ///   ended it.
    func run(_ observer: any JourneyObserver) throws -> Outcome
}

internal import AerialCore

/// What keeps a journey from doing its work: what happened, to which file, what to do next.
public struct CommandError: Error, Equatable, CustomStringConvertible {
    /// One or more sentences for people.
    public let description: String

    /// Makes one of its sentences.
    public init(_ description: String) {
        self.description = description
    }

    /// A file or folder that the system did not take, with what to do for its own cause.
    /// - Parameter reason: the system's words, or those of `fileReason`.
    static func cannotWrite(_ path: String, _ reason: String) -> CommandError {
        CommandError("cannot write \(path): \(reason). \(WriteAdvice.sentence(reason))")
    }
}

/// What keeps a journey from doing its work: what happened, to which file, what to do next.
public struct CommandError: Error, Equatable, CustomStringConvertible {
    /// One or more sentences for people.
    public let description: String

    /// Makes one of its sentences.
    public init(_ description: String) {
        self.description = description
    }
}

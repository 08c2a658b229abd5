/// How a sweep runs a trial: as the command line that it is.
struct SweepRunner: Sendable {
    /// Looks at the words alone; a sentence for what the command does not take.
    let complaint: @Sendable (_ words: [String]) -> String?
    /// Runs them.
    let run: @Sendable (_ words: [String]) throws -> Void
}

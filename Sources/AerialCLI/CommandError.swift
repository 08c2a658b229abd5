internal import ArgumentParser

/// What keeps a command from doing its work: what, which file, what to do next.
struct CommandError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension ExitCode {
    /// The work is done, but some inputs were rejected; each is listed with its reason.
    static let doneWithRejections = ExitCode(3)
}

internal import ArgumentParser

extension ExitCode {
    /// The work is done, but some inputs were rejected; each is listed with its reason.
    static let doneWithRejections = ExitCode(3)
}

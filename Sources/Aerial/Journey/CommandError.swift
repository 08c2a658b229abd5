internal import AerialCore
internal import Foundation

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

    /// A sentence for what Foundation says of a file: its own words are a list of the error's parts. Other errors have
    /// words of their own.
    package static func inWords(_ error: any Error) -> any Error {
        guard let failure = error as? CocoaError else { return error }
        let paths = ["NSDestinationFilePath", "NSFilePath"].compactMap { failure.userInfo[$0] as? String }
        guard let path = paths.first ?? (failure.userInfo["NSURL"] as? URL)?.path else { return error }
        let reading = CocoaError.Code.fileReadUnknown.rawValue..<CocoaError.Code.fileWriteUnknown.rawValue
        guard reading.contains(failure.code.rawValue) else { return cannotWrite(path, failure.fileReason) }
        return CommandError(
            "cannot read \(path): \(failure.fileReason). Check that it is there and that you may read it.")
    }
}

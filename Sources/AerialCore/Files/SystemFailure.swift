internal import Foundation

/// What the system said when a call for a file failed, in one clause without a full stop.
public struct SystemFailure: Error, Equatable, CustomStringConvertible {
    /// One clause without a full stop, to stand after a file's name.
    public let reason: String
    let code: Int32

    /// Of the call that has just failed.
    init() { self.init(code: errno) }

    init(code: Int32) {
        self.code = code
        reason = String(cString: strerror(code))
    }

    /// - Parameter reason: one clause without a full stop.
    public init(_ reason: String) {
        self.reason = reason
        code = 0
    }

    public var description: String { reason }
}

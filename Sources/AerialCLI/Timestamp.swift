internal import Foundation

/// Points in time as files record them.
enum Timestamp {
    /// Now, in UTC, ISO 8601: `2026-11-22T16:04:54Z`.
    static func now() -> String { Date.now.formatted(.iso8601) }
}

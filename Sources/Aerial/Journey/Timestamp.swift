internal import Foundation

/// Points in time as files record them.
package enum Timestamp {
    /// Now, in UTC, ISO 8601: `2026-11-22T16:04:54Z`.
    package static func now() -> String { Date.now.formatted(.iso8601) }
}

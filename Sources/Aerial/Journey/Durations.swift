internal import Foundation

extension Duration {
    /// Seconds beyond which a time is none: a clock was set, or nothing was done yet.
    private static let longestSeconds = 1e12

    /// `41 s`, `3 min 20 s`, `2 h 5 min`; a time below none is none, and one that is no number or has no end is unknown.
    package static func readable(seconds: Double) -> String {
        guard seconds <= longestSeconds else { return "an unknown time" }
        let whole = Int(max(0, seconds).rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}

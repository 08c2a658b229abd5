internal import Foundation

/// A day as people write it in digits of ASCII, `2018-09-14`.
struct CalendarDay {
    /// - Returns: `nil` for anything else than an existing day.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/) else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = DateComponents(
            year: Int(match.output.1), month: Int(match.output.2), day: Int(match.output.3))
        guard parts.isValidDate(in: calendar) else { return nil }
    }

    /// Whether a text is a day of the year, `09-14`. The 29th of February is one.
    static func isOfEachYear(_ text: String) -> Bool { CalendarDay("2000-\(text)") != nil }

    /// Whether a text is a day, a month or a year that there is: `2016-07-12`, `2016-07` or `2016`.
    static func isTime(_ text: String) -> Bool {
        [text, "\(text)-01", "\(text)-01-01"].contains { CalendarDay($0) != nil }
    }
}

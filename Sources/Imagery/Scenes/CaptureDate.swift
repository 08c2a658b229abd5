internal import AerialCore
internal import CGDAL
internal import Foundation

/// The day that a scene was taken, as far as its file says it: by the name of a NAIP quarter quad
/// (`m_3807708_ne_18_1_20140627.tif`), by what its producer recorded, or by TIFF's own date.
struct CaptureDate {
    private static let keys: [(domain: String?, key: String)] = [
        (nil, "ACQUISITION_DATE"), (nil, "ACQUISITIONDATETIME"), ("IMAGERY", "ACQUISITIONDATETIME"),
        (nil, "DATE_ACQUIRED"), (nil, "TIFFTAG_DATETIME"),
    ]

    /// `2014-06-27`; `nil` where nothing says it.
    static func of(_ file: RasterFile) -> String? {
        if let day = day(inName: FileManager.default.displayName(atPath: file.path)) { return day }
        for (domain, key) in keys {
            if let text = GDALGetMetadataItem(file.handle, key, domain),
                let day = day(in: String(cString: text))
            {
                return day
            }
        }
        return nil
    }

    static func day(inName name: String) -> String? {
        guard
            let match = name.firstMatch(of: /^m_\d{7}_[ns][ew]_\d{1,2}_[0-9h]+_(\d{8})(?:\D|$)/.ignoresCase())
        else {
            return nil
        }
        return day(in: String(match.output.1))
    }

    /// The date that a text begins with: `2014:06:27 12:00:00`, `2014-06-27T12:00:00Z`, `20140627`. A day that the calendar lacks
    /// is none.
    static func day(in text: String) -> String? {
        guard let match = text.firstMatch(of: /^\s*(\d{4})[:\-\/]?(\d{2})[:\-\/]?(\d{2})/),
            let year = Int(match.output.1), let month = Int(match.output.2), let day = Int(match.output.3),
            (1900...2200).contains(year),
            DateComponents(year: year, month: month, day: day).isValidDate(in: calendar)
        else { return nil }
        return "\(match.output.1)-\(match.output.2)-\(match.output.3)"
    }

    private static let calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// Days from one date to another.
    static func days(from first: String, to last: String) -> Int? {
        func date(_ text: String) -> Date? {
            let parts = text.split(separator: "-").compactMap { Int($0) }
            guard parts.count == 3 else { return nil }
            return calendar.date(from: DateComponents(year: parts[0], month: parts[1], day: parts[2]))
        }
        guard let first = date(first), let last = date(last) else { return nil }
        return calendar.dateComponents([.day], from: first, to: last).day
    }

    /// Days between two days of the year, `02-29` and `12-31` say, the shorter way round; in a leap year where they need one.
    static func daysRoundTheYear(from first: String, to last: String) -> Int? {
        let isLeap = [first, last].contains("02-29")
        let year = isLeap ? 2000 : 2001
        guard let apart = days(from: "\(year)-\(first)", to: "\(year)-\(last)") else { return nil }
        return min(abs(apart), (isLeap ? 366 : 365) - abs(apart))
    }
}

extension Mosaic {
    /// Scenes taken further apart show another season: so many days.
    static let mostDaysApart = 60

    /// What is to be said where the scenes are of dates far apart; `nil` otherwise, and where files do not say theirs.
    public var datesWarning: String? {
        let dated = scenes.filter { $0.captured != nil }.sorted { ($0.captured ?? "") < ($1.captured ?? "") }
        guard let first = dated.first, let last = dated.last, let from = first.captured,
            let to = last.captured,
            let days = CaptureDate.days(from: from, to: to), days > Self.mostDaysApart
        else { return nil }
        return
            "the scenes are taken as one date, but they say that they were taken \(days) days apart: \(first.shortName) on \(from), "
            + "\(last.shortName) on \(to). Other seasons and years look different: give each date in a run of its own, or take "
            + "the result with care."
    }

    /// What is to be said of a first date whose scenes say that all of them were taken after those of the second; `nil` otherwise, and
    /// where files do not say their dates.
    public func orderWarning(before later: Mosaic) -> String? {
        func dated(_ mosaic: Mosaic) -> [(scene: Scene, day: String)] {
            mosaic.scenes.compactMap { scene in scene.captured.map { (scene, $0) } }
        }
        guard let first = dated(self).min(by: { $0.day < $1.day }),
            let second = dated(later).max(by: { $0.day < $1.day }), first.day > second.day
        else { return nil }
        return
            "the first date is later than the second by what the scenes say: \(first.scene.shortName) was taken on \(first.day), "
            + "\(second.scene.shortName) on \(second.day). If the two dates are swapped, what was lost is listed as new: check "
            + "--before and --after."
    }
}

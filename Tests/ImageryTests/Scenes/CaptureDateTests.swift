import Testing

@testable import Imagery

struct CaptureDateTests {
    @Test func namesOfQuarterQuadsTellTheirDay() {
        #expect(CaptureDate.day(inName: "m_3807708_ne_18_1_20140627.tif") == "2014-06-27")
        #expect(CaptureDate.day(inName: "m_3807708_NE_18_060_20180825_20190211.tif") == "2018-08-25")
        #expect(CaptureDate.day(inName: "m_3807708_ne_18_h_20121231.jp2") == "2012-12-31")
        for name in [
            "naip_20140627.tif", "m_38077_ne_18_1_20140627.tif", "m_3807708_ne_18_1_20149927.tif", "",
        ] {
            #expect(CaptureDate.day(inName: name) == nil, "\(name)")
        }
    }

    @Test func datesAreReadAsProducersWriteThem() {
        for text in ["2014:06:27 12:00:00", "2014-06-27T12:00:00Z", "20140627", " 2014/06/27"] {
            #expect(CaptureDate.day(in: text) == "2014-06-27", "\(text)")
        }
        for text in ["", "0000:00:00 00:00:00", "27.06.2014", "2014", "9999-01-01"] {
            #expect(CaptureDate.day(in: text) == nil, "\(text)")
        }
        #expect(CaptureDate.days(from: "2014-06-27", to: "2014-08-26") == 60)
        #expect(CaptureDate.days(from: "2012-02-28", to: "2012-03-01") == 2)
    }

    /// Days of a month by the rule of the Gregorian calendar.
    @Test func daysThatTheCalendarLacksAreNone() {
        for year in [1899, 1900, 1999, 2000, 2021, 2024, 2100, 2200, 2201, 0] {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for month in 0...13 {
                for day in 0...32 {
                    let exists =
                        (1900...2200).contains(year) && (1...12).contains(month)
                        && (1...lengths[max(0, min(11, month - 1))]).contains(day)
                    let parts = [String(10_000 + year), String(100 + month), String(100 + day)].map {
                        $0.dropFirst()
                    }
                    let text = parts.joined(separator: "-")
                    #expect(CaptureDate.day(in: text + "T12:00:00Z") == (exists ? text : nil), "\(text)")
                    #expect(CaptureDate.day(in: parts.joined()) == (exists ? text : nil), "\(text)")
                }
            }
        }
        #expect(CaptureDate.day(inName: "m_3807708_ne_18_1_20140631.tif") == nil)
    }

    @Test func daysOfTheYearLieApartTheShorterWay() {
        func apart(_ first: String, _ last: String) -> Int? {
            CaptureDate.daysRoundTheYear(from: first, to: last)
        }
        for (first, last, days) in [
            ("07-15", "07-15", 0), ("12-31", "01-01", 1), ("01-01", "07-02", 182), ("01-01", "07-03", 182),
            ("02-28", "03-01", 1), ("02-28", "02-29", 1), ("02-29", "03-01", 1), ("02-29", "02-29", 0),
            ("02-29", "12-31", 60), ("02-29", "08-30", 183), ("02-29", "08-31", 182),
        ] {
            #expect(apart(first, last) == days && apart(last, first) == days, "\(first) \(last)")
        }
        #expect(apart("07-15", "") == nil)
    }

    @Test(arguments: [("20140827", true), ("20140826", false)])
    func scenesMoreThanSixtyDaysApartAreTold(last: String, isTold: Bool) throws {
        let folder = try SceneFolder()
        let paths = try ["m_3807708_ne_18_1_20140627.tif", "m_3807708_nw_18_1_\(last).tif", "other.tif"].map {
            try folder.drawn($0, DrawnTIFF(width: 230, height: 230, value: Pattern.value))
        }
        let warning = try Mosaic(paths: paths).datesWarning
        #expect((warning != nil) == isTold)
        if isTold {
            #expect(warning?.contains("61 days") == true && warning?.contains("2014-06-27") == true)
            #expect(warning?.contains("2014-08-27") == true)
        }
    }

    /// Of two dates of a change.
    @Test(arguments: [
        ("20160627", "20140627", true), ("20140627", "20160627", false), ("20140627", "20140627", false),
    ])
    func aFirstDateAfterTheSecondIsTold(first: String, second: String, isTold: Bool) throws {
        let folder = try SceneFolder()
        func mosaic(_ day: String) throws -> Mosaic {
            try Mosaic(
                paths: ["m_3807708_ne_18_1_\(day).tif", "other.tif"].map {
                    try folder.drawn($0, DrawnTIFF(width: 230, height: 230, value: Pattern.value))
                })
        }
        let warning = try mosaic(first).orderWarning(before: mosaic(second))
        #expect((warning != nil) == isTold)
        if isTold {
            #expect(warning?.contains("m_3807708_ne_18_1_20160627.tif was taken on 2016-06-27") == true)
            #expect(warning?.contains("on 2014-06-27") == true)
        }
    }
}

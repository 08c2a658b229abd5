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
}

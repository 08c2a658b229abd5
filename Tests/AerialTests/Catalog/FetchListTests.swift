import AerialCore
import Foundation
import Testing

@testable import Aerial
@testable import Imagery

/// Which files of a file of items are fetched, and under which names.
@Suite struct FetchListTests {
    private let folder = Scratch()

    private func item(_ id: String, _ assets: [(key: String, href: String)], collection: String = "naip")
        -> String
    {
        let list = assets.map { "\"\($0.key)\": {\"href\": \"\($0.href)\", \"type\": \"image/tiff\"}" }
        return """
            {"type": "Feature", "id": "\(id)", "collection": "\(collection)", "geometry": null,
             "properties": {"datetime": "2018-07-14T16:00:00Z", "license": "PDDL-1.0"}, "links": [],
             "assets": {\(list.joined(separator: ", "))}}
            """
    }

    private func file(_ items: [String], search: String? = nil) throws -> ItemsFile {
        let extra = search.map { ", \"aerial:search\": \($0)" } ?? ""
        let text =
            "{\"type\": \"FeatureCollection\", \"features\": [\(items.joined(separator: ","))]\(extra)}"
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder["items.json"]))
        return try ItemsFile(path: folder["items.json"])
    }

    private func tasks(
        _ items: [String], search: String? = nil, _ change: (inout ImageryFetchPlan) -> Void = { _ in }
    ) throws -> [FetchTask] {
        var plan = ImageryFetchPlan(items: folder["items.json"], out: folder["out"])
        change(&plan)
        return try FetchList(plan: plan, file: file(items, search: search)).tasks
    }

    @Test func namesAreThoseOfTheFilesAndNoTwoAreAlike() throws {
        let same = ["a", "b", "c", "b"].map {
            item($0, [("image", "https://host/\($0)/Scene.TIF?sig=secret")])
        }
        let upper = item("d", [("image", "https://host/d/SCENE.tif")])
        let names = try tasks(same + [upper]).map(\.name)
        #expect(names == ["Scene.TIF", "b_Scene.TIF", "c_Scene.TIF", "2_b_Scene.TIF", "d_SCENE.tif"])
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
    }

    @Test(arguments: [
        "https://host/a/..%2f..%2fetc.tif", "https://host/.hidden.tif", "https://host/лес 1.tif",
        "https://host/a&b<c>\u{7F}.tif", "https://host/\(String(repeating: "x", count: 400)).tif",
        "https://host/",
        "https://host/a.tif/", "s3://bucket/a;rm -rf.tif",
    ]) func aNameStaysInTheFolderAndSuitsAnyFileSystem(href: String) throws {
        let name = try #require(try tasks([item("../i d", [("image", href)])]).first).name
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
        #expect(!name.isEmpty && !name.hasPrefix(".") && name.count <= 121 && name.allSatisfy(plain.contains))
    }

    @Test func windowsAreGeoTIFFsWhateverTheSceneWas() throws {
        let items = [
            item("a", [("image", "https://host/q.jp2")]), item("b", [("image", "https://host/q.tif")]),
        ]
        #expect(try tasks(items).map(\.name) == ["q.jp2", "q.tif"])
        #expect(try tasks(items) { $0.takesWindows = true }.map(\.name) == ["q.tif", "b_q.tif"])
    }

    @Test func theProposedSetIsFetchedUnlessMoreOrOtherIsNamed() throws {
        let items = ["a", "b", "c"].map { item($0, [("image", "https://host/\($0).tif")]) }
        let search = "{\"proposed\": [\"c\", \"a\", \"gone\"], \"catalogue\": \"https://host\"}"
        #expect(try tasks(items).map(\.item) == ["a", "b", "c"])
        #expect(try tasks(items, search: search).map(\.item) == ["a", "c"])
        #expect(try tasks(items, search: search) { $0.takesAll = true }.map(\.item) == ["a", "b", "c"])
        #expect(try tasks(items, search: search) { $0.identifiers = ["c", "b"] }.map(\.item) == ["c", "b"])
        let error = #expect(throws: CommandError.self) { try tasks(items) { $0.identifiers = ["a", "A"] } }
        #expect(error?.description.contains("no item 'A'") == true)
    }

    /// Collections of the same ground number their items alike: only the proposed one's is fetched.
    @Test func aProposedItemIsThatOfItsCollectionAlone() throws {
        let items = ["lulc-9", "lulc-2"].map {
            item("18T-2020", [("image", "https://host/\($0).tif")], collection: $0)
        }
        let search = "{\"proposed\": [\"18T-2020\"], \"proposedCollections\": [\"lulc-2\"]}"
        #expect(try tasks(items, search: search).map(\.origin.collection) == ["lulc-2"])
        // Files of earlier searches do not say it.
        #expect(try tasks(items, search: "{\"proposed\": [\"18T-2020\"]}").count == 2)
    }

    @Test func anItemOfSeveralRastersWantsTheirNames() throws {
        let bands = item("a", [("B04", "https://host/4.tif"), ("B08", "https://host/8.tif")])
        let error = #expect(throws: CommandError.self) { try tasks([bands]) }
        #expect(error?.description.contains("several rasters (B04, B08)") == true)
        #expect(try tasks([bands]) { $0.assets = ["B08", "B04"] }.map(\.name) == ["8.tif", "4.tif"])
        #expect(throws: CommandError.self) { try tasks([bands]) { $0.assets = ["B99"] } }
        let visual = item("a", [("B04", "https://host/4.tif"), ("visual", "https://host/v.tif")])
        #expect(try tasks([visual]).map(\.name) == ["v.tif"])
        #expect(throws: CommandError.self) { try tasks([item("a", [])]) }
    }

    /// Files of one item whose addresses differ after the question mark alone.
    @Test func filesOfOneItemAreToldApart() throws {
        let bands = item("a", [("red", "https://host/q.tif?band=1"), ("nir", "https://host/q.tif?band=2")])
        let origins = try ["red", "nir"].map { key in
            try #require(try tasks([bands]) { $0.assets = [key] }.first).origin
        }
        #expect(origins[0].isOfSameFile(as: origins[0]) && !origins[0].isOfSameFile(as: origins[1]))
        // Records of older versions do not say it.
        let older = try JSONDecoder().decode(
            ImageryOrigin.self,
            from: Data(
                "{\"item\": \"a\", \"collection\": \"naip\", \"address\": \"https://host/q.tif\", \"providers\": []}"
                    .utf8))
        #expect(older.isOfSameFile(as: origins[0]) && older.isOfSameFile(as: origins[1]))
    }

    @Test func whereASceneComesFromIsKeptWithoutItsSignature() throws {
        let search = """
            {"catalogue": "https://host", "collections": {"naip": {"license": "other", "providers": [{"name": "USDA"}, {}],
              "links": [{"rel": "self", "href": "x"}, {"rel": "license", "href": "https://licence"}]}}}
            """
        let task = try #require(
            try tasks([item("a", [("image", "https://host/q.tif?sig=secret")])], search: search).first)
        #expect(task.origin.licence == "PDDL-1.0" && task.origin.licenceAddress == "https://licence")
        #expect(task.origin.providers == ["USDA"] && task.origin.date == "2018-07-14")
        #expect(!task.origin.address.contains("secret") && task.address.contains("secret"))
        #expect(task.origin.catalogue == "https://host" && task.source == "a, image")
    }

    @Test func filesThatHoldNoItemsAreToldApart() throws {
        func words(_ text: String?) throws -> String {
            if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: folder["items.json"])) }
            return #expect(throws: CommandError.self) { try ItemsFile(path: folder["items.json"]) }?
                .description ?? ""
        }
        #expect(try words(nil).contains("not there"))
        for text in ["", "{", "\u{FF}", String(repeating: "[", count: 100_000)] {
            #expect(try words(text).contains("it is not JSON"))
        }
        for text in [
            "{}", "[]", "null", "3", "{\"features\": {}}",
            "{\"features\": [1, null, {\"type\": \"Feature\"}]}",
        ] {
            #expect(try words(text).contains("holds no items"), "\(text)")
        }
        // One item alone is a file of items too.
        try Data(item("a", [("image", "q.tif")]).utf8).write(to: URL(fileURLWithPath: folder["items.json"]))
        #expect(try ItemsFile(path: folder["items.json"]).items.map(\.id) == ["a"])
    }

    @Test func itemsStandForTheirScenesAmongPaths() throws {
        _ = try file([item("a", [("image", "/data/a.tif")]), item("b", [("image", "/data/b.tif")])])
        let named = CatalogScenes.named(folder["items.json"])
        let scenes = try CatalogScenes(["/first.tif", named, "/last.tif"])
        #expect(scenes.paths == ["/first.tif", "/data/a.tif", "/data/b.tif", "/last.tif"])
        #expect(Set(scenes.origins.keys) == ["/data/a.tif", "/data/b.tif"])
        #expect(CatalogScenes.files([named, "x.tif"]) == [folder["items.json"], "x.tif"])
        #expect(CatalogScenes.itemsFile("stac:") == "" && CatalogScenes.itemsFile("STAC:a") == nil)
    }

    // MARK: The record beside fetched scenes

    private func entry(_ name: String, bytes: Int = 3) -> ImagerySources.Entry {
        ImagerySources.Entry(
            file: name, bytes: bytes, sha256: "00", isWindow: false, area: nil,
            origin: ImageryOrigin(
                item: "i \"\(name)\"", collection: "c", address: "https://host", providers: ["é", "<&>"]))
    }

    @Test func theRecordHoldsEachFileOnceInTheOrderOfNames() throws {
        var sources = ImagerySources()
        for name in ["b.tif", "a.tif", "c.tif"] { sources.add(entry(name)) }
        sources.add(entry("b.tif", bytes: 9))
        #expect(sources.files.map(\.file) == ["a.tif", "b.tif", "c.tif"] && sources.files[1].bytes == 9)
        try sources.write(folder: folder.path)
        #expect(ImagerySources.read(folder: folder.path).files == sources.files)
        #expect(ImagerySources.origin(ofFile: folder["b.tif"], bytes: 9)?.item == "i \"b.tif\"")
        // Another size is another file.
        #expect(ImagerySources.origin(ofFile: folder["b.tif"], bytes: 3) == nil)
        #expect(ImagerySources.origin(ofFile: folder["d.tif"], bytes: 3) == nil)
    }

    @Test func aDamagedRecordIsNone() throws {
        var sources = ImagerySources()
        sources.add(entry("a.tif"))
        try sources.write(folder: folder.path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder["sources.json"]))
        for length in stride(from: 0, to: whole.count - 2, by: 7) {
            try whole.prefix(length).write(to: URL(fileURLWithPath: folder["sources.json"]))
            #expect(ImagerySources.read(folder: folder.path).files.isEmpty)
        }
        let newer = String(decoding: whole, as: UTF8.self).replacing(
            "\"formatVersion\" : 1", with: "\"formatVersion\" : 2")
        try Data(newer.utf8).write(to: URL(fileURLWithPath: folder["sources.json"]))
        #expect(ImagerySources.read(folder: folder.path).files.isEmpty)
        #expect(ImagerySources.read(folder: folder["none"]).files.isEmpty)
    }

    /// A record that cannot be read may hold what nothing else knows.
    @Test func whatIsNoRecordIsNotAddedTo() throws {
        #expect(try ImagerySources.recorded(in: folder.path).files.isEmpty)
        var sources = ImagerySources()
        sources.add(entry("a.tif"))
        try sources.write(folder: folder.path)
        #expect(try ImagerySources.recorded(in: folder.path).files == sources.files)
        let whole = try String(contentsOfFile: folder["sources.json"], encoding: .utf8)
        var twice = sources
        twice.files += sources.files
        try twice.write(folder: folder.path)
        let doubled = try String(contentsOfFile: folder["sources.json"], encoding: .utf8)
        for (text, words) in [
            ("{\"mine\": 1}", "is no list"), (String(whole.dropLast(9)), "is no list"), ("", "is no list"),
            (whole.replacing("\"formatVersion\" : 1", with: "\"formatVersion\" : 2"), "another version"),
            (doubled, "lists a.tif twice"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder["sources.json"]))
            let error = #expect(throws: CommandError.self) { try ImagerySources.recorded(in: folder.path) }
            #expect(error?.description.contains(words) == true, "\(text)")
            #expect(error?.description.hasPrefix(folder["sources.json"]) == true)
        }
    }

    @Test func noSceneTakesTheRecordsName() throws {
        let items = ["a", "b"].map { item($0, [("data", "https://host/\($0)/Sources.json")]) }
        let names = try tasks(items) { $0.assets = ["data"] }.map(\.name)
        #expect(names == ["a_Sources.json", "b_Sources.json"])
    }

    @Test func whatIsNamedTwiceIsRefused() throws {
        let items = ["a", "b"].map { item($0, [("image", "https://host/\($0).tif")]) }
        let twice = #expect(throws: CommandError.self) {
            try tasks(items) { $0.identifiers = ["a", "b", "a"] }
        }
        #expect(twice?.description == "the item 'a' is named twice. Name it once.")
        let asset = #expect(throws: CommandError.self) {
            try tasks(items) { $0.assets = ["image", "image"] }
        }
        #expect(asset?.description == "the asset 'image' is named twice. Name it once.")
    }

    @Test func daysAreThoseOfTheCalendarInPlainDigits() {
        for text in ["2016-02-29", "2018-09-14", "1999-12-31"] { #expect(CalendarDay(text) != nil) }
        for text in [
            "2018-02-29", "2018-13-01", "2018-00-10", "2018-04-31", "18-09-14", "2018-9-14", " 2018-09-14",
            "٢٠١٨-٠٩-١٤", "２０１８-０９-１４", "2018-0९-14", "2018-09-14T00", "",
        ] { #expect(CalendarDay(text) == nil, "\(text)") }
        // Every day of a leap year.
        let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for month in 0...13 {
            for day in 0...32 {
                let text = [month, day].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: "-")
                let isDay = (1...12).contains(month) && (1...days[max(1, min(12, month)) - 1]).contains(day)
                #expect(CalendarDay.isOfEachYear(text) == isDay, "\(text)")
            }
        }
        for text in ["2016", "2016-07", "2016-07-12", "2016-02-29"] { #expect(CalendarDay.isTime(text)) }
        for text in ["2016-13", "2016-02-30", "216", "2016-", "2016-7", "٢٠١٦", "July", "2016-07-12-01"] {
            #expect(!CalendarDay.isTime(text), "\(text)")
        }
    }

    @Test(arguments: ["1,2,1,3", "3,2,1,4", "1,4,2,3", "nan,0,1,1", "inf,0,1,1", "170,-10,-170,10"])
    func aBoxThatIsNoneIsRefused(text: String) {
        #expect(throws: CommandError.self) { try ImagerySearchPlan.area(named: text) }
    }
}

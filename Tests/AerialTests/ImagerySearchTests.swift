import Aerial
import AerialCore
import Foundation
import Synchronization
import Testing

@testable import Imagery

/// Catalogues of imagery, searched.
@Suite struct ImagerySearchTests {
    private func search(
        _ catalogue: String, _ change: (inout ImagerySearchPlan) -> Void = { _ in }
    ) throws -> ImagerySearchResult {
        var plan = ImagerySearchPlan(catalogue: catalogue, area: DrawnCatalog.area)
        change(&plan)
        return try plan.run(SilentObserver())
    }

    /// Three items a page; the token of the next stands in a body that is merged into the first one.
    private func pagingServer(_ catalog: DrawnCatalog) throws -> LoopbackServer {
        try LoopbackServer { request in
            let root = "http://\(request.headers["host"] ?? "")/"
            guard request.parts.path == "/search" else {
                return .json(DrawnCatalog.landing(root, method: "POST"))
            }
            let body = (try? CatalogValue(parsing: request.body)) ?? .null
            guard request.method == "POST", body["bbox"]?.numbers?.count == 4 else {
                return .init(status: "400 Bad")
            }
            let start = body["token"]?.count ?? 0
            let end = min(catalog.quads.count, start + 3)
            let next =
                "{\"rel\": \"next\", \"href\": \"\(root)search\", \"method\": \"POST\", \"merge\": true, "
                + "\"body\": {\"token\": \(end)}}"
            return .json(catalog.page(start..<end, links: end < catalog.quads.count ? next : ""))
        }
    }

    @Test func pagesAreFollowedByPost() throws {
        let server = try pagingServer(.years([2014, 2018]))
        let found = try search(server.address(of: "")) { $0.collections = ["naip"] }
        #expect(found.items.count == 8)
        #expect(server.requests.count { $0.parts.path == "/search" } == 3)
        let last = try CatalogValue(parsing: server.requests.last { $0.method == "POST" }?.body ?? Data())
        #expect(last["collections"]?.elements?.count == 1 && last["token"]?.count == 6)
        #expect(!found.isCut)
        let few = try search(server.address(of: "")) { $0.limit = 4 }
        #expect(few.items.count == 4 && few.isCut && few.cautions.count == 1)
    }

    @Test func aServerWithoutPostIsAskedByGet() throws {
        let catalog = DrawnCatalog.years([2014, 2018])
        let server = try LoopbackServer { request in
            let root = "http://\(request.headers["host"] ?? "")/"
            guard request.parts.path == "/search" else {
                return .json(DrawnCatalog.landing(root, method: "GET"))
            }
            let items = request.parts.queryItems ?? []
            guard request.method == "GET" else { return .init(status: "405 None") }
            if items.contains(where: { $0.name == "page" }) { return .json(catalog.page(4..<8)) }
            guard items.contains(where: { $0.name == "bbox" && $0.value == "10.0,50.0,10.2,50.1" }) else {
                return .init(status: "400 Bad")
            }
            return .json(catalog.page(0..<4, links: "{\"rel\": \"next\", \"href\": \"/search?page=2\"}"))
        }
        #expect(try search(server.address(of: "")).items.count == 8)
    }

    /// The same items as documents that name each other.
    @Test func documentsThatNameEachOtherAreWalked() throws {
        let folder = Scratch()
        let catalog = DrawnCatalog.years([2014, 2018])
        func write(_ text: String, _ name: String) throws {
            try text.write(toFile: folder[name], atomically: true, encoding: .utf8)
        }
        try write(
            "{\"type\": \"Catalog\", \"id\": \"r\", \"links\": [{\"rel\": \"child\", \"href\": \"./c.json\"}, "
                + "{\"rel\": \"child\", \"href\": \"far.json\"}, {\"rel\": \"root\", \"href\": \"catalog.json\"}]}",
            "catalog.json")
        // It lies elsewhere by its own words: its items are never asked for.
        try write(
            "{\"type\": \"Collection\", \"id\": \"far\", \"extent\": {\"spatial\": {\"bbox\": [[90, 0, 91, 1]]}}, "
                + "\"links\": [{\"rel\": \"item\", \"href\": \"missing.json\"}]}", "far.json")
        let links = catalog.quads.map { "{\"rel\": \"item\", \"href\": \"\($0.id).json\"}" }
        try write(
            "{\"type\": \"Collection\", \"id\": \"naip\", \"license\": \"PDDL-1.0\", \"links\": ["
                + "{\"rel\": \"child\", \"href\": \"catalog.json\"}, " + links.joined(separator: ",") + "]}",
            "c.json")
        for quad in catalog.quads { try write(catalog.item(quad), "\(quad.id).json") }
        let server = try FileServer(folder: folder.path)
        for root in [folder["catalog.json"], server.address(of: "catalog.json")] {
            let found = try search(root) { $0.from = "2018-01-01" }
            #expect(found.items.map(\.id) == ["q3_2018", "q2_2018", "q1_2018", "q0_2018"])
            #expect(found.items.allSatisfy { $0.isProposed && abs($0.share - 0.25) < 0.001 })
        }
    }

    @Test func theSetOfOneDateThatCoversMostIsProposed() throws {
        // The newest year lacks a quad, the second has all; items over the same ground twice are not both taken.
        var catalog = DrawnCatalog.years([2014, 2018, 2021], without: ["q1_2021"])
        catalog.quads.append(.init(id: "whole_2018", date: "2018-07-12", box: [9.9, 49.9, 10.101, 50.2]))
        catalog.quads.append(.init(id: "outside", date: "2021-07-12", box: [20, 50, 21, 51]))
        let folder = Scratch()
        try catalog.page().write(toFile: folder["all.json"], atomically: true, encoding: .utf8)
        let found = try search(folder["all.json"])
        let proposal = try #require(found.proposal)
        #expect(proposal.items == ["q3_2018", "q2_2018", "whole_2018"])
        #expect(proposal.share > 0.9999 && found.shareOfAll > 0.9999)
        #expect(proposal.from == "2018-07-12" && proposal.to == "2018-07-13")
        #expect(found.items.count == 12)

        let newer = try search(folder["all.json"]) { $0.from = "2020-01-01" }
        #expect(newer.proposal?.items.count == 3)
        #expect(abs((newer.proposal?.share ?? 0) - 0.75) < 0.001)
        let area = newer.squareKilometers
        #expect(abs((newer.proposal?.uncoveredSquareKilometers ?? 0) - area / 4) < 0.01 * area)
        // 0.2 by 0.1 degrees at 50 degrees north.
        #expect(abs(area - 14.3 * 11.1) < 2)
    }

    @Test func aSeasonComesBeforeTheNewest() throws {
        var catalog = DrawnCatalog.years([2018, 2021])
        catalog.quads = catalog.quads.map { quad in
            var quad = quad
            if quad.date.hasPrefix("2021") {
                quad = .init(id: quad.id, date: quad.date.replacing("-07-", with: "-11-"), box: quad.box)
            }
            return quad
        }
        let folder = Scratch()
        try catalog.page().write(toFile: folder["all.json"], atomically: true, encoding: .utf8)
        #expect(try search(folder["all.json"]).proposal?.from == "2021-11-10")
        #expect(try search(folder["all.json"]) { $0.season = "08-01" }.proposal?.from == "2018-07-10")
        // A day of leap years alone; of a winter that is nearer.
        #expect(try search(folder["all.json"]) { $0.season = "02-29" }.proposal?.from == "2021-11-10")
        for season in ["02-30", "13-01", "00-10", "2-29", "07-15 ", "٠٧-١٥", "０７-１５", "2018-07-15", ""] {
            let error = #expect(throws: CommandError.self, "\(season)") {
                try search(folder["all.json"]) { $0.season = season }
            }
            #expect(error?.description.contains("is no day of the year") == true)
        }
        for day in ["٢٠١٨-٠٧-١٥", "２０１８-０７-１５", "2019-02-29"] {
            #expect(throws: CommandError.self) { try search(folder["all.json"]) { $0.from = day } }
            #expect(throws: CommandError.self) { try search(folder["all.json"]) { $0.to = day } }
        }
    }

    @Test func cloudsAndPropertiesAreAskedFor() throws {
        var catalog = DrawnCatalog.years([2018])
        catalog.quads[0].cloud = 80
        let folder = Scratch()
        try catalog.page().write(toFile: folder["all.json"], atomically: true, encoding: .utf8)
        #expect(try search(folder["all.json"]) { $0.mostCloud = 20 }.items.count == 3)
        #expect(try search(folder["all.json"]) { $0.conditions = ["gsd<=0.6"] }.items.count == 4)
        #expect(try search(folder["all.json"]) { $0.conditions = ["gsd<0.6"] }.items.isEmpty)
        #expect(
            try search(folder["all.json"]) { $0.conditions = ["gsd!=1", "license=PDDL-1.0"] }.items.count == 4
        )
        #expect(throws: CommandError.self) { try search(folder["all.json"]) { $0.conditions = ["gsd"] } }
        #expect(throws: CommandError.self) { try search(folder["all.json"]) { $0.from = "2018-02-30" } }
    }

    @Test func aBusyServerIsAskedAgainWhenItSays() throws {
        let count = Mutex(0)
        let page = DrawnCatalog.years([2018]).page()
        let server = try LoopbackServer { _ in
            let number = count.withLock {
                $0 += 1
                return $0
            }
            return number == 1 ? .init(status: "429 Many", headers: ["Retry-After": "2"]) : .json(page)
        }
        let start = ContinuousClock.now
        #expect(try search(server.address(of: "items.json")).items.count == 4)
        #expect(ContinuousClock.now - start >= .seconds(2))
        #expect(count.withLock { $0 } == 2)
    }

    @Test func aServerThatWantsMoreTimeThanIsWaitedForIsTold() throws {
        let server = try LoopbackServer { _ in .init(status: "429 Many", headers: ["Retry-After": "86400"]) }
        let error = #expect(throws: CatalogError.self) { try search(server.address(of: "x?key=secret")) }
        #expect(error?.description.contains("86400 s") == true)
        #expect(error?.description.contains("secret") == false)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        "[]", "7", "{}", "<html></html>", "{\"type\": \"FeatureCollection\"}",
        "{\"type\": \"Catalog\", \"links\": [{\"rel\": \"search\", \"href\": \"/page\", \"method\": \"POST\"}]}",
    ])
    func whatIsNoCatalogIsTold(text: String) throws {
        let server = try LoopbackServer { _ in .json(text) }
        let error = #expect(throws: CatalogError.self) { try search(server.address(of: "catalog.json")) }
        #expect(error?.description.contains("no STAC catalogue") == true)
    }

    /// A folder's own catalogue is named; nobody sends a file of this machine.
    @Test func aFolderIsToldAsOne() throws {
        let folder = Scratch()
        func refusal(_ path: String) -> String {
            let error = #expect(throws: CatalogError.self) { try search(path) }
            return error?.description ?? ""
        }
        try FileManager.default.createDirectory(atPath: folder["county"], withIntermediateDirectories: true)
        #expect(refusal(folder["county"]).contains("no STAC catalogue: it is a folder. Give"))
        try "{}".write(toFile: folder["county/catalog.json"], atomically: true, encoding: .utf8)
        for path in [folder["county"], folder["county/"]] {
            #expect(
                refusal(path).contains(
                    "it is a folder, and its catalogue is \(folder["county/catalog.json"]). Give"))
        }
        try "<html></html>".write(toFile: folder["page.json"], atomically: true, encoding: .utf8)
        #expect(refusal(folder["page.json"]).contains("no STAC catalogue: it is not JSON. Give"))
    }

    /// Deep, endless, wild: none of it ends the process, and none of it is waited for.
    @Test(arguments: [
        String(repeating: "[", count: 100_000),
        "{\"type\": \"FeatureCollection\", \"features\": [], \"links\": [{\"rel\": \"next\", \"href\": \"#\"}]}",
        "{\"type\": \"Catalog\", \"links\": [{\"rel\": \"child\", \"href\": \"file:///etc/passwd\"}]}",
    ])
    func hostileCatalogsEnd(text: String) throws {
        let server = try LoopbackServer { _ in .json(text) }
        do {
            #expect(try search(server.address(of: "catalog.json")).items.isEmpty)
        } catch is CatalogError {}
    }

    @Test(arguments: [
        "{\"type\": \"Polygon\", \"coordinates\": [[[1e308, -1e308], [1e308, 1e308], [-1e308, 1], [1e308, -1e308]]]}",
        "{\"type\": \"Polygon\", \"coordinates\": []}",
        "{\"type\": \"Point\", \"coordinates\": [10.1, 50.05]}",
        "{\"type\": \"Polygon\", \"coordinates\": \"none\"}", "[1, 2]", "null", "99999999999999999999999",
    ])
    func footprintsThatAreNoneCoverNothing(geometry: String) throws {
        let folder = Scratch()
        let item =
            "{\"type\": \"Feature\", \"id\": \"a\", \"geometry\": \(geometry), \"properties\": {\"datetime\": 5, "
            + "\"gsd\": 1e400}, \"assets\": {\"image\": {\"href\": \"a.tif\", \"file:size\": 1e300}, \"b\": 3}}"
        try
            "{\"type\": \"FeatureCollection\", \"features\": [\(item.replacing("1e400", with: "1e4")), 5, {}]}"
            .write(toFile: folder["a.json"], atomically: true, encoding: .utf8)
        let found = try search(folder["a.json"])
        #expect(found.items.isEmpty && found.proposal == nil)
        #expect(found.cautions.contains { $0.hasPrefix("2 of the catalogue's items are damaged") })
    }

    @Test func footprintsAreWrittenForQGIS() throws {
        let folder = Scratch()
        try DrawnCatalog.years([2018]).page().write(
            toFile: folder["all.json"], atomically: true, encoding: .utf8)
        _ = try search(folder["all.json"]) { $0.out = folder["items.gpkg"] }
        // Its own earlier output is renewed, an input never.
        _ = try search(folder["all.json"]) { $0.out = folder["items.gpkg"] }
        #expect(EarlierOutput.isFootprints(folder["items.gpkg"]))
        #expect(throws: CommandError.self) { try search(folder["all.json"]) { $0.out = folder["all.json"] } }
    }

    @Test(arguments: ["10,50,9,51", "10,50,11", "0,0,inf,1", "none.gpkg", "-200,0,-190,1"])
    func areasThatAreNoneAreTold(area: String) throws {
        let folder = Scratch()
        try DrawnCatalog.years([2018]).page().write(
            toFile: folder["all.json"], atomically: true, encoding: .utf8)
        #expect(throws: (any Error).self) { try search(folder["all.json"]) { $0.area = area } }
    }
}

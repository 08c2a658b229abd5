import AerialCore
import Foundation
import HTTPTypes
import Imagery
import Testing

@testable import AerialServer

/// Changes, samples, worklists and polygons as the page asks for them: what a request says is in the file that commands read.
final class MarkRequestTests {
    private let folder: String
    private let service: ServiceInProcess

    init() throws {
        let path = NSTemporaryDirectory() + "aerial-requests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = try #require(ServedPath.real(path))
        service = ServiceInProcess(folders: [folder])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, _ name: String) throws {
        let url = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    /// The id of the only item of a kind.
    private func item(_ kind: String) async throws -> String {
        guard case .array(let items) = try await service.ask("/api/project").json?["items"] else { return "" }
        let found = items.filter { $0["kind"]?.text == kind }
        #expect(found.count == 1)
        return try #require(found.first?["id"]?.text)
    }

    // MARK: Changes

    private let place = "-71.5,42.1,-71.4,42.2"

    private func addChange() async throws -> String {
        try write("", "change/change.tif")
        try write(
            "rank,id,row,column,min_lon,min_lat,max_lon,max_lat,from,to,probability\r\n"
                + "1,r0001_c0002,1,2,\(place),Forest,\"Developed, low\",0.9000\r\n"
                + "2,r0003_c0004,3,4,\(place),Shrub,Developed,0.8000\r\n", "change/candidates.csv")
        return try await item("change")
    }

    @Test func aCandidateIsAcceptedRejectedAndTakenBack() async throws {
        let id = try await addChange()
        let before = try await service.ask("/api/changes/\(id)")
        #expect(before.json?["revision"] == 0)
        #expect(before.json?["marks"] == [:])
        guard case .array(let candidates) = before.json?["candidates"] else {
            Issue.record("none")
            return
        }
        #expect(candidates.map { $0["id"]?.text } == ["r0001_c0002", "r0003_c0004"])
        #expect(candidates.first?["to"]?.text == "Developed, low")
        #expect(
            candidates.first?["bounds"] == [.number(-71.5), .number(42.1), .number(-71.4), .number(42.2)])
        // Looking leaves no file behind.
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/change/marks.csv"))
        for (mark, expected) in [("\"accept\"", true), ("\"reject\"", false), ("null", nil)]
            as [(String, Bool?)]
        {
            let answer = try await service.ask(
                "/api/changes/\(id)/marks/r0001_c0002", .put, body: "{\"mark\":\(mark)}")
            #expect(answer.status == 200)
            let marks = try ChangeMarksFile.read(path: "\(folder)/change/marks.csv").marks
            #expect(marks[TileIndex(row: 1, column: 2)] == expected)
            #expect(answer.json?["marks"]?["r0001_c0002"] == (expected.map { $0 ? "accept" : "reject" }))
        }
        #expect(try await service.ask("/api/changes/\(id)/marks").json?["revision"] == 3)
    }

    @Test func whatIsNoMarkOrNoCandidateChangesNothing() async throws {
        let id = try await addChange()
        let tile = "/api/changes/\(id)/marks/r0001_c0002"
        for (path, body, status) in [
            (tile, "{\"mark\":\"maybe\"}", 400), (tile, "{\"mark\":\"Accept\"}", 400),
            (tile, "{\"mark\":1}", 400),
            (tile, "{\"mark\":", 400), (tile, "", 400), (tile, "[]", 400),
            ("/api/changes/\(id)/marks/r0009_c0009", "{\"mark\":\"accept\"}", 404),
            ("/api/changes/\(id)/marks/..%2F..%2Fx", "{\"mark\":\"accept\"}", 404),
            ("/api/changes/other/marks/r0001_c0002", "{\"mark\":\"accept\"}", 404),
        ] {
            #expect(try await service.ask(path, .put, body: body).status == status, "\(path) \(body)")
        }
        #expect(try await service.ask("/api/changes/\(id)/marks").json?["revision"] == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/change/marks.csv"))
    }

    @Test(arguments: ["nan", "inf", "", "x"])
    func aDamagedLineOfCandidatesIsNamed(number: String) async throws {
        try write("", "change/change.tif")
        try write(
            "rank,id,min_lon,min_lat,max_lon,max_lat,from,to,probability\r\n1,r0001_c0002,\(place),a,b,0.5\r\n"
                + "2,r0003_c0004,\(place),a,b,\(number)\r\n", "change/candidates.csv")
        let answer = try await service.ask("/api/changes/\(item("change"))")
        #expect(answer.status == 422)
        #expect(answer.json?["detail"]?.text?.contains("candidates.csv: line 3 has no probability") == true)
    }

    // MARK: Worklists

    private func addReview() async throws -> String {
        try write(
            "rank,path,label,suggested,probability\r\n1,train/Forest/a.png,Forest,Shrub,0.9100\r\n"
                + "2,\"train/Shrub/é, <b>.png\",Shrub,Forest,0.8000\r\n", "review/review.csv")
        return try await item("review")
    }

    @Test func labelsOfAReviewAreJudgedByTheirNumber() async throws {
        let id = try await addReview()
        let list = try await service.ask("/api/worklists/\(id)").json
        #expect(list?["kind"]?.text == "review")
        for (number, mark) in [(1, "accept"), (2, "drop")] {
            let answer = try await service.ask(
                "/api/worklists/\(id)/marks/\(number)", .put, body: "{\"mark\":\"\(mark)\"}")
            #expect(answer.status == 200)
        }
        let entries = try LabelCorrectionsFile.read(path: "\(folder)/review/corrections.csv").entries
        #expect(entries.map(\.path) == ["train/Forest/a.png", "train/Shrub/é, <b>.png"])
        #expect(entries.map(\.correction) == [.relabel("Shrub"), .drop])
        #expect(
            try await service.ask("/api/worklists/\(id)/marks").json?["marks"] == [
                "train/Forest/a.png": "accept", "train/Shrub/é, <b>.png": "drop",
            ])
    }

    /// A page that shows the older list said its word of another picture.
    @Test func aListThatWasMadeAnewTakesNoWordThatWasSaidOfTheOlderOne() async throws {
        let id = try await addReview()
        let path = "/api/worklists/\(id)/marks/1"
        let late = try await service.ask(
            path, .put, body: #"{"mark":"drop","id":"train/Forest/older.png"}"#)
        #expect(late.status == 409)
        #expect(late.json?["detail"]?.text?.contains("Open it again") == true)
        #expect(try await service.ask("/api/worklists/\(id)/marks").json?["revision"] == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/review/corrections.csv"))
        let own = try await service.ask(path, .put, body: #"{"mark":"drop","id":"train/Forest/a.png"}"#)
        #expect(own.json?["marks"] == ["train/Forest/a.png": "drop"])
    }

    @Test(arguments: [("0", 404), ("3", 404), ("-1", 404), ("1.png", 404), ("99999999999999999999", 404)])
    func anEntryThatTheListLacksIsNotThere(number: String, status: Int) async throws {
        let id = try await addReview()
        let path = "/api/worklists/\(id)/marks/\(number)"
        #expect(try await service.ask(path, .put, body: "{\"mark\":\"keep\"}").status == status)
        #expect(try await service.ask("/api/worklists/\(id)/pictures/\(number).png").status == 404)
    }

    @Test func aClassThatNobodyKnowsIsRefusedWithThoseThatAreKnown() async throws {
        let id = try await addReview()
        let answer = try await service.ask(
            "/api/worklists/\(id)/marks/1", .put, body: "{\"mark\":\"Swamp of sorrows\"}")
        #expect(answer.status == 400)
        for name in ["accept", "keep", "drop", "Forest", "Shrub"] {
            #expect(answer.json?["detail"]?.text?.contains(name) == true)
        }
    }

    /// A review may name any path; a picture comes from the folders or not at all.
    @Test(arguments: ["../outside.png", "/etc/hostname", "train/../../outside.png", "link.png", "gone.png"])
    func picturesOutsideOfTheFoldersAreNotShown(name: String) async throws {
        let outside = (folder as NSString).deletingLastPathComponent + "/outside-\(UUID().uuidString).png"
        try Data(EndpointHandler.clearPicture).write(to: URL(fileURLWithPath: outside))
        defer { try? FileManager.default.removeItem(atPath: outside) }
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link.png", withDestinationPath: outside)
        let file = name.replacing("outside.png", with: (outside as NSString).lastPathComponent)
        try write("rank,path,label,suggested,probability\r\n1,\(file),a,b,0.5\r\n", "review/review.csv")
        let answer = try await service.ask("/api/worklists/\(item("review"))/pictures/1.png")
        #expect(answer.status == 404)
        #expect(answer.type == "application/problem+json")
    }

    @Test func aPictureIsSentOnceAndThenByItsTag() async throws {
        try write("rank,path,label,suggested,probability\r\n1,a.png,a,b,0.5\r\n", "review/review.csv")
        try Data(EndpointHandler.clearPicture).write(to: URL(fileURLWithPath: "\(folder)/a.png"))
        let path = "/api/worklists/\(try await item("review"))/pictures/1.png"
        let first = try await service.ask(path)
        #expect(first.status == 200 && first.type == "image/png")
        #expect(first.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let tag = try #require(first.headers[.eTag])
        let again = try await service.ask(path, headers: [.ifNoneMatch: tag])
        #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
        #expect(try await service.ask(path, headers: [.ifNoneMatch: "\"other\""]).status == 200)
    }

    // MARK: Polygons

    private func polygon(_ name: String, _ x: Double = 0) -> String {
        "{\"class\":\"\(name)\",\"rings\":[[[\(x),0],[\(x + 1),0],[\(x + 1),1],[\(x),0]]]}"
    }

    private func labels() async throws -> [JSONValue] {
        guard case .array(let features) = try await service.ask("/api/labels").json?["features"] else {
            return []
        }
        return features
    }

    @Test func polygonsAreAddedRenamedMovedAndRemoved() async throws {
        let added = try await service.ask(
            "/api/labels", .post, body: "{\"labels\":[\(polygon("Forest")),\(polygon("Swamp", 5))]}")
        #expect(added.status == 201)
        guard case .array(let ids) = added.json?["ids"] else {
            Issue.record("no ids")
            return
        }
        let names = ids.compactMap(\.text)
        #expect(Set(names).count == 2)
        // A class that no legend knows stands behind those that one does.
        guard case .array(let classes) = try await service.ask("/api/labels").json?["classes"] else { return }
        #expect(classes.last?.text == "Swamp" && classes.count > 2)
        let path = "/api/labels/\(names[0])"
        #expect(try await service.ask(path, .put, body: "{\"class\":\"Shrub\"}").status == 200)
        let moved = try await service.ask(path, .put, body: polygon("Shrub", 20))
        #expect(moved.status == 200)
        let layer = try LabelLayer(path: "\(folder)/drawn-labels.geojson", field: "class")
        #expect(Set(layer.values) == ["Shrub", "Swamp"])
        #expect(try text("drawn-labels.geojson").contains("[[[20,0],[21,0],[21,1],[20,0]]]"))
        #expect(try await service.ask(path, .put, body: "{\"class\":null}").status == 200)
        #expect(try await labels().map { $0["properties"]?["class"]?.text } == ["Swamp"])
        #expect(try await service.ask(path, .put, body: "{\"class\":null}").status == 404)
    }

    /// A page that moves a corner knows the class of a while ago; another one may have changed it since.
    @Test func anOutlineAloneKeepsTheClass() async throws {
        let body = "{\"labels\":[\(polygon("Forest"))]}"
        let added = try await service.ask("/api/labels", .post, body: body)
        guard case .array(let ids) = added.json?["ids"], let id = ids.first?.text else {
            Issue.record("no id")
            return
        }
        #expect(try await service.ask("/api/labels/\(id)", .put, body: "{\"class\":\"Shrub\"}").status == 200)
        let rings = "{\"rings\":[[[20,0],[21,0],[21,1],[20,0]]]}"
        #expect(try await service.ask("/api/labels/\(id)", .put, body: rings).status == 200)
        #expect(try await labels().map { $0["properties"]?["class"]?.text } == ["Shrub"])
        #expect(try text("drawn-labels.geojson").contains("[[[20,0],[21,0],[21,1],[20,0]]]"))
        #expect(try await service.ask("/api/labels/\(id)", .put, body: "{}").status == 400)
        #expect(try await labels().count == 1)
    }

    @Test func ofPolygonsOfWhichOneIsNoneNoneIsAdded() async throws {
        let crossed = "{\"class\":\"a\",\"rings\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"
        for labels in [
            "[\(polygon("Forest")),\(crossed)]", "[\(polygon("Forest")),\(polygon(""))]", "[]", "null",
            "[\(polygon("Forest")),{}]", "[{\"class\":\"a\",\"rings\":[[[0,0],[1,0],[1,null],[0,0]]]}]",
        ] {
            #expect(try await service.ask("/api/labels", .post, body: "{\"labels\":\(labels)}").status == 400)
        }
        #expect(try await labels().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/drawn-labels.geojson"))
    }

    /// Each corner by itself was turned into the world: the polygon then went around the Earth the other way.
    @Test func aPolygonOverTheDateLineIsRefusedWithWhatToDo() async throws {
        let rings = [
            "[[179.5,-17],[180.2,-17],[180.2,-16],[179.5,-17]]", "[[-181,1],[-179,1],[-179,2],[-181,1]]",
        ]
        for ring in rings {
            let answer = try await service.ask(
                "/api/labels", .post, body: "{\"labels\":[{\"class\":\"a\",\"rings\":[\(ring)]}]}")
            #expect(answer.status == 400)
            #expect(answer.json?["detail"]?.text?.contains("on each side") == true)
        }
        #expect(try await labels().isEmpty)
    }

    /// As with QGIS: the polygon stood in the file again two seconds later.
    @Test func aPolygonThatIsRemovedFromTheFileStaysRemoved() async throws {
        let body = "{\"labels\":[\(polygon("Forest")),\(polygon("Swamp", 5))]}"
        #expect(try await service.ask("/api/labels", .post, body: body).status == 201)
        let file = DrawnLabelsFile(folder: folder)
        let words = try #require(try file.read()).compactMapValues { $0 }
        let kept = words.filter { $0.value.contains("Swamp") }
        try Data(file.bytes(with: kept)).write(to: URL(fileURLWithPath: file.path))
        #expect(try await labels().map { $0["properties"]?["class"]?.text } == ["Swamp"])
        #expect(try file.read()?.count == 1)
        // What is drawn next brings nothing back.
        let next = "{\"labels\":[\(polygon("Shrub", 9))]}"
        #expect(try await service.ask("/api/labels", .post, body: next).status == 201)
        #expect(try Set(LabelLayer(path: file.path, field: "class").values) == ["Shrub", "Swamp"])
    }

    @Test func aBodyOfAnotherKindOrBeyondTheLimitIsRefused() async throws {
        let body = "{\"labels\":[\(polygon("Forest"))]}"
        for type in ["text/plain", "", "application/jsonp", "application/x-www-form-urlencoded"] {
            let answer = try await service.ask(
                "/api/labels", .post, headers: [.contentType: type], body: body)
            #expect(answer.status == 415, "\(type)")
        }
        for type in ["application/json", "Application/JSON; charset=utf-8"] {
            let answer = try await service.ask(
                "/api/labels", .post, headers: [.contentType: type], body: body)
            #expect(answer.status == 201, "\(type)")
        }
        let large = body + String(repeating: " ", count: 1 << 18)
        #expect(try await service.ask("/api/labels", .post, body: large).status == 413)
        // One that says it is large is not read at all.
        #expect(
            try await service.ask("/api/labels", .post, headers: [.contentLength: "999999999"], body: body)
                .status
                == 413)
        #expect(try await labels().count == 2)
    }

    @Test func twoWhoDrawAtTheSameTimeLoseNothing() async throws {
        let service = service
        let bodies = (0..<12).map { "{\"labels\":[\(polygon("Forest", Double($0)))]}" }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for body in bodies {
                group.addTask { try await service.ask("/api/labels", .post, body: body).status }
            }
            for try await status in group { #expect(status == 201) }
        }
        #expect(try await labels().count == 12)
        let words = try #require(try DrawnLabelsFile(folder: folder).read())
        #expect(words.count == 12)
    }

    @Test(arguments: ["{}", "{\"rings\":null}", "{\"Class\":\"Shrub\"}"])
    func aBodyWithoutTheMemberThatMustBeThereRemovesNothing(body: String) async throws {
        let polygon = "{\"labels\":[{\"class\":\"a\",\"rings\":[[[0,0],[1,0],[1,1],[0,0]]]}]}"
        let added = try await service.ask("/api/labels", .post, body: polygon)
        guard case .array(let ids) = added.json?["ids"] else {
            Issue.record("\(added.text)")
            return
        }
        let id = try #require(ids.first?.text)
        #expect(try await service.ask("/api/labels/\(id)", .put, body: body).status == 400)
        #expect(try await labels().count == 1)
    }

    @Test func onlyASuggestionCanBeAccepted() async throws {
        try write(
            "rank,path,label,suggested,probability\r\n1,train/Forest/a.png,Forest,,0.9\r\n"
                + "2,train/Shrub/b.png,Shrub,Forest,0.8\r\n", "review/review.csv")
        let id = try await item("review")
        let refused = try await service.ask(
            "/api/worklists/\(id)/marks/1", .put, body: #"{"mark":"accept"}"#)
        #expect(refused.status == 400 && refused.text.contains("keep, drop"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/review/corrections.csv"))
        // The list goes on being readable, and all else can be said.
        for (number, mark) in [(1, "drop"), (2, "accept"), (1, "Shrub")] {
            let answer = try await service.ask(
                "/api/worklists/\(id)/marks/\(number)", .put, body: #"{"mark":"\#(mark)"}"#)
            #expect(answer.status == 200)
        }
        let read = try LabelCorrectionsFile.read(path: "\(folder)/review/corrections.csv").entries
        #expect(read.map(\.correction) == [.relabel("Shrub"), .relabel("Forest")])
    }
}

import Foundation
import HTTPTypes
import Testing

@testable import AerialServer

/// What lies in the folders is found by what it is, and nothing outside of them.
final class ProjectScanTests {
    private let scratch: String
    private let root: String

    init() throws {
        let path = NSTemporaryDirectory() + "aerial-scan-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/county", withIntermediateDirectories: true)
        scratch = try #require(ServedPath.real(path))
        root = "\(scratch)/county"
    }

    deinit { try? FileManager.default.removeItem(atPath: scratch) }

    private func write(_ text: String, _ name: String) throws {
        let url = URL(fileURLWithPath: name.hasPrefix("/") ? name : "\(root)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func found(_ folders: [String]? = nil) -> [String: ProjectItem.Kind] {
        var scan = ProjectScan(folders: folders ?? [root])
        let items = scan.run().items
        #expect(Set(items.map(\.id)).count == items.count)
        return Dictionary(items.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
    }

    private static let predictions = "id,source,row,column,pred_label,status,reason\r\n"

    @Test func thingsAreKnownByWhatTheyHold() throws {
        try write("{}", "set/dataset.json")
        try write("{}", "model/model.json")
        try write("", "model/weights.safetensors")
        try write("", "change/change.tif")
        try write("", "change/candidates.csv")
        try write("rank,path,label,suggested,probability\r\n", "review/review.csv")
        try write(Self.predictions, "a/predictions.csv")
        try write("", "runs.sqlite")
        #expect(
            found() == [
                "county/set": .dataset, "county/model": .model, "county/change": .change,
                "county/review": .review, "county/a/predictions.csv": .predictions,
                "county/runs.sqlite": .runs,
            ])
    }

    /// Of the same name and another content.
    @Test func whatOnlyHasTheNameIsNotTaken() throws {
        try write("{}", "model/model.json")
        try write("", "change/change.tif")
        try write("rank,path,label\r\n", "review/review.csv")
        try write("id,status\r\n", "predictions.csv")
        try write(Self.predictions.replacing("reason", with: "mine"), "own.csv")
        try write("no table\u{0}", "x.gpkg")
        try write("", "empty.csv")
        try write("<html></html>", "page.html")
        try write("no picture", "scene.tif")
        try write("", "sample/sample.csv")
        try write("", "sample/strata.csv")
        #expect(found().isEmpty)
    }

    /// A dataset has a folder of pictures for each class: it is one thing.
    @Test func withinADatasetOrAModelNothingIsLookedFor() throws {
        try write("{}", "set/dataset.json")
        try write(Self.predictions, "set/predictions.csv")
        try write("{}", "model/model.json")
        try write("", "model/weights.safetensors")
        try write("", "model/runs.sqlite")
        try write("", "review/chips/runs.sqlite")
        #expect(found() == ["county/set": .dataset, "county/model": .model])
    }

    @Test func hiddenFilesAndFoldersArePassedOver() throws {
        try write("", ".git/runs.sqlite")
        try write(Self.predictions, ".predictions.csv")
        try write("", "shown/runs.sqlite")
        #expect(found() == ["county/shown/runs.sqlite": .runs])
    }

    @Test func linksThatLeadOutAreNotFollowedAndThoseWithinAre() throws {
        try write("", "\(scratch)/other/runs.sqlite")
        try write("", "real/runs.sqlite")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: "\(root)/out", withDestinationPath: "\(scratch)/other")
        try files.createSymbolicLink(atPath: "\(root)/up", withDestinationPath: "..")
        try files.createSymbolicLink(atPath: "\(root)/gone", withDestinationPath: "nothing")
        try files.createSymbolicLink(atPath: "\(root)/round", withDestinationPath: "round")
        try files.createSymbolicLink(atPath: "\(root)/file.sqlite", withDestinationPath: "real/runs.sqlite")
        try files.createSymbolicLink(atPath: "\(root)/in", withDestinationPath: "real")
        #expect(found() == ["county/real/runs.sqlite": .runs, "county/in/runs.sqlite": .runs])
        // Another folder that is served does not let the first one out of its own.
        #expect(found([root, "\(scratch)/other"]).keys.contains("other/runs.sqlite"))
        #expect(!found([root, "\(scratch)/other"]).keys.contains("county/out/runs.sqlite"))
    }

    @Test(arguments: [
        "森/é.csv", "a b/<c>&\"d'.csv", "new\nline/x.csv", "e\u{301}.csv", "a;b,c.csv", "#?%2F.csv",
    ])
    func namesInAnyScriptAreFoundAndHaveAnAddress(name: String) throws {
        try write(Self.predictions, name)
        var scan = ProjectScan(folders: [root])
        let item = try #require(scan.run().items.first)
        #expect(item.name == "county/\(name)")
        #expect(throws: Never.self) { try Parameter.path("item", .name, "").check(item.id) }
        #expect(throws: Never.self) { try Parameter.path("layer", .name, "").check(item.id + ".p254") }
    }

    /// ext4 and others take any bytes but a slash and a zero.
    @Test func aNameThatIsNoTextDoesNotHideTheOthers() throws {
        let bytes = Array(root.utf8) + Array("/bad".utf8) + [0xFF, 0xFE, 0]
        let made = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { mkdir($0.baseAddress!, 0o700) }
        }
        try #require(made == 0)
        try write("", "z/runs.sqlite")
        #expect(found()["county/z/runs.sqlite"] == .runs)
    }

    @Test func foldersThatAreGoneHoldNothing() {
        #expect(found(["\(scratch)/gone"]).isEmpty)
        #expect(found([]).isEmpty)
    }

    @Test func theSameNameInTwoFoldersIsTwoThings() throws {
        try write("", "\(scratch)/a/county/runs.sqlite")
        try write("", "runs.sqlite")
        var scan = ProjectScan(folders: [root, "\(scratch)/a/county"])
        let items = scan.run().items
        #expect(items.map(\.name) == ["county/runs.sqlite", "county/runs.sqlite"])
        #expect(Set(items.map(\.id)).count == 2)
    }

    /// Files are opened again only when they have changed: a look says what the last one learned.
    @Test func whatIsKnownIsNotLookedAtAgainUntilItChanges() throws {
        try write(Self.predictions, "a.csv")
        try write("id,x\r\n", "b.csv")
        var first = ProjectScan(folders: [root])
        let before = first.run().items
        #expect(before.map(\.name) == ["county/a.csv"])
        // Known otherwise than it is: the look believes what is known.
        var second = ProjectScan(folders: [root], known: first.known.mapValues { _ in .map })
        #expect(second.run().items.map(\.kind) == [.map, .map])
        try write(Self.predictions + "x", "b.csv")
        var third = ProjectScan(folders: [root], known: first.known)
        let after = third.run().items
        #expect(after.map(\.name) == ["county/a.csv", "county/b.csv"])
        #expect(after.first == before.first)
    }

    @Test func aThingsStampChangesWithItsFileAndItsAddressDoesNot() throws {
        try write(Self.predictions, "a.csv")
        func item() throws -> ProjectItem {
            var scan = ProjectScan(folders: [root])
            return try #require(scan.run().items.first)
        }
        let before = try item()
        #expect(try item() == before)
        try write(Self.predictions + "\r\n", "a.csv")
        let after = try item()
        #expect(after.id == before.id && after.stamp != before.stamp)
        #expect(ProjectItem.stamp(of: "\(root)/none") == "")
    }

    @Test func addressesDifferByKindAndPath() {
        func id(_ kind: ProjectItem.Kind, _ path: String) -> String {
            ProjectItem(kind: kind, path: path, name: "", stamp: "").id
        }
        #expect(id(.map, "/a/b.tif") == id(.map, "/a/b.tif"))
        // The same letters once the others are taken out.
        let paths = ["/a/b c.tif", "/a/b-c.tif", "/a/b.c.tif", "/a/bäc.tif", "/a/b森c.tif", "/b/b c.tif"]
        let ids = paths.flatMap { path in [.map, .imagery].map { id($0, path) } }
        #expect(Set(ids).count == ids.count)
        let long = id(.map, "/a/" + String(repeating: "森x", count: 2000))
        #expect(long.utf8.count == 57)
        // SHA-256 of "abc" (FIPS 180-2, appendix B.1) begins so.
        #expect(ProjectItem.checksum("abc") == "ba7816bf8f01cfea")
        #expect(ProjectItem.checksum("") == "e3b0c44298fc1c14")
    }

    @Test func theServiceTellsNamesAndNoPathsOfThisMachine() async throws {
        try write("", "runs.sqlite")
        let answer = try await ServiceInProcess(folders: [root]).ask("/api/project")
        #expect(answer.json?["whole"] == true)
        #expect(answer.json?["folders"] == ["county"])
        #expect(answer.text.contains("county/runs.sqlite"))
        #expect(!answer.text.contains(scratch))
    }

    @Test func anItemOfAnotherKindIsNotFound() async throws {
        try write("rank,path,label,suggested,probability\r\n", "review/review.csv")
        let service = ServiceInProcess(folders: [root])
        var scan = ProjectScan(folders: [root])
        let id = try #require(scan.run().items.first?.id)
        #expect(try await service.ask("/api/worklists/\(id)").status == 200)
        for path in [
            "changes/\(id)", "samples/\(id)", "predictions/\(id)", "items/\(id)/layers", "items/\(id)/page",
        ] {
            let answer = try await service.ask("/api/\(path)")
            #expect(answer.status == 404, "\(path)")
            #expect(answer.json?["detail"]?.text?.contains(id) == true)
        }
    }

    // MARK: What is not looked at

    private func isWhole() -> Bool {
        var scan = ProjectScan(folders: [root])
        return scan.run().isWhole
    }

    @Test func aFolderThatIsTooDeepIsTold() throws {
        try write("", "1/2/3/4/5/6/runs.sqlite")
        #expect(found().count == 1 && isWhole())
        try write("", "1/2/3/4/5/6/7/.hidden")
        #expect(isWhole())
        try write("", "1/2/3/4/5/6/7/runs.sqlite")
        #expect(found().count == 1 && !isWhole())
        // Again whole once it is gone: a scan that is asked twice begins anew.
        var scan = ProjectScan(folders: [root])
        #expect(!scan.run().isWhole)
        try FileManager.default.removeItem(atPath: "\(root)/1/2/3/4/5/6/7")
        #expect(scan.run().isWhole)
    }

    @Test func linksThatLeadUpwardsEnd() throws {
        try write("", "a/b/runs.sqlite")
        try write("", "c/runs.sqlite")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: "\(root)/a/b/top", withDestinationPath: "../..")
        try files.createSymbolicLink(atPath: "\(root)/a/b/up", withDestinationPath: "..")
        try files.createSymbolicLink(atPath: "\(root)/a/b/here", withDestinationPath: ".")
        #expect(found() == ["county/a/b/runs.sqlite": .runs, "county/c/runs.sqlite": .runs])
        #expect(isWhole())
        // Two that lead to each other: each is seen from the other once.
        try files.createSymbolicLink(atPath: "\(root)/a/side", withDestinationPath: "../c")
        try files.createSymbolicLink(atPath: "\(root)/c/side", withDestinationPath: "../a")
        let names = Set(found().keys)
        #expect(names.isSuperset(of: ["county/a/side/runs.sqlite", "county/c/side/b/runs.sqlite"]))
        #expect(names.count == 4 && isWhole())
    }

    /// 'gdaladdo' writes overviews beside a file that it cannot change.
    @Test(arguments: [".ovr", ".aux.xml"]) func whatLiesBesideARasterCountsToItsState(ending: String) throws {
        try write("a", "scene.vrt")
        let before = ProjectItem.stamp(of: "\(root)/scene.vrt")
        try write("b", "scene.vrt\(ending)")
        #expect(ProjectItem.stamp(of: "\(root)/scene.vrt") != before)
        #expect(ProjectItem.stamp(of: "\(root)/other.vrt").isEmpty)
    }

    /// A folder within another that is served too, and one that is named twice.
    @Test func aThingThatTwoFoldersHoldIsThereOnce() async throws {
        try write("", "a/runs.sqlite")
        var scan = ProjectScan(folders: [root, "\(root)/a", root])
        let items = scan.run().items
        #expect(items.map(\.name) == ["county/a/runs.sqlite"])
        // The program's own history is that of a folder, by another way.
        let own = "\(root)/a/../a/runs.sqlite"
        let workbench = Workbench(folders: [root], threads: 1, program: "/bin/false", history: own)
        #expect(try await workbench.histories().count == 1)
    }
}

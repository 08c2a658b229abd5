import Foundation
import Testing

@testable import Aerial
@testable import Imagery

/// What of a web server is taken from an earlier run.
@Suite struct StoredVersionTests {
    /// The file server of the tests says neither ETag nor Last-Modified.
    @Test func aFileWithoutAVersionIsOfOneRunAlone() throws {
        let folder = Scratch()
        try Data("map,reference\n".utf8).write(to: URL(fileURLWithPath: folder["sample.csv"]))
        let server = try FileServer(folder: folder.path)
        let object = try #require(
            try RemoteStore.object(at: server.address(of: "sample.csv"), named: "sample.csv"))
        #expect(object.version.isEmpty && object.bytes == 14)
        let told = object.told(inRun: "a")
        #expect(told.name == object.name && told.bytes == object.bytes)
        #expect(told == object.told(inRun: "a") && told != object.told(inRun: "b"))
    }

    @Test func aFileWithAVersionIsOfAllRuns() {
        let object = StoredObject(name: "sample.csv", bytes: 14, version: "3858f6")
        #expect(object.told(inRun: "a") == object)
    }

    /// A signature may hold slashes: what follows the last of them was taken for the file's name.
    @Test func whatFollowsAQuestionMarkIsNoPartOfTheName() throws {
        setenv("AERIAL_HOME", SmallCounty.home, 0)
        let folder = Scratch()
        try Data("map,reference\n".utf8).write(to: URL(fileURLWithPath: folder["sample.csv"]))
        let server = try FileServer(folder: folder.path)
        let paths = try ["?sig=a/b%2Fc", "?sig=other"].map {
            try StoredFile.here(server.address(of: "sample.csv") + $0)
        }
        // The copy: its files in a folder, the record and the lock beside it.
        let copies = paths.map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().deletingLastPathComponent().path
        }
        defer {
            for name in copies + copies.map({ $0 + ".lock" }) {
                try? FileManager.default.removeItem(atPath: name)
            }
        }
        #expect(paths.allSatisfy { $0.hasSuffix("/sample.csv") })
        #expect(FileManager.default.contents(atPath: paths[0]) == Data("map,reference\n".utf8))
        // Files of one name may differ in the query alone.
        #expect(copies[0] != copies[1])
        #expect(throws: CommandError.self) { try StoredFile.here(server.address(of: "") + "?a=b") }
    }

    /// Within a run it is the same file, fetched once.
    @Test func aRunFetchesAFileWithoutAVersionOnce() throws {
        setenv("AERIAL_HOME", SmallCounty.home, 0)
        let folder = Scratch()
        try Data("first".utf8).write(to: URL(fileURLWithPath: folder["sample.csv"]))
        let server = try FileServer(folder: folder.path)
        let path = try StoredFile.here(server.address(of: "sample.csv"))
        // The copy: its files in a folder, the record and the lock beside it.
        let copy = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent().path
        defer { for name in [copy, copy + ".lock"] { try? FileManager.default.removeItem(atPath: name) } }
        let text = try String(contentsOfFile: "\(copy)/objects.json", encoding: .utf8)
        #expect(text.contains("unknown, run"))
        try Data("other".utf8).write(to: URL(fileURLWithPath: folder["sample.csv"]))
        #expect(try StoredFile.here(server.address(of: "sample.csv")) == path)
        #expect(FileManager.default.contents(atPath: path) == Data("first".utf8))
    }
}

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

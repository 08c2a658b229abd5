import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Outputs appear whole or not at all.
struct StagedOutputTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func put(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test(arguments: [
        "a.bin", "a<b>&\"c\".bin", "line\nend", "名前.tif", " .bin", "-rf", "%2F..%2F", "a.partial-x",
    ])
    func anOutputOfAnyNameIsThereOnceItIsPublished(name: String) throws {
        let output = try StagedOutput(path: folder.file(name))
        try put("new", output.partialPath)
        // Nobody sees it before.
        #expect(!FileManager.default.fileExists(atPath: folder.file(name)))
        try output.publish()
        #expect(folder.names == [name])
        #expect(try folder.text(name) == "new")
    }

    @Test func whatIsNotPublishedLeavesNothing() throws {
        try put("old", folder.file("a"))
        do {
            let output = try StagedOutput(path: folder.file("a"))
            try put("new", output.partialPath)
            try put("side", output.partialPath(ofSideFile: "a.side"))
        }
        #expect(folder.names == ["a"])
        #expect(try folder.text("a") == "old")
    }

    @Test func anOutputThatWasNotWrittenIsToldOf() throws {
        let path = folder.file("a")
        #expect(throws: ImageryError.cannotWrite(path: path, reason: "nothing was written")) {
            let output = try StagedOutput(path: path)
            try put("side", output.partialPath(ofSideFile: "b"))
            try output.publish()
        }
        #expect(folder.names.isEmpty)
    }

    @Test func sideFilesComeAndObsoleteOnesGoWithTheOutput() throws {
        for name in ["a", "a.old", "a.side", "b"] { try put("old", folder.file(name)) }
        let output = try StagedOutput(path: folder.file("a"))
        try put("new", output.partialPath)
        try put("new", try #require(output.sideFilePath(ending: ".side")))
        try output.publish(removing: [".old", ".never"])
        #expect(folder.names == ["a", "a.side", "b"])
        #expect(try ["a", "a.side", "b"].map(folder.text) == ["new", "new", "old"])
    }

    /// A folder has taken the output's name meanwhile: what lay beside it is as it was.
    @Test func anOutputThatCannotTakeItsPlaceGivesTheOlderSideFilesBack() throws {
        for name in ["a.old", "a.side"] { try put("old", folder.file(name)) }
        let path = folder.file("a")
        do {
            let output = try StagedOutput(path: path)
            try put("new", output.partialPath)
            for ending in [".side", ".fresh"] {
                try put("new", try #require(output.sideFilePath(ending: ending)))
            }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(throws: ImageryError.self) { try output.publish(removing: [".old"]) }
        }
        #expect(folder.names == ["a", "a.old", "a.side"])
        #expect(try ["a.old", "a.side"].map(folder.text) == ["old", "old"])
    }

    @Test func aLinkIsWrittenThrough() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("there"), withIntermediateDirectories: false)
        try put("old", folder.file("there/file"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: "there/file")
        let output = try StagedOutput(path: folder.file("link"))
        try put("new", output.partialPath)
        try output.publish()
        #expect(try folder.text("there/file") == "new")
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "there/file")
        #expect(folder.names == ["link", "there"])
    }

    @Test func foldersAndLinksThatTurnInCirclesAreNoOutputs() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("one"), withDestinationPath: folder.file("two"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("two"), withDestinationPath: folder.file("one"))
        for path in [folder.path, folder.file("one"), folder.file("none/a")] {
            #expect(throws: ImageryError.self, "\(path)") { try StagedOutput(path: path) }
        }
    }

    @Test func aDeviceTakesOnlyWhatIsWrittenFromBeginningToEnd() throws {
        #expect(throws: ImageryError.needsFile(path: "/dev/null")) { try StagedOutput(path: "/dev/null") }
        let output = try StagedOutput(path: "/dev/null", streams: true)
        #expect(output.partialPath == "/dev/null" && output.sideFilePath(ending: ".x") == nil)
        try output.publish()
    }

    // MARK: - Heads and ends

    @Test func aFilesHeadAndEndAreItsOwnText() throws {
        let path = folder.file("t")
        for count in [0, 1, 4095, 4096, 4097, 65_536, 65_537] {
            let text = String((0..<count).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
            try put(text, path)
            #expect(FileHead.text(path) == text.prefix(1 << 16))
            #expect(FileEnd.text(path) == text.suffix(4096))
        }
        for path in [folder.file("none"), ""] { #expect(FileHead.text(path) + FileEnd.text(path) == "") }
    }

    // MARK: - JSON

    @Test func everyTextIsReadBackFromItsJSON() throws {
        let scalars =
            (0...0x2FF).compactMap(UnicodeScalar.init) + ["\u{2028}", "\u{FFFF}", "\u{10FFFF}", "\u{FEFF}"]
        let texts = scalars.map { "a\($0)b" } + ["", "\\\"", "\\u0041", "</script>", "e\u{301}", "\r\n"]
        let json = "[\(texts.map(JSONText.quoted).joined(separator: ","))]"
        let back = try JSONDecoder().decode([String].self, from: Data(json.utf8))
        #expect(back.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }
}

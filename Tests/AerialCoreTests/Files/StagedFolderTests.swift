import Foundation
import Testing

@testable import AerialCore

struct StagedFolderTests {
    private let place: Place

    init() throws { place = try Place() }

    private func staged(_ text: String = "new") throws -> StagedFolder {
        let folder = try StagedFolder(for: place["data"])
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/file"))
        return folder
    }

    @Test func theNewFolderTakesTheOldOnesPlace() throws {
        try place.write("old", to: "data/file")
        try place.write("old", to: "data/other")
        do { try staged().commit() }
        #expect(place.text("data/file") == "new")
        #expect(place.text("data/other") == nil)
        #expect(place.names == ["data"])
    }

    @Test func aFolderThatIsNotPutInPlaceLeavesNothing() throws {
        try place.write("old", to: "data/file")
        do { _ = try staged() }
        #expect(place.text("data/file") == "old")
        #expect(place.names == ["data"])
    }

    @Test func anExchangeThatFailsKeepsTheOld() throws {
        try place.write("old", to: "data/file")
        let folder = try staged()
        try FileManager.default.removeItem(atPath: folder.path)
        #expect(throws: SystemFailure.self) { try folder.commit() }
        #expect(place.text("data/file") == "old")
    }

    @Test func aSecondRenameThatFailsBringsTheOldBack() throws {
        try place.write("old", to: "data/file")
        let folder = try staged()
        try FileManager.default.removeItem(atPath: folder.path)
        #expect(throws: SystemFailure.self) { try folder.replaceInTwoSteps() }
        #expect(place.text("data/file") == "old")
    }

    @Test func whatAKilledRunLeftIsRemovedByTheNext() throws {
        try place.write("half", to: ".data.partial-AbCdEf/data/file")
        do { try staged().commit() }
        #expect(place.names == ["data"])
    }

    @Test func whatAKilledRunMovedAwayComesBack() throws {
        try place.write("old", to: ".data.partial-AbCdEf/replaced/file")
        StagingPlace.removeAbandoned(beside: place["data"])
        #expect(place.text("data/file") == "old")
        #expect(place.names == ["data"])
    }

    @Test func theWorkOfARunThatGoesOnIsLeftAlone() throws {
        let other = try staged("other")
        do { try staged().commit() }
        try other.commit()
        #expect(place.text("data/file") == "other")
    }

    @Test func aLinkToAFolderIsWrittenThrough() throws {
        try place.write("old", to: "elsewhere/file")
        try FileManager.default.createSymbolicLink(atPath: place["data"], withDestinationPath: "elsewhere")
        do { try staged().commit() }
        #expect(place.text("elsewhere/file") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place["data"]) == "elsewhere")
    }

    @Test func aLinkThatLiesUnderAStagingNameIsNeitherFollowedNorRemoved() throws {
        try place.write("mine", to: "mine/file")
        try FileManager.default.createSymbolicLink(
            atPath: place[".data.partial-AbCdEf"], withDestinationPath: place["mine"])
        do { try staged().commit() }
        #expect(place.text("mine/file") == "mine")
    }
}

struct OutputFileTests {
    private let place: Place

    init() throws { place = try Place() }

    @Test func aFileIsReplacedWhole() throws {
        try place.write("old and longer", to: "file")
        try OutputFile.write(Array("new".utf8), to: place["file"])
        #expect(place.text("file") == "new")
        #expect(place.names == ["file"])
    }

    @Test(arguments: ["old", nil]) func aChainOfLinksIsWrittenThrough(older: String?) throws {
        try FileManager.default.createDirectory(atPath: place["far"], withIntermediateDirectories: true)
        if let older { try place.write(older, to: "far/file") }
        for (link, target) in [("one", "two"), ("two", "far/file")] {
            try FileManager.default.createSymbolicLink(atPath: place[link], withDestinationPath: target)
        }
        try OutputFile.write(Array("new".utf8), to: place["one"])
        #expect(place.text("far/file") == "new")
        #expect(place.names == ["far", "one", "two"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place["one"]) == "two")
    }

    /// Such a mark joins the slash before it as a character, and is a byte of the name for the system.
    @Test func aNameMayBeginWithACombiningMark() throws {
        try FileManager.default.createDirectory(
            atPath: place["\u{323}folder"], withIntermediateDirectories: true)
        for name in ["\u{301}file", "\u{323}folder/\u{301}file"] {
            for text in ["old", "new"] { try OutputFile.write(Array(text.utf8), to: place[name]) }
            #expect(place.text(name) == "new")
        }
        try FileManager.default.createSymbolicLink(
            atPath: place["link"], withDestinationPath: place["\u{301}file"])
        try OutputFile.write(Array("newer".utf8), to: place["link"])
        #expect(place.text("\u{301}file") == "newer" && place.names.count == 3)
        #expect(OutputTarget.folder(of: "/\u{301}x") == "/" && OutputTarget.folder(of: "a/\u{301}x") == "a")
        #expect(OutputTarget.name(of: "a/\u{301}x").utf8.elementsEqual("\u{301}x".utf8))
    }

    /// What a killed run left of one form of a name is no business of the other's.
    @Test func theOtherFormOfANameIsAnotherOutput() throws {
        let forms = ["caf\u{E9}", "cafe\u{301}"]
        try place.write("old", to: ".\(forms[0]).partial-AbCdEf/replaced/file")
        StagingPlace.removeAbandoned(beside: place[forms[1]])
        #expect(place.names.count == 1)
        StagingPlace.removeAbandoned(beside: place[forms[0]])
        #expect(place.text("\(forms[0])/file") == "old" && place.names.count == 1)
    }

    @Test func linksInACircleAreAnError() throws {
        try FileManager.default.createSymbolicLink(atPath: place["one"], withDestinationPath: "one")
        #expect(throws: SystemFailure.self) { try OutputFile.write([1], to: place["one"]) }
    }

    @Test func devicesTakeWhatIsWrittenAndStay() throws {
        try OutputFile.write([1, 2, 3], to: "/dev/null")
        #expect(throws: SystemFailure.self) { try OutputFile.write([1, 2, 3], to: "/dev/full") }
        #expect(try OutputTarget("/dev/null") == .stream("/dev/null"))
        #expect(try OutputTarget("/dev/full") == .stream("/dev/full"))
    }

    @Test func aFolderIsNoPlaceForAFile() throws {
        try place.write("", to: "folder/file")
        #expect(throws: SystemFailure("a folder has this name")) { try OutputTarget(place["folder"]) }
    }

    @Test func aFileHasOneIdentityUnderAllItsNames() throws {
        try place.write("", to: "folder/file")
        try FileManager.default.linkItem(atPath: place["folder/file"], toPath: place["hard"])
        try FileManager.default.createSymbolicLink(atPath: place["soft"], withDestinationPath: "hard")
        let identity = FileIdentity(ofFileAt: place["folder/file"])
        #expect(identity != nil)
        #expect(FileIdentity(ofFileAt: place["hard"]) == identity)
        #expect(FileIdentity(ofFileAt: place["soft"]) == identity)
        #expect(FileIdentity(ofFileAt: place["none"]) == nil)
        let folder = try #require(FileIdentity(ofFileAt: place["folder"]))
        #expect(FileIdentity.folders(above: place["folder/file"]).first == folder)
        #expect(FileIdentity.folders(above: place["folder/not/there"]).contains(folder))
    }
}

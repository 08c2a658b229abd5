import Foundation
import Testing

@testable import AerialCore

struct StagedSetTests {
    private let place: Place

    init() throws {
        place = try Place()
        try place.write("old table", to: "out/table.csv")
        try place.write("old page", to: "out/page.html")
        try place.write("a person's", to: "out/notes.txt")
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// A set that is written and not yet put in place: two files that were there and one that was not.
    private func written() throws -> StagedSet {
        let set = StagedSet()
        let folder = try set.place(inFolder: place["out"])
        for name in ["table.csv", "page.html", "added.csv"] { try write("new", to: "\(folder)/\(name)") }
        return set
    }

    private func expectOld(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(place.text("out/table.csv") == "old table", sourceLocation: sourceLocation)
        #expect(place.text("out/page.html") == "old page", sourceLocation: sourceLocation)
        #expect(place.text("out/notes.txt") == "a person's", sourceLocation: sourceLocation)
        #expect(names(in: "out") == ["notes.txt", "page.html", "table.csv"], sourceLocation: sourceLocation)
    }

    private func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: place[folder]).sorted()) ?? []
    }

    @Test func allFilesAppearTogetherAndOthersStay() throws {
        do {
            let set = try written()
            #expect(place.text("out/table.csv") == "old table")
            try set.commit()
        }
        for name in ["table.csv", "page.html", "added.csv"] { #expect(place.text("out/\(name)") == "new") }
        #expect(place.text("out/notes.txt") == "a person's")
        #expect(names(in: "out") == ["added.csv", "notes.txt", "page.html", "table.csv"])
    }

    @Test func aJournalThatCannotBeRenamedIsClosedAllTheSame() throws {
        try place.write("new", to: "out/.staging/files/table.csv")
        // A folder that is not empty takes no other's name.
        try place.write("in the way", to: "out/.staging/journal-done/file")
        let journal = try SetJournal(
            in: place["out/.staging"], folder: place["out"], staging: place["out/.staging/files"],
            names: ["table.csv"])
        try journal.apply(from: place["out/.staging/files"])
        #expect(SetJournal.isOpen(in: place["out/.staging"]))
        journal.close()
        #expect(!SetJournal.isOpen(in: place["out/.staging"]))
        #expect(place.text("out/table.csv") == "new")
    }

    @Test func aSetThatIsNotPutInPlaceLeavesNothing() throws {
        do { _ = try written() }
        expectOld()
    }

    @Test func aFileThatCannotBePutInPlaceTakesTheOthersBack() throws {
        let set = StagedSet()
        do {
            let folder = try set.place(inFolder: place["out"])
            for name in ["page.html", "table.csv"] { try write("new", to: "\(folder)/\(name)") }
            // Where its folder should be lies a person's file.
            try FileManager.default.createDirectory(
                atPath: "\(folder)/z/notes.txt", withIntermediateDirectories: true)
            try write("new", to: "\(folder)/z/notes.txt/page.html")
            try place.write("a person's", to: "out/z/notes.txt")
        }
        #expect(throws: SystemFailure.self) { try set.commit() }
        #expect(place.text("out/table.csv") == "old table")
        #expect(place.text("out/page.html") == "old page")
        #expect(place.text("out/z/notes.txt") == "a person's")
    }

    @Test func aFileThatCannotBePutInPlaceTakesAWholeFolderBack() throws {
        try place.write("old", to: "out/model/forest")
        let set = StagedSet()
        do {
            let folder = try set.place(inFolder: place["out"], wholes: ["model"])
            for name in ["model", "z/notes.txt"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            try write("new", to: "\(folder)/model/weights")
            try write("new", to: "\(folder)/z/notes.txt/page.html")
            try place.write("a person's", to: "out/z/notes.txt")
        }
        #expect(throws: SystemFailure.self) { try set.commit() }
        #expect(names(in: "out/model") == ["forest"])
    }

    @Test func aNewFolderAppearsWhole() throws {
        let set = StagedSet()
        let folder = try set.place(inFolder: place["more/new"])
        try write("new", to: "\(folder)/table.csv")
        #expect(!FileManager.default.fileExists(atPath: place["more/new"]))
        try set.commit()
        #expect(place.text("more/new/table.csv") == "new")
        #expect(names(in: "more") == ["new"])
    }

    @Test func filesOfSubfoldersJoinThoseThatLieThere() throws {
        try place.write("old", to: "out/chips/a.png")
        try place.write("a person's", to: "out/chips/mine.png")
        let set = StagedSet()
        let folder = try set.place(inFolder: place["out"])
        try FileManager.default.createDirectory(atPath: "\(folder)/chips", withIntermediateDirectories: true)
        for name in ["a.png", "b.png"] { try write("new", to: "\(folder)/chips/\(name)") }
        try set.commit()
        #expect(place.text("out/chips/a.png") == "new")
        #expect(place.text("out/chips/b.png") == "new")
        #expect(place.text("out/chips/mine.png") == "a person's")
    }

    @Test func aWholeFolderIsReplacedWithAllThatLiesInIt() throws {
        try place.write("old", to: "out/model/forest")
        let set = StagedSet()
        let folder = try set.place(inFolder: place["out"], wholes: ["model"])
        try FileManager.default.createDirectory(atPath: "\(folder)/model", withIntermediateDirectories: true)
        try write("new", to: "\(folder)/model/weights")
        try set.commit()
        #expect(names(in: "out/model") == ["weights"])
    }

    /// A file and a folder that are written and not yet put in place; where the folder is written.
    private func writtenWithAFolder() throws -> (set: StagedSet, folder: String) {
        try place.write("old", to: "out/model/forest")
        let set = StagedSet()
        let folder = try set.folderPlace(for: place["out/model"])
        try write("new", to: "\(folder)/weights")
        try write("new", to: try set.place(for: place["out/table.csv"]))
        return (set, folder)
    }

    @Test func aWholeFolderAndAFileBesideItAppearTogether() throws {
        do {
            let set = try writtenWithAFolder().set
            #expect(names(in: "out/model") == ["forest"])
            #expect(place.text("out/table.csv") == "old table")
            try set.commit()
        }
        #expect(names(in: "out/model") == ["weights"])
        #expect(place.text("out/table.csv") == "new")
        #expect(names(in: "out") == ["model", "notes.txt", "page.html", "table.csv"])
    }

    @Test func aWholeFolderThatCannotBePutInPlaceTakesTheFileBesideItBack() throws {
        let (set, folder) = try writtenWithAFolder()
        try FileManager.default.removeItem(atPath: folder)
        #expect(throws: SystemFailure.self) { try set.commit() }
        #expect(names(in: "out/model") == ["forest"])
        #expect(place.text("out/table.csv") == "old table")
    }

    @Test func sideFilesOfAnOlderRasterGo() throws {
        try place.write("old", to: "out/map.tif")
        try place.write("old", to: "out/map.tif.ovr")
        try place.write("a person's", to: "out/other.tif.ovr")
        let set = StagedSet()
        try write("new", to: set.place(inFolder: place["out"]) + "/map.tif")
        try set.commit()
        #expect(place.text("out/map.tif.ovr") == nil)
        #expect(place.text("out/other.tif.ovr") == "a person's")
    }

    @Test func aLinkInTheFolderIsWrittenThrough() throws {
        try place.write("old", to: "elsewhere/real.html")
        try FileManager.default.removeItem(atPath: place["out/page.html"])
        try FileManager.default.createSymbolicLink(
            atPath: place["out/page.html"], withDestinationPath: "../elsewhere/real.html")
        do { try written().commit() }
        #expect(place.text("elsewhere/real.html") == "new")
        #expect(names(in: "elsewhere") == ["real.html"])
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: place["out/page.html"])
                == "../elsewhere/real.html")
    }

    @Test func filesOfSeveralFoldersAppearTogether() throws {
        try place.write("old", to: "other/areas.csv")
        let set = StagedSet()
        try write("new", to: try set.place(for: place["out/page.html"]))
        try write("new", to: try set.place(for: place["other/areas.csv"]))
        #expect(try set.place(for: "/dev/null") == "/dev/null")
        #expect(place.text("out/page.html") == "old page")
        try set.commit()
        #expect(place.text("out/page.html") == "new")
        #expect(place.text("other/areas.csv") == "new")
        #expect(names(in: "other") == ["areas.csv"])
    }

    /// What a run leaves that is killed after so many of the renames.
    private func killed(afterRenames count: Int) throws {
        let abandoned = place["out/.aerial.partial-AbCdEf"]
        let names = ["added.csv", "page.html", "table.csv"]
        for name in names { try place.write("new", to: "out/.aerial.partial-AbCdEf/files/\(name)") }
        let staging = "\(abandoned)/files"
        _ = try SetJournal(in: abandoned, folder: place["out"], staging: staging, names: names)
        for (number, name) in names.enumerated() {
            if 2 * number < count { rename(place["out/\(name)"], "\(abandoned)/journal/\(number)") }
            if 2 * number + 1 < count { rename("\(staging)/\(name)", place["out/\(name)"]) }
        }
    }

    @Test(arguments: 0...6) func whatAKilledRunBeganIsTakenBackByTheNext(renames: Int) throws {
        try killed(afterRenames: renames)
        let set = StagedSet()
        _ = try set.place(inFolder: place["out"])
        #expect(place.text("out/table.csv") == "old table")
        #expect(place.text("out/page.html") == "old page")
        #expect(place.text("out/added.csv") == nil)
        #expect(names(in: "out").count { $0.hasPrefix(".aerial.partial-") } == 1)
    }

    @Test func whatAPersonFilledInSinceIsNotTakenBack() throws {
        try killed(afterRenames: 6)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: place["out/table.csv"]))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(", labelled".utf8))
        try handle.close()
        do { _ = try StagedSet().place(inFolder: place["out"]) }
        #expect(place.text("out/table.csv") == "new, labelled")
        #expect(place.text("out/page.html") == "old page")
    }

    @Test(arguments: ["../victim", "/etc/victim", "a/../../victim", ""])
    func aForgedJournalMovesNothingOutsideItsFolder(name: String) throws {
        try place.write("mine", to: "victim")
        try place.write("forged", to: "out/.aerial.partial-AbCdEf/journal/0")
        try place.write(
            "[{\"name\":\"\(name)\"}]", to: "out/.aerial.partial-AbCdEf/journal/names")
        try FileManager.default.removeItem(atPath: place["victim"])
        _ = try StagedSet().place(inFolder: place["out"])
        #expect(place.text("victim") == nil)
    }

    /// A combining mark makes one character of the slash before it, and none for the system.
    @Test func aMarkAfterASlashHidesNoFolderAbove() throws {
        try place.write("forged", to: "out/.aerial.partial-AbCdEf/journal/0")
        try place.write(
            "[{\"name\":\"../\u{301}victim\"}]", to: "out/.aerial.partial-AbCdEf/journal/names")
        _ = try StagedSet().place(inFolder: place["out"])
        #expect(place.names == ["out"])
    }
}

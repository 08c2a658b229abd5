import AerialCore
import Foundation
import Testing

@testable import Aerial
@testable import AerialCLI

/// How folders of pictures are read: what counts, on which side, as which class.
struct DatasetFoldersTests {
    private let scratch = Scratch()

    private func pictures(_ names: String...) throws {
        for name in names { try scratch.write("picture", to: "data/\(name)") }
    }

    private func dataset() throws -> ImageDataset { try ImageDataset(path: scratch["data"]) }

    @Test func leftoversOfNotebooksDesktopsAndServersAreNoClasses() throws {
        try pictures(
            "A/1.png", "A/.ipynb_checkpoints/1-checkpoint.png", "A/._1.png", "A/@eaDir/1.png", "B/2.png",
            ".ipynb_checkpoints/3.png", "__MACOSX/4.png", "@eaDir/5.png")
        #expect(try dataset().classNames == ["A", "B"])
        #expect(try dataset().images.map(\.id) == ["A/1.png", "B/2.png"])
        #expect(try PictureListing.allPictures(below: scratch["data"]) == ["A/1.png", "B/2.png"])
    }

    @Test func linksAreFollowedOnceAndPipesAreNoPictures() throws {
        try pictures("A/1.png", "B/2.png")
        try FileManager.default.createSymbolicLink(
            atPath: scratch["data/A/again"], withDestinationPath: scratch["data"])
        try FileManager.default.createSymbolicLink(
            atPath: scratch["data/A/3.png"], withDestinationPath: "../B/2.png")
        #expect(mkfifo(scratch["data/B/4.png"], 0o600) == 0)
        #expect(try PictureListing.allPictures(below: scratch["data"]) == ["A/1.png", "A/3.png", "B/2.png"])
        #expect(try dataset().images.map(\.id) == ["A/1.png", "A/3.png", "B/2.png"])
    }

    @Test func aValidationFolderIsHeldOutWhereThereIsNoTestFolder() throws {
        try pictures("train/A/1.png", "train/B/2.png", "val/A/3.png", "val/B/4.png")
        let data = try dataset()
        #expect(data.images.map(\.side) == [.train, .train, .test, .test])
        #expect(data.notes.count == 1 && data.notes[0].contains("val/ is held out"))
    }

    @Test func aValidationFolderBesideATestFolderIsNamedAsUnused() throws {
        try pictures("train/A/1.png", "train/B/2.png", "valid/A/3.png", "test/B/4.png")
        let data = try dataset()
        #expect(data.images.map(\.id) == ["train/A/1.png", "train/B/2.png", "test/B/4.png"])
        #expect(data.notes.count == 1 && data.notes[0].contains("valid/ is not used"))
    }

    @Test func picturesWhereNoneAreLookedForAreTold() throws {
        try pictures("A/1.png", "A/more/2.png", "A/more/deep/3.png", "B/4.png")
        #expect(try dataset().notes.count == 1)
        #expect(try dataset().notes.first?.hasPrefix("2 pictures in A/more are not looked at") == true)
        try FileManager.default.removeItem(atPath: scratch["data"])
        try pictures("train/A/1.png", "train/B/2.png", "test/A/flat/3.png", "extra/A/4.png", "val/A/5.png")
        let notes = try dataset().notes
        #expect(notes.count == 2 && notes[0].contains("val/ is not used"), "\(notes)")
        #expect(notes.last?.hasPrefix("2 pictures in test/A/flat and 1 more folders") == true, "\(notes)")
    }

    @Test func sidesAreKnownInCapitals() throws {
        try pictures("Train/A/1.png", "Train/B/2.png", "Test/A/3.png")
        #expect(try dataset().images.map(\.side) == [.train, .train, .test])
        try pictures("test/A/4.png")
        #expect(throws: CommandError.self) { try dataset() }
    }

    @Test func aTrainingFolderAloneIsDividedByChance() throws {
        try pictures("train/A/1.png", "train/B/2.png")
        #expect(try !dataset().hasSides)
        #expect(try dataset().classNames == ["A", "B"])
    }

    @Test func classesThatDifferInCaseAloneAreRefused() throws {
        try pictures("Forest/1.png", "forest/2.png")
        let error = try #require(throws: CommandError.self) { try dataset() }
        #expect(error.description.contains("'Forest' and 'forest'"))
        try scratch.write("forest: Forest\n", to: "classes.yaml")
        let merged = try ImageDataset(
            path: scratch["data"], classMapping: ClassMapping(file: scratch["classes.yaml"]))
        #expect(merged.classNames == ["Forest"])
    }

    @Test func everyClassNameHasAFolderOfItsOwnAndComesBack() throws {
        let names = [
            "Pasture/Hay", "Pasture-Hay", "Pasture%2FHay", "..", ".", ".hidden", "a b", "Forêt", "100 %",
        ]
        let folders = names.map(ClassFolders.folder(of:))
        #expect(Set(folders).count == names.count)
        #expect(folders.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") && !$0.isEmpty })
        let legend = try Legend.named("own", classNames: names)
        let byFolder = ClassFolders.classNames(byFolderOf: legend)
        #expect(folders.map { byFolder[$0] } == names)
        #expect(ClassFolders.folder(of: "Evergreen Forest") == "Evergreen Forest")
        #expect(throws: CommandError.self) { try ClassFolders.check(["A", " "], advice: "") }
    }
}

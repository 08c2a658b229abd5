import AerialCore
import Foundation
import Testing

@testable import Aerial

/// Folders of labelled images, whatever they are called and whoever filled them. The files are no pictures: a dataset does not
/// open them.
@Suite struct ImageDatasetTests {
    private let folder = Scratch()

    private func put(_ names: String...) throws { for name in names { try write(name, name) } }

    private func write(_ text: String, _ name: String) throws {
        let path = folder["d/\(name)"]
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func dataset(_ map: [String: String?]? = nil) throws -> ImageDataset {
        try ImageDataset(path: folder["d"], classMapping: map.map(ClassMapping.init(names:)))
    }

    private func refusal(_ map: [String: String?]? = nil) -> String {
        #expect(throws: CommandError.self) { try dataset(map) }?.description ?? ""
    }

    // MARK: What counts

    @Test func imagesOfClassFoldersAreTakenInTheOrderOfTheirPaths() throws {
        try put(
            "b/2.png", "b/10.png", "a/z.JPG", "a/notes.txt", "b/.hidden.png", ".git/x.png", "__MACOSX/x.png")
        try put("a/@eaDir/thumb.jpg", "лес/1.tif", "c <&\">/1.png")
        let found = try dataset()
        #expect(
            found.images.map(\.id)
                == ["a/z.JPG", "b/10.png", "b/2.png", "c <&\">/1.png", "лес/1.tif"])
        #expect(found.classNames == ["a", "b", "c <&\">", "лес"])
        for image in found.images {
            #expect(
                image.path == folder["d/\(image.id)"] && FileManager.default.fileExists(atPath: image.path))
            #expect(image.id.hasPrefix(found.classNames[image.label] + "/"))
        }
        #expect(!found.hasSides && found.images.allSatisfy { $0.side == nil && $0.place == nil })
        #expect(found.notes.isEmpty)
    }

    @Test func picturesThatLieTooDeepAreToldOf() throws {
        try put("a/1.png", "b/1.png", "b/more/1.png", "b/more/deep/2.png", "c/more/3.png")
        let found = try dataset()
        #expect(found.images.count == 2 && found.classNames == ["a", "b"])
        #expect(found.notes.count == 1)
        #expect(found.notes.first?.hasPrefix("3 pictures in b/more and 1 more folders") == true)
    }

    /// At a volume's root the system's own is empty or cannot be listed; what holds pictures may be a person's class.
    @Test func picturesInAFolderOfTheSystemsNameAreToldOf() throws {
        try put("a/1.png", "lost+found/2.png", "lost+found/deep/3.png")
        try FileManager.default.createDirectory(
            atPath: folder["d/#recycle"], withIntermediateDirectories: true)
        let found = try dataset()
        #expect(found.images.map(\.id) == ["a/1.png"])
        #expect(found.notes.count == 1)
        #expect(
            found.notes.first?.hasPrefix("2 pictures in \(folder["d/lost+found"]) are not looked at") == true)
        try put("a/lost+found/4.png")
        #expect(
            try dataset().notes.first?.hasPrefix("3 pictures in \(folder["d/lost+found"]) and 1 more folders")
                == true)
        try FileManager.default.removeItem(atPath: folder["d/a"])
        #expect(refusal().contains("pictures in \(folder["d/lost+found"])"))
    }

    @Test func soAreThoseBesideTheClassesOfASide() throws {
        try put("train/a/1.png", "test/a/2.png", "train/lost+found/3.png")
        let found = try dataset()
        #expect(found.images.count == 2)
        #expect(found.notes.contains { $0.hasPrefix("1 pictures in \(folder["d/train/lost+found"])") })
        #expect(PictureListing.systemNote(in: [folder["d"]]) == nil)
        #expect(PictureListing.systemNote(in: [folder["d/train"], folder["none"]]) != nil)
    }

    @Test func aClassWithoutANameIsRefused() throws {
        try put("a/1.png", "b/2.png")
        #expect(refusal(["a": " "]).contains("d/a/1.png is of a class without a name"))
        #expect(try dataset(["a": nil]).classNames == ["b"])
    }

    @Test func aLinkBackToAFolderAboveEnds() throws {
        try put("a/1.png", "b/1.png")
        try FileManager.default.createSymbolicLink(
            atPath: folder["d/a/loop"], withDestinationPath: folder["d"])
        #expect(try dataset().images.count == 2)
        #expect(try PictureListing.allPictures(below: folder["d"]).filter { !$0.contains("loop") }.count == 2)
    }

    /// As in a copy of a repository whose data were not fetched.
    @Test func linksThatLeadNowhereAreTold() throws {
        try put("a/1.png", "b/1.png")
        #expect(
            try dataset().notes.isEmpty && PictureListing.notes(on: [folder["d"], folder["none"]]).isEmpty)
        for name in ["a/2.png", "b/2.jpg", "b/.hidden.png", "b/notes.txt"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder["d/\(name)"], withDestinationPath: "../../annex/\(name)")
        }
        let found = try dataset()
        #expect(found.images.map(\.id) == ["a/1.png", "b/1.png"])
        #expect(found.notes.count == 1 && found.notes[0].hasPrefix("2 links lead to no file"))
        #expect(found.notes[0].contains(folder["d/a/2.png"]))
        #expect(PictureListing.notes(on: [folder["d/b"]]).first?.hasPrefix("1 link leads to no file") == true)
        for name in ["a/1.png", "b/1.png"] { try FileManager.default.removeItem(atPath: folder["d/\(name)"]) }
        #expect(refusal().contains("2 links lead to no file"))
    }

    @Test func linksToPicturesAndClassesCount() throws {
        try put("a/1.png")
        try FileManager.default.createDirectory(atPath: folder["far"], withIntermediateDirectories: true)
        try Data("far".utf8).write(to: URL(fileURLWithPath: folder["far/2.png"]))
        try FileManager.default.createSymbolicLink(
            atPath: folder["d/b"], withDestinationPath: folder["far"])
        try FileManager.default.createSymbolicLink(
            atPath: folder["d/a/0.png"], withDestinationPath: folder["far/2.png"])
        try FileManager.default.createSymbolicLink(
            atPath: folder["d/a/broken.png"], withDestinationPath: folder["none.png"])
        #expect(try dataset().images.map(\.id) == ["a/0.png", "a/1.png", "b/2.png"])
    }

    @Test func whatIsNoDatasetIsToldApart() throws {
        #expect(refusal().contains("there is no dataset folder"))
        try Data().write(to: URL(fileURLWithPath: folder["d"]))
        #expect(refusal().contains("is a file"))
        try FileManager.default.removeItem(atPath: folder["d"])
        try put("a/readme.txt", "1.png")
        #expect(refusal().contains("no images in class folders"))
    }

    @Test func aSlashAtTheEndChangesNothing() throws {
        try put("a/1.png", "b/1.png")
        let (plain, slashed) = (try dataset(), try ImageDataset(path: folder["d"] + "/"))
        #expect(plain.path == slashed.path && plain.fingerprint == slashed.fingerprint)
        #expect(plain.images.map(\.path) == slashed.images.map(\.path))
    }

    @Test func classesThatDifferInCaseAloneAreRefused() throws {
        try put("Forest/1.png", "forest/2.png")
        #expect(refusal().contains("'Forest' and 'forest'"))
        #expect(try dataset(["forest": "Forest"]).classNames == ["Forest"])
    }

    @Test func theScenariosClassesKeepItsOrderAndOthersTheAlphabets() throws {
        let own = Legend.nlcd7.classNames
        for name in own.reversed() { try put("\(name)/1.png") }
        #expect(try dataset().classNames == own)
        try put("Quarry/1.png")
        #expect(try dataset().classNames == (own + ["Quarry"]).sorted())
    }

    // MARK: Sides

    @Test(arguments: [("train", "test"), ("Training", "TESTING"), ("TRAIN", "validation"), ("train", "Val")])
    func foldersSayWhatIsHeldOut(train: String, test: String) throws {
        try put("\(train)/a/1.png", "\(train)/b/2.png", "\(test)/a/3.png")
        let found = try dataset()
        #expect(found.hasSides && found.classNames == ["a", "b"])
        #expect(found.images.filter { $0.side == .test }.map(\.id) == ["\(test)/a/3.png"])
        #expect(found.images.count { $0.side == .train } == 2)
        #expect(found.notes.count == (test.lowercased().hasPrefix("val") ? 1 : 0))
        let sides = DatasetSides(dataset: found, testFraction: 0.9, seed: 1)
        #expect(sides.sides == found.images.map(\.side) && sides.description == "folders")
    }

    @Test func whereTestIsThereValidationIsPassedOverAndToldOf() throws {
        try put("train/a/1.png", "test/a/2.png", "val/a/3.png", "val/b/4.png", "extra/a/5.png")
        let found = try dataset()
        #expect(found.images.map(\.id).sorted() == ["test/a/2.png", "train/a/1.png"])
        #expect(found.notes.contains { $0.contains("val/ is not used") })
        #expect(found.notes.contains { $0.hasPrefix("1 pictures in extra ") })
    }

    @Test func twoFoldersOfOneSideAreRefused() throws {
        try put("train/a/1.png", "Training/a/2.png", "test/a/3.png")
        #expect(refusal().contains("mean the same"))
    }

    @Test func oneSideAloneIsNoHeldOutSide() throws {
        try put("train/a/1.png", "train/b/2.png")
        #expect(try !dataset().hasSides)
        try FileManager.default.moveItem(atPath: folder["d/train"], toPath: folder["d/test"])
        #expect(try dataset().images.allSatisfy { $0.side == .test })
    }

    /// Each class in proportion; the same for the same seed, and whatever the other classes are.
    @Test func withoutSidesAPartOfEachClassIsHeldOut() throws {
        for number in 0..<20 { try put("a/\(number).png", "b/\(number).png") }
        for number in 0..<10 { try put("c/\(number).png") }
        let found = try dataset()
        let sides = DatasetSides(dataset: found, testFraction: 0.2, seed: 3)
        let held = zip(found.images, sides.sides).filter { $1 == .test }
            .map { image, _ in found.classNames[image.label] }
        #expect(Dictionary(grouping: held) { $0 }.mapValues(\.count) == ["a": 4, "b": 4, "c": 2])
        #expect(sides.sides == DatasetSides(dataset: try dataset(), testFraction: 0.2, seed: 3).sides)
        #expect(sides.sides != DatasetSides(dataset: found, testFraction: 0.2, seed: 4).sides)
        #expect(DatasetSides(dataset: found, testFraction: 0, seed: 3).sides.allSatisfy { $0 == .train })
    }

    @Test(arguments: [-0.1, 1, 2, .nan, .infinity, -.infinity]) func sharesOutsideOfZeroToOneAreNone(
        share: Double
    ) {
        #expect(throws: CommandError.self) { try DatasetSides.check(share) }
    }

    // MARK: Class maps

    @Test func aMapRenamesMergesAndDrops() throws {
        try put("a/1.png", "b/1.png", "c/1.png", "d/1.png")
        let found = try dataset(["a": "Land", "b": "Land", "c": nil])
        #expect(found.classNames == ["Land", "d"])
        #expect(found.images.map(\.id) == ["a/1.png", "b/1.png", "d/1.png"])
        #expect(found.images.map { found.classNames[$0.label] } == ["Land", "Land", "d"])
        // The files are the same, what is learned is not.
        let plain = try dataset()
        #expect(found.fingerprint == plain.fingerprint && found.identity != plain.identity)
    }

    @Test func aMapThatNamesNoFolderOrDropsAllIsRefused() throws {
        try put("a/1.png", "b/1.png")
        let words = refusal(["A": "Land", "z": nil])
        #expect(words.contains("'A', 'z'") && words.contains("It has: a, b"))
        #expect(refusal(["a": nil, "b": nil]).contains("no images"))
        #expect(refusal(["a": "Land", "b": "land"]).contains("case of letters"))
    }

    @Test func swappedNamesAreSwapped() throws {
        try put("a/1.png", "b/2.png")
        let found = try dataset(["a": "b", "b": "a"])
        #expect(found.images.map { found.classNames[$0.label] } == ["b", "a"])
    }

    // MARK: Fingerprints

    @Test func theFingerprintChangesWithNamesAndSizesAndNotWithThePlace() throws {
        try put("a/1.png", "b/1.png")
        let first = try dataset().fingerprint
        #expect(try dataset().fingerprint == first)
        try FileManager.default.copyItem(atPath: folder["d"], toPath: folder["copy"])
        #expect(try ImageDataset(path: folder["copy"]).fingerprint == first)
        try put("a/2.png")
        let more = try dataset().fingerprint
        #expect(more != first)
        try FileManager.default.moveItem(atPath: folder["d/a/2.png"], toPath: folder["d/b/2.png"])
        let moved = try dataset().fingerprint
        #expect(moved != more)
        try write("longer than before", "b/2.png")
        #expect(try dataset().fingerprint != moved)
        try FileManager.default.removeItem(atPath: folder["d/b/2.png"])
        try put("a/notes.txt", ".hidden/3.png")
        #expect(try dataset().fingerprint == first)
    }

    @Test func aSampleIsAPartOfEachClassAndSide() throws {
        for number in 0..<40 {
            try put("train/a/\(number).png", "test/a/\(number).png", "train/b/\(number).png")
        }
        let found = try dataset()
        let part = found.sampled(by: SampleFraction(0.25, seed: 9))
        let groups = Dictionary(grouping: part.images) { $0.id.split(separator: "/").prefix(2).joined() }
        #expect(groups.mapValues(\.count) == ["traina": 10, "testa": 10, "trainb": 10])
        // In the order of the whole.
        let taken = Set(part.images.map(\.id))
        #expect(part.images.map(\.id) == found.images.map(\.id).filter(taken.contains))
        #expect(part.fingerprint == found.fingerprint && part.identity != found.identity)
        #expect(found.sampled(by: nil).identity == found.identity)
    }

    // MARK: Corrections

    private func corrections(_ entries: (String, String, LabelCorrections.Correction)...) -> LabelCorrections
    {
        LabelCorrections(entries: entries.map { .init(path: $0.0, label: $0.1, correction: $0.2) })
    }

    @Test func correctionsRelabelDropAndKeep() throws {
        try put("a/1.png", "a/2.png", "a/3.png", "b/1.png")
        let found = try dataset()
        let corrected = try found.corrected(
            by: corrections(
                ("a/1.png", "a", .relabel("b")), ("a/2.png", "a", .drop), ("b/1.png", "b", .keep)),
            from: "page.csv")
        #expect(corrected.images.map(\.id) == ["a/1.png", "a/3.png", "b/1.png"])
        #expect(corrected.images.map { corrected.classNames[$0.label] } == ["b", "a", "b"])
        #expect(corrected.fingerprint == found.fingerprint && corrected.identity != found.identity)
    }

    /// Sides are drawn from the labels as they were: a correction must not move a tile that was held out into training.
    @Test func aCorrectionMovesNoImageToTheOtherSide() throws {
        for number in 0..<30 { try put("a/\(number).png", "b/\(number).png") }
        let found = try dataset()
        let before = Dictionary(
            uniqueKeysWithValues: zip(
                found.images.map(\.id), DatasetSides(dataset: found, testFraction: 0.3, seed: 5).sides))
        let entries = (0..<15).map {
            LabelCorrections.Entry(
                path: "a/\($0).png", label: "a", correction: $0 < 10 ? .relabel("b") : .drop)
        }
        let corrected = try found.corrected(by: LabelCorrections(entries: entries), from: "page.csv")
        let sides = DatasetSides(dataset: corrected, testFraction: 0.3, seed: 5)
        #expect(corrected.images.count == 55)
        for (image, side) in zip(corrected.images, sides.sides) { #expect(before[image.id] == side) }
        let recorder = Recorder()
        sides.tellCorrections(recorder)
        let held = entries.count { before[$0.path] == .test }
        #expect(
            recorder.warnings.first?.hasPrefix(
                "\(held) of the \(before.values.count { $0 == .test }) held-out") == true)
    }

    /// `evaluate` draws the part again from the folders to know what was learned from.
    @Test func aCorrectionChangesNoPartAndNoSideOfIt() throws {
        for number in 0..<40 { try put("a/\(number).png", "b/\(number).png") }
        let found = try dataset()
        let part = SampleFraction(0.5, seed: 9)
        let plain = found.sampled(by: part)
        let sides = DatasetSides(dataset: plain, testFraction: 0.3, seed: 5).sides
        let before = Dictionary(uniqueKeysWithValues: zip(plain.images.map(\.id), sides))
        let entries = (0..<15).map {
            LabelCorrections.Entry(
                path: "a/\($0).png", label: "a", correction: $0 < 8 ? .relabel("b") : .drop)
        }
        let corrected = try found.corrected(by: LabelCorrections(entries: entries), from: "c.csv")
            .sampled(by: part)
        let dropped = Set(entries.filter { $0.correction == .drop }.map(\.path))
        #expect(corrected.images.map(\.id) == plain.images.map(\.id).filter { !dropped.contains($0) })
        let division = DatasetSides(dataset: corrected, testFraction: 0.3, seed: 5)
        #expect(zip(corrected.images, division.sides).allSatisfy { before[$0.id] == $1 })
        // Those that were dropped are told too.
        let recorder = Recorder()
        division.tellCorrections(recorder)
        let held = entries.count { before[$0.path] == .test }
        #expect(held > 0 && recorder.warnings.first?.hasPrefix("\(held) of the") == true)
    }

    @Test func correctionsOfAnotherDatasetAreRefused() throws {
        try put("a/1.png", "b/1.png")
        let found = try dataset()
        for entry in [("a/9.png", "a"), ("a/1.png", "b"), ("../d/a/1.png", "a"), ("", "")] {
            #expect(throws: CommandError.self) {
                try found.corrected(by: corrections((entry.0, entry.1, .keep)), from: "page.csv")
            }
        }
        let error = #expect(throws: CommandError.self) {
            try found.corrected(by: corrections(("a/1.png", "a", .relabel("Quarry"))), from: "page.csv")
        }
        #expect(error?.description.contains("'Quarry'") == true)
    }

    // MARK: Pixels

    @Test func fewerPixelsAreAnotherIdentityAndMoreAreRefused() throws {
        try put("a/1.png", "b/1.png")
        let found = try dataset()
        #expect(try found.seen(throughPixels: 224).identity == found.identity)
        let fewer = try found.seen(throughPixels: 64)
        #expect(fewer.tile.sidePixels == 64 && fewer.tile.sideMeters == found.tile.sideMeters)
        #expect(fewer.identity != found.identity && fewer.fingerprint == found.fingerprint)
        #expect(throws: CommandError.self) { try found.seen(throughPixels: 225) }
        #expect(throws: (any Error).self) { try found.seen(throughPixels: 0) }
        #expect(throws: (any Error).self) { try found.seen(throughPixels: -5) }
    }
}

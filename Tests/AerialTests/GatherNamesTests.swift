import AerialCore
import Foundation
import Testing

@testable import Aerial

/// A gathered dataset has the classes and the pictures of what it was made of, whatever they are called.
struct GatherNamesTests {
    private let folder = Scratch()

    private func write(_ text: String, to name: String) throws {
        let path = folder[name]
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func gather(_ table: String, onto base: ImageDataset? = nil) throws -> DatasetGatherSummary {
        try write(table, to: "labels.csv")
        var plan = DatasetGatherPlan(labels: folder["labels.csv"], out: folder["d"])
        plan.base = base
        return try plan.run(SilentObserver())
    }

    /// What is in the pictures, by side and class.
    private func found(_ name: String = "d") throws -> [String: [String]] {
        let dataset = try ImageDataset(path: folder[name])
        #expect(dataset.notes.isEmpty)
        return try Dictionary(
            grouping: dataset.images,
            by: { ($0.side.map { "\($0.rawValue): " } ?? "") + dataset.classNames[$0.label] }
        ).mapValues { images in
            try images.map { try String(contentsOfFile: $0.path, encoding: .utf8) }.sorted()
        }
    }

    @Test(arguments: [
        "train", "Train", "training", "test", "TESTING", "val", "valid", "Validation", "lost+found",
        "__MACOSX", "@eaDir", "#recycle", "System Volume Information", "labels.csv", "dataset.json",
        "folds.json", ".", "..", ".hidden", "Pasture/Hay", "Pasture%2FHay", "100 %", "%74rain", "a\tb",
    ]) func aClassMayHaveAnyName(name: String) throws {
        try write("one", to: "a.png")
        try write("two", to: "b.png")
        let summary = try gather("path,class\na.png,\"\(name)\"\nb.png,Wald\n")
        #expect(summary.classes == [name: 1, "Wald": 1])
        #expect(try found() == [name: ["one"], "Wald": ["two"]])
        // Once more, onto what was made: its classes are the same, and the new picture is of one of them.
        try FileManager.default.moveItem(atPath: folder["d"], toPath: folder["base"])
        try write("three", to: "c.png")
        let again = try gather(
            "path,class\nc.png,\"\(name)\"\n", onto: ImageDataset(path: folder["base"]))
        #expect(again.copied == 2 && again.added == 1)
        #expect(try found() == [name: ["one", "three"], "Wald": ["two"]])
    }

    @Test func foldersOfSomebodyElseKeepTheirVeryNames() throws {
        for name in ["a%2Fb", "100%25", "%41", "x%ZZ"] { try write(name, to: "base/\(name)/1.png") }
        let base = try ImageDataset(path: folder["base"])
        #expect(base.classNames == ["%41", "100%25", "a%2Fb", "x%ZZ"])
        try write("new", to: "n.png")
        _ = try gather("path,class\nn.png,a%2Fb\n", onto: base)
        #expect(
            try found() == [
                "%41": ["%41"], "100%25": ["100%25"], "a%2Fb": ["a%2Fb", "new"], "x%ZZ": ["x%ZZ"],
            ])
    }

    @Test(arguments: [
        (["train/A/1.png"], ["A": 2]),
        (["Training/A/1.png", "Testing/A/2.png"], ["train: A": 2, "test: A": 1]),
        (["train/A/1.png", "val/A/2.png"], ["train: A": 2, "test: A": 1]),
        (["test/A/1.png"], ["train: A": 1, "test: A": 1]), (["val/1.png", "A/2.png"], ["val": 1, "A": 2]),
    ]) func whatIsAddedIsSeenWhateverTheSidesOfTheDatasetAre(files: [String], counts: [String: Int]) throws {
        for file in files { try write(file, to: "base/\(file)") }
        try write("new", to: "1.png")
        let summary = try gather("path,class\n1.png,A\n", onto: ImageDataset(path: folder["base"]))
        #expect(summary.copied == files.count && summary.added == 1)
        #expect(try found().mapValues(\.count) == counts)
    }

    @Test func aDatasetWithOtherNamesForItsClassesIsCopiedUnderThese() throws {
        for name in ["river/1.png", "sea/1.png", "road/1.png"] { try write(name, to: "base/\(name)") }
        let base = try ImageDataset(
            path: folder["base"],
            classMapping: ClassMapping(names: ["river": "Water", "sea": "Water", "road": nil]))
        try write("new", to: "n.png")
        #expect(try gather("path,class\nn.png,Water\n", onto: base).copied == 2)
        #expect(try found() == ["Water": ["new", "river/1.png", "sea/1.png"]])
    }

    @Test(arguments: [".b.png", "..png", "..b.png", ".folder/b.png"])
    func aHiddenPictureIsShown(name: String) throws {
        try write("hidden", to: name)
        try write("plain", to: "b.png")
        let summary = try gather("path,class\n\(name),Moor\nb.png,Moor\n")
        #expect(summary.added == 2)
        #expect(try found() == ["Moor": ["hidden", "plain"]])
    }

    @Test func namesInTwoUnicodeFormsAreTwoPictures() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        try write("one", to: "\(composed).png")
        try write("two", to: "\(decomposed).png")
        let summary = try gather("path,class\n\(composed).png,Moor\n\(decomposed).png,Moor\n")
        #expect(summary.added == 2)
        #expect(try found() == ["Moor": ["one", "two"]])
        try write("x", to: "x.png")
        let table = "path,class\nx.png,See\n\(composed).png,\(composed)\n\(decomposed).png,\(decomposed)\n"
        try FileManager.default.removeItem(atPath: folder["d"])
        #expect(try gather(table).classes == ["See": 1, composed: 2])
        #expect(try found() == ["See": ["x"], composed: ["one", "two"]])
    }
}

import AerialCore
import Foundation
import Testing

@testable import Aerial

/// Pictures with awkward names, in tables of many makes, become a dataset whole.
struct GatherFilesTests {
    private let folder = Scratch()

    private func write(_ text: String, to name: String) throws {
        let place = URL(fileURLWithPath: folder[name])
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
    }

    private func gather(_ table: String, named name: String = "labels.csv") throws -> DatasetGatherSummary {
        try write(table, to: name)
        return try DatasetGatherPlan(labels: folder[name], out: folder["d"]).run(SilentObserver())
    }

    /// The pictures of the dataset by class, by what is in them.
    private func found() throws -> [String: [String]] {
        let dataset = try ImageDataset(path: folder["d"])
        return try Dictionary(
            grouping: dataset.images, by: { dataset.classNames[$0.label] }
        ).mapValues { images in
            try images.map { try String(contentsOfFile: $0.path, encoding: .utf8) }.sorted()
        }
    }

    @Test(arguments: [
        "a b.png", "a,b.png", "a\"b.png", "a'b.PNG", "Größe.jpg", "図.jpeg", "a%2Fb.png", "a;b.tif", "#1.png",
        "-x.png",
        "<b>&.png", "a\\b.png", "a..png",
    ]) func aPictureOfAnyNameIsTaken(name: String) throws {
        try write("one", to: name)
        try write("two", to: "other/\(name)")
        func cell(_ path: String) -> String { "\"\(path.replacing("\"", with: "\"\""))\"" }
        let summary = try gather("path,class\n\(cell(name)),Moor\n\(cell("other/" + name)),Moor\n")
        #expect(summary.added == 2 && summary.copied == 0 && summary.classes == ["Moor": 2])
        #expect(try found() == ["Moor": ["one", "two"]])
        #expect(try folder.names(in: "d/Moor").contains(name))
    }

    @Test(arguments: ["Moor", "Größe", "湿地", "a b", "<b>&", "=1+1", "-", "#1", "a,b", "..x", "1", "Moor "])
    func aClassOfAnyNameIsCalledSo(name: String) throws {
        try write("one", to: "a.png")
        try write("two", to: "b.png")
        let summary = try gather("path;class\na.png;\"\(name)\"\nb.png;Wald\n")
        // A blank behind a name makes no other class, and a point before it is no hidden folder.
        let expected = name.trimmingCharacters(in: .whitespaces)
        #expect(summary.classes == [expected: 1, "Wald": 1])
        let dataset = try found()
        #expect(dataset.count == 2 && dataset["Wald"] == ["two"])
        if !expected.hasPrefix(".") { #expect(dataset[expected] == ["one"]) }
    }

    @Test func theOrderOfTheRowsSaysNothingOfTheClasses() throws {
        var rows: [String] = []
        for number in 0..<30 {
            try write("picture \(number)", to: "\(number % 4)/\(number / 4).png")
            rows.append("\(number % 4)/\(number / 4).png,\(["Moor", "Wald", "See"][number % 3])")
        }
        var source = SeededGenerator(seed: 2)
        var datasets: [[String: [String]]] = []
        for _ in 0..<3 {
            rows.shuffle(using: &source)
            #expect(try gather("path,class\n" + rows.joined(separator: "\n")).added == 30)
            datasets.append(try found())
            try FileManager.default.removeItem(atPath: folder["d"])
        }
        #expect(datasets[0] == datasets[1] && datasets[1] == datasets[2])
        #expect(datasets[0].mapValues(\.count) == ["Moor": 10, "Wald": 10, "See": 10])
    }

    @Test func theTableIsKeptWithTheDatasetAsItWas() throws {
        try write("one", to: "a.png")
        let table = "\u{FEFF}id\tsource\tclass\r\na.png\t\"x\ny\"\tMoor\r\n"
        _ = try gather(table)
        #expect(FileManager.default.contents(atPath: folder["d/labels.csv"]) == Data(table.utf8))
    }

    @Test func folderAndPipeAndTextAreNoPictures() throws {
        try write("one", to: "a.png")
        try write("x", to: "folder.png/x.png")
        try write("x", to: "notes.txt")
        #expect(mkfifo(folder["pipe.png"], 0o600) == 0)
        for name in ["folder.png", "notes.txt", "pipe.png", "a.png/", "../../../../../../../../etc/passwd"] {
            let error = #expect(throws: CommandError.self) {
                try gather("path,class\na.png,Moor\n\(name),Moor\n")
            }
            #expect(error?.description.contains("line 3") == true, "\(name)")
            #expect(!folder.has("d"))
        }
    }

    @Test func whatIsCancelledLeavesNoDataset() throws {
        for number in 0..<5 { try write("\(number)", to: "\(number).png") }
        try write(
            "path,class\n" + (0..<5).map { "\($0).png,Moor\n" }.joined(), to: "labels.csv")
        let plan = DatasetGatherPlan(labels: folder["labels.csv"], out: folder["d"])
        let before = try folder.names()
        #expect(throws: JourneyCancelled.self) { try plan.run(Recorder(isCancelled: true)) }
        #expect(try folder.names() == before)
    }

    @Test func aNameBeforeAPathIsThatOfAnArea() {
        let parts = ["a=b", "a=b=c", "=b", "a=", "=", "", "Größe=/x/y z"].map { text in
            let part = DatasetToJoin(text)
            return [part.name, part.path]
        }
        #expect(
            parts == [
                ["a", "b"], ["a", "b=c"], [nil, "=b"], [nil, "a="], [nil, "="], [nil, ""],
                ["Größe", "/x/y z"],
            ])
    }

    @Test func aFolderWithAnEqualsSignIsAPath() throws {
        try write("x", to: "a=b/x.png")
        let part = DatasetToJoin(folder["a=b"])
        #expect(part.name == nil && part.path == folder["a=b"])
    }
}

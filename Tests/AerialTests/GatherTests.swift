import Aerial
import AerialCore
import Foundation
import Testing

/// Pictures that somebody labelled become a dataset.
@Suite struct GatherTests {
    private let folder = Scratch()

    init() throws {
        for (position, name) in ["a/1.png", "b/1.png", "b/2.png"].enumerated() {
            try write(Data([UInt8(position)]), to: name)
        }
        for name in ["base/train/Forest/1.png", "base/test/Forest/9.png"] { try write(Data([9]), to: name) }
    }

    private func write(_ data: Data, to name: String) throws {
        let path = URL(fileURLWithPath: folder[name])
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: path)
    }

    private func plan(_ table: String) throws -> DatasetGatherPlan {
        try write(Data(table.utf8), to: "labels.csv")
        return DatasetGatherPlan(labels: folder["labels.csv"], out: folder["d"])
    }

    private func files(_ name: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder[name]).filter { $0.hasSuffix(".png") }
            .sorted()
    }

    @Test(arguments: ["./a/1.png", "b/../a/1.png"]) func aPictureIsOneHoweverItIsNamed(name: String) throws {
        let same = try plan("path,class\na/1.png,Forest\n\(name),Forest \nb/1.png, Water\n").run(
            SilentObserver())
        #expect(same.added == 2 && same.classes == ["Forest": 1, "Water": 1])
        var other = try plan("path,class\na/1.png,Forest\n\(name),Water\n")
        other.out = folder["e"]
        let error = #expect(throws: CommandError.self) { try other.run(SilentObserver()) }
        #expect(
            error?.description.contains("line 3") == true && error?.description.contains("line 2") == true)
    }

    @Test func picturesOfOneNameBothStay() throws {
        let plan = try plan("path,class\r\na/1.png,Forest\r\nb/1.png,Forest\r\nb/2.png,Pasture/Hay\r\n")
        let summary = try plan.run(SilentObserver())
        #expect(summary.added == 3 && summary.classes == ["Forest": 2, "Pasture/Hay": 1])
        let dataset = try ImageDataset(path: folder["d"])
        #expect(dataset.images.count == 3)
        let contents = try dataset.images.map { try Data(contentsOf: URL(fileURLWithPath: $0.path)) }
        #expect(Set(contents) == [Data([0]), Data([1]), Data([2])])
    }

    @Test func rowsWithoutAClassArePassedOver() throws {
        let summary = try plan("id,source,class\na/1.png,x,Forest\nb/2.png,x,\n").run(SilentObserver())
        #expect(summary.added == 1)
        #expect(try files("d") == ["Forest/1.png"])
    }

    @Test func whatIsAddedToADatasetIsLearnedFromAndTheDatasetStays() throws {
        var plan = try plan("path,class\na/1.png,Forest\nb/2.png,Water\n")
        plan.base = try ImageDataset(path: folder["base"])
        let before = try files("base")
        let summary = try plan.run(SilentObserver())
        #expect(summary.copied == 2 && summary.added == 2)
        #expect(try files("base") == before)
        let made = try files("d")
        #expect(made.count == 4 && made.contains("test/Forest/9.png") && made.contains("train/Water/2.png"))
        #expect(made.count { $0.hasPrefix("train/Forest/") } == 2)
        // Not added to what it reads.
        plan.out = folder["base"]
        plan.writing.overwrites = true
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(try files("base") == before)
    }

    @Test func aClassInOtherLettersThanTheDatasetsIsToBeWrittenAsThere() throws {
        var plan = try plan("path,class\na/1.png,forest\n")
        plan.base = try ImageDataset(path: folder["base"])
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        let text = "\(try #require(error))"
        #expect(text.contains("'Forest' and 'forest'"))
        #expect(text.contains("Write them alike in \(folder["labels.csv"]), as in \(folder["base"])."))
        // Neither the table nor this command has such an option.
        #expect(!text.contains("--map-classes"))
    }

    @Test(arguments: [
        "path,class\nnowhere.png,Forest\n", "path,label\na/1.png,Forest\n", "path,class\na/1.png,\n",
        "path,class\na/1.png,Forest\na/1.png,Water\n", "path,class\nlabels.csv,Forest\n",
        "path,class\na/1.png,Forest\nb/1.png,forest\n",
    ]) func aTableThatCannotBeFollowedLeavesNothing(table: String) throws {
        let plan = try plan(table)
        #expect(throws: (any Error).self) { try plan.run(SilentObserver()) }
        #expect(!folder.has("d"))
    }
}

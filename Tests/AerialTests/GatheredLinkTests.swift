import AerialCore
import Foundation
import Testing

@testable import Aerial

/// What the summary of a gathering counts, its dataset holds.
struct GatheredLinkTests {
    private let folder = Scratch()

    private func gather(_ table: String) throws -> (summary: DatasetGatherSummary, dataset: ImageDataset) {
        try Data(table.utf8).write(to: URL(fileURLWithPath: folder["labels.csv"]))
        let summary = try DatasetGatherPlan(labels: folder["labels.csv"], out: folder["d"]).run(
            SilentObserver())
        return (summary, try ImageDataset(path: folder["d"]))
    }

    private func write(_ names: [String]) throws {
        for name in names { try Data(name.utf8).write(to: URL(fileURLWithPath: folder[name])) }
    }

    @Test func aLinkToAPictureIsCopiedAsThePicture() throws {
        try write(["a.png", "real.png"])
        try FileManager.default.createSymbolicLink(
            atPath: folder["link.png"], withDestinationPath: "real.png")
        let (summary, dataset) = try gather("path,class\na.png,Moor\nlink.png,Moor\n")
        #expect(summary.added == 2 && dataset.images.count == 2)
    }
}

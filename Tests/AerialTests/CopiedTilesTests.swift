import Foundation
import Testing

@testable import Aerial

/// Pictures that lie in a dataset twice, on both sides of its division.
struct CopiedTilesTests {
    private let folder = Scratch()

    /// Two classes of eight tiles each, and of the first so many under another name.
    private func dataset(copies: Int) throws -> ImageDataset {
        let county = try JourneyTests.county.get()
        let source = try ImageDataset(path: county.dataset)
        let files = FileManager.default
        for (label, name) in ["fields", "houses"].enumerated() {
            for side in ["train", "test"] {
                try files.createDirectory(
                    atPath: folder["d/\(side)/\(name)"], withIntermediateDirectories: true)
            }
            let images = source.images[(label * 8)..<(label * 8 + 8)]
            for (place, image) in images.enumerated() {
                let side = place < 5 ? "train" : "test"
                try files.copyItem(atPath: image.path, toPath: folder["d/\(side)/\(name)/\(place).png"])
                guard label == 0, place < copies else { continue }
                try files.copyItem(atPath: image.path, toPath: folder["d/test/\(name)/copy-\(place).png"])
            }
        }
        return try ImageDataset(path: folder["d"])
    }

    @Test(arguments: [0, 1, 3]) func copiesAmongHeldOutTilesAreTold(copies: Int) throws {
        var plan = TransferPlan(dataset: try dataset(copies: copies), out: folder["model"])
        plan.turns = 1
        let recorder = Recorder()
        _ = try plan.run(recorder)
        let told = recorder.warnings.filter { $0.contains("byte for byte") }
        #expect(told.count == (copies > 0 ? 1 : 0), "\(recorder.warnings)")
        if copies > 0 {
            #expect(told[0].hasPrefix("\(copies) of the \(6 + copies) held-out tiles"), "\(told)")
            #expect(told[0].contains("copy-0.png"), "\(told)")
        }
    }
}

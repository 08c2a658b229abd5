import AerialCore
import Foundation
import Networks
import Scoring
import Testing

@testable import Aerial

/// Pictures whose names are one text in two Unicode forms, as they come from a Mac and from Linux: two files on a disk, and one for
/// Swift's `String`.
@Suite struct TwoFormsTests {
    private static let forms = ["caf\u{E9}", "cafe\u{301}"]
    private let folder = Scratch()

    private func put(_ className: String, _ names: [String]) throws {
        let path = folder["d/\(className)"]
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in names {
            try Data("\(className) \(name)".utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    private func dataset() throws -> ImageDataset {
        try put("a", Self.forms.map { "\($0).png" } + ["1.png", "2.png"])
        try put("b", Self.forms.map { "\($0).png" } + ["1.png", "2.png"])
        return try ImageDataset(path: folder["d"])
    }

    private func bytes(_ texts: [String]) -> Set<[UInt8]> { Set(texts.map { Array($0.utf8) }) }

    @Test func bothArePicturesOfTheDatasetAlwaysInOneOrder() throws {
        let found = try dataset()
        #expect(found.images.count == 8 && bytes(found.images.map(\.id)).count == 8)
        #expect(try ImageDataset(path: folder["d"]).fingerprint == found.fingerprint)
        let listed = try PictureListing.allPictures(below: folder["d"])
        #expect(listed.count == 8 && bytes(listed) == bytes(found.images.map(\.id)))
    }

    /// Where sides are drawn, each form has its own: half of the images are held out.
    @Test func bothHaveASide() throws {
        let found = try dataset()
        let drawn = StratifiedSplit.sides(labels: found.images.map(\.label), testFraction: 0.5, seed: 3)
        let sides = DatasetSides(dataset: found, testFraction: 0.5, seed: 3)
        #expect(sides.sides == drawn && drawn.count { $0 == .test } == 4)
        let recorder = Recorder()
        sides.tellCorrections(recorder)
        #expect(recorder.warnings.isEmpty)
    }

    @Test func aSampleOfOneIsNotTheOther() throws {
        let found = try dataset()
        for seed in 0..<8 {
            let part = found.sampled(by: SampleFraction(0.25, seed: UInt64(seed)))
            #expect(part.images.count == 2)
            #expect(bytes(part.uncorrectedImages.map(\.id)) == bytes(part.images.map(\.id)))
        }
    }

    @Test func aCorrectionIsOfTheFormThatItNames() throws {
        let found = try dataset()
        for form in Self.forms {
            let corrections = LabelCorrections(entries: [
                .init(path: "a/\(form).png", label: "a", correction: .drop)
            ])
            let left = try found.corrected(by: corrections, from: "page.csv").images.map(\.id)
            #expect(bytes(found.images.map(\.id)).subtracting(bytes(left)) == bytes(["a/\(form).png"]))
        }
        // A table that was saved in the other form still finds the one picture that there is.
        try FileManager.default.removeItem(atPath: folder["d/a/\(Self.forms[0]).png"])
        let corrections = LabelCorrections(entries: [
            .init(path: "a/\(Self.forms[0]).png", label: "a", correction: .relabel("b"))
        ])
        let corrected = try ImageDataset(path: folder["d"]).corrected(by: corrections, from: "page.csv")
        #expect(corrected.images.count == 7 && corrected.images.count { $0.label == 1 } == 5)
    }

    @Test func bothAreScored() throws {
        _ = try dataset()
        let paths = [folder["d"], folder["d/a"], folder["d/a/\(Self.forms[1]).png"]]
        guard case .images(let images) = try ScoreInput(paths: paths, asImages: true, tile: .standard) else {
            Issue.record("pictures were taken for scenes")
            return
        }
        #expect(images.count == 8 && bytes(images.map(\.id)).count == 8)
    }

    /// What a model learned from is known by its content, under whichever name.
    @Test func copiesAreFoundUnderTheirOwnForm() throws {
        let found = try dataset()
        let one = try #require(found.images.first { $0.id.utf8.elementsEqual("a/\(Self.forms[1]).png".utf8) })
        let learned = LearnedImages(checksums: [try FileChecksum.sha256(ofFile: one.path)])
        let ids = try learned.ids(among: found.images, observer: SilentObserver())
        #expect(bytes(ids.map(\.text)) == bytes([one.id]))
    }
}

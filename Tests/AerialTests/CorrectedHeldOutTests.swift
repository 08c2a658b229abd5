import AerialCore
import Imagery
import Testing

@testable import Aerial

struct CorrectedHeldOutTests {
    /// Held-out tiles that were cleaned up because a model doubted them say too much good of its like.
    @Test(arguments: [true, false]) func correctionsOfHeldOutTilesAreTold(hasSides: Bool) throws {
        let county = try JourneyTests.county.get()
        let dataset = try ImageDataset(path: hasSides ? county.dataset : county.dataset + "/train")
        let sides = DatasetSides(dataset: dataset, testFraction: 0.3, seed: 5)
        for (side, isTold) in [(DatasetSide.test, true), (.train, false)] {
            let image = try #require(zip(dataset.images, sides.sides).first { $1 == side }).0
            let entry = LabelCorrections.Entry(
                path: image.id, label: dataset.classNames[image.label], correction: .drop)
            let corrected = try dataset.corrected(by: LabelCorrections(entries: [entry]), from: "c.csv")
            #expect(corrected.identity != dataset.identity)
            let recorder = Recorder()
            DatasetSides(dataset: corrected, testFraction: 0.3, seed: 5).tellCorrections(recorder)
            #expect(recorder.warnings.contains { $0.hasPrefix("1 of the ") } == isTold)
        }
    }
}

import AerialCore
import Classical
import Foundation
import Networks
import Testing

@testable import Aerial

struct RareClassCalibrationTests {
    private let folder = Scratch()

    /// Twenty images of one class, two of the other, each seen once: without a fold one of the two is left, of which no number of
    /// trees can be chosen.
    @Test(arguments: ["regression", "forest", "boosting"])
    func aClassOfTwoImagesIsCalibratedToo(kind: String) throws {
        for number in 0..<22 {
            let path = folder["d/train/\(number < 20 ? "common" : "rare")/\(number).png"]
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data("\(number)".utf8).write(to: URL(fileURLWithPath: path))
        }
        let dataset = try ImageDataset(path: folder["d"])
        var generator = SeededGenerator(seed: 3)
        let rows = dataset.images.map { image -> [[Float]] in
            [(0..<4).map { _ in Float.random(in: -1...1, using: &generator) + Float(image.label) }]
        }
        let sample = TransferSample(
            dataset: dataset, sides: dataset.images.map { _ in .train },
            features: ImageFeatures(rows: rows, featureCount: 4))
        var plan = TransferPlan(dataset: dataset, out: folder["m"])
        plan.threads = 1
        let trees = TreeOptions(depth: 2, rowShare: 1, featureShare: 1)
        switch kind {
        case "forest": plan.classifier = .randomForest(treeCount: 5, trees)
        case "boosting":
            plan.classifier = .gradientBoosting(roundCount: 6, learningRate: 0.3, trees)
        default: break
        }
        let recorder = Recorder()
        let classifier = try ClassifierTraining(plan: plan).fit(
            sample.training, classNames: sample.legendNames, observer: recorder)
        let calibrated = try FoldCalibration(plan: plan, observer: recorder).calibrated(
            classifier, on: sample)
        #expect(calibrated.judgements?.judgements.count == 22)
    }
}

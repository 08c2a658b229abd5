internal import AerialCore
internal import Scoring

/// A checked request to give a model an 8-bit form.
struct QuantizePlan {
    let model: String
    let dataset: ImageDataset
    let limits: QuantizeLimits
    let seed: UInt64
    let threads: Int
}

/// How good an 8-bit form must be, and how many tiles go into it.
struct QuantizeLimits {
    /// Points of accuracy that may be lost on the held-out tiles.
    var maxDrop = 0.5
    /// Per cent of the held-out tiles whose label may change.
    var maxFlips = 2.0
    /// Training tiles that ranges are measured on; as many others choose among the ways to round.
    var calibrationTiles = 256
    /// Held-out tiles that must judge the form: of a few, none changes its label by chance.
    var leastHeldOut = 50
}

/// The tiles of a quantization: two samples of what the model learned from, and those that it never saw.
struct QuantizeSample {
    let calibration: [DatasetImage]
    let selection: [DatasetImage]
    let heldOut: [DatasetImage]

    init(_ plan: QuantizePlan, model: TrainedModel, console: Console) throws {
        let evaluation = try EvaluationSample(of: plan.dataset, for: model, part: .heldOut, console: console)
        heldOut = evaluation.images
        let held = Set(heldOut.map(\.id))
        var generator = SeededGenerator(seed: plan.seed)
        let training = plan.dataset.images.filter { !held.contains($0.id) }.shuffled(using: &generator)
        guard training.count >= 2 else {
            throw CommandError(
                "\(plan.dataset.path) has no tiles beside the held-out ones to measure ranges on. Give the dataset "
                    + "that the model was trained on, or one with train/ and test/.")
        }
        let count = min(plan.limits.calibrationTiles, training.count / 2)
        calibration = Array(training[..<count])
        selection = Array(training[count..<min(2 * count, training.count)])
    }
}

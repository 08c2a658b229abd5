internal import AerialCore
internal import Scoring

/// Gives a model an 8-bit form, if that is as good on held-out tiles.
public struct QuantizePlan: Journey {
    /// The model's folder; it gets the form.
    public var model: String
    /// The dataset that the model learned from, or another of its classes.
    public var dataset: ImageDataset
    /// How good the form must be.
    public var limits = QuantizeLimits()
    /// Decides which tiles ranges are measured on.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, dataset: ImageDataset) {
        self.model = model
        self.dataset = dataset
    }

    /// Measures, chooses, judges; the model stays as it was where the form is refused.
    public func run(_ observer: any JourneyObserver) throws -> QuantizeResult {
        try limits.check()
        try PlanValue.check(threads: threads)
        let places = StorePlaces(reading: [dataset.path], writing: OutputPolicy(), observer: observer)
        var plan = self
        plan.model = try places.renewed(model: model)
        return try places.complete { try ModelQuantization(plan: plan, observer: $0).run() }
    }
}

/// How good an 8-bit form must be, and how many tiles go into it.
public struct QuantizeLimits: Sendable {
    /// Points of accuracy that may be lost on the held-out tiles.
    public var maxDrop = 0.5
    /// Per cent of the held-out tiles whose label may change.
    public var maxFlips = 2.0
    /// Training tiles that ranges are measured on; as many others choose among the ways to round.
    public var calibrationTiles = 256
    /// Held-out tiles that must judge the form: of a few, none changes its label by chance.
    public var leastHeldOut = 50

    /// The usual ones.
    public init() {}

    func check() throws {
        try PlanValue.check(maxDrop, "the points of accuracy that may be lost", from: 0)
        try PlanValue.check(maxFlips, "the per cent of labels that may change", from: 0)
        try PlanValue.check(
            calibrationTiles, "the number of tiles that ranges are measured on", in: PlanValue.counts)
        try PlanValue.check(leastHeldOut, "the number of held-out tiles", in: PlanValue.counts)
    }
}

/// The tiles of a quantization: two samples of what the model learned from, and those that it never saw.
struct QuantizeSample {
    let calibration: [DatasetImage]
    let selection: [DatasetImage]
    let heldOut: [DatasetImage]

    init(_ plan: QuantizePlan, model: TrainedModel, observer: any JourneyObserver) throws {
        let evaluation = try EvaluationSample(
            of: plan.dataset, for: model, part: .heldOut, observer: observer)
        heldOut = evaluation.images
        let held = Set(heldOut.map(\.exactID))
        var generator = SeededGenerator(seed: plan.seed)
        let training = plan.dataset.images.filter { !held.contains($0.exactID) }.shuffled(using: &generator)
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

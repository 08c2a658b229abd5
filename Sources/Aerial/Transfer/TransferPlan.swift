package import AerialCore
public import Networks

/// Trains a classifier on what a pretrained network sees in each image.
public struct TransferPlan: Journey {
    /// The images and their classes.
    public var dataset: ImageDataset
    /// The model's folder to make.
    public var out: String
    /// The pretrained network.
    public var backbone = Backbone.efficientNetLite0
    /// A weights file of one's own; `nil` for those that were pulled or imported.
    public var weightsFile: String?
    /// The share of held-out images, from 0 to below 1, in datasets that have no sides of their own.
    public var testFraction = 0.2
    /// What is trained on the features.
    public var classifier = ClassifierPlan.logisticRegression(penalty: nil)
    /// What a cluster trains in the classifier's place; `nil` to train here.
    public var cluster: ClusterTraining?
    /// By how many right angles training images are seen, 1 to 4; `nil` to decide by their number.
    public var turns: Int?
    /// The share of the training views that is learned from, above 0 to 1.
    public var trainingShare = 1.0
    /// Judges settings that are given on a part of the training images too, as chosen ones are.
    public var judgesSettings = false
    /// Fits a temperature on folds of the training images and divides the classifier's logits by it.
    public var calibrates = false
    /// Of tiles with bands beside red, green and blue also trains without these, and says whether they helped.
    public var comparesBands = true
    /// Where the features go as safetensors, for other tools; `nil` for nowhere.
    public var featuresFile: String?
    /// A folder that keeps features for later trainings.
    public var featureCache: String?
    /// The pixel size of the dataset's images in metres, where the dataset does not record it.
    public var imageMeters: Double?
    /// Decides what is random.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(dataset: ImageDataset, out: String) {
        self.dataset = dataset
        self.out = out
    }

    /// Trains, judges on the held-out images, and writes the model's folder.
    public func run(_ observer: any JourneyObserver) throws -> TransferResult {
        try checkValues()
        try OutputPlace.checkIsHere(featureCache, for: "features (--feature-cache)")
        let places = StorePlaces(
            reading: [dataset.path, weightsFile, featureCache], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, .model(of: "transfer"))
        plan.featuresFile = try featuresFile.map { try places.output($0) }
        plan.weightsFile = try weightsFile.map(places.file)
        return try places.complete { try plan.train($0) }
    }

    /// - Throws: ``CommandError`` for a number that no training can have.
    private func checkValues() throws {
        try DatasetSides.check(testFraction)
        try classifier.check()
        try PlanValue.check(turns, "the number of turns", in: PlanValue.turns)
        try PlanValue.check(trainingShare, "the share of the training views", above: 0, to: 1)
        try PlanValue.check(
            imageMeters, "the side of a pixel in metres", above: 0, to: PlanValue.coarsestPixelMeters)
        try PlanValue.check(threads: threads)
    }

    private func train(_ observer: any JourneyObserver) throws -> TransferResult {
        try OutputRule(inputs: [dataset.path, weightsFile, featureCache], policy: writing).check(
            [OutputFilePlan(out, .model(of: "transfer"))]
                + (featuresFile.map { [OutputFilePlan($0, FeaturesFile.kind)] } ?? []))
        if calibrates, cluster != nil {
            throw CommandError(
                "a temperature is fitted on this machine, and a cluster trains its own way. Leave one of them out."
            )
        }
        for note in dataset.notes { observer.warn(note) }
        split.tellCorrections(observer)
        return try TransferTraining(plan: self, observer: observer).run()
    }

    private var split: DatasetSides {
        DatasetSides(dataset: dataset, testFraction: testFraction, seed: seed)
    }
    /// The side of each image.
    package var sides: [DatasetSide] { split.sides }
    /// How the sides came about, for the record.
    var splitDescription: String { split.description }

    /// Up to this many training images are seen from three sides unless told otherwise; more bring variety of their own.
    private static let turnedImageLimit = 5000

    /// By how many right angles each image is seen: held-out ones as they are.
    package func turns(for sides: [DatasetSide]) -> [Int] {
        let trainingTurns = turns ?? (sides.count { $0 == .train } <= Self.turnedImageLimit ? 3 : 1)
        return sides.map { $0 == .train ? trainingTurns : 1 }
    }
}

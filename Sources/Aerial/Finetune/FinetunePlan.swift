internal import AerialCore
internal import Foundation
internal import Imagery
public import Networks
public import Training

/// Trains a pretrained network, or a fresh one, on a dataset.
public struct FinetunePlan: Journey {
    /// The images and their classes.
    public var dataset: ImageDataset
    /// The model's folder to make.
    public var out: String
    /// The network.
    public var backbone = Backbone.efficientNetLite0
    /// A weights file of one's own; `nil` for those that were pulled or imported.
    public var weightsFile: String?
    /// Begins with fresh parameters instead of pretrained ones.
    public var isFromScratch = false
    /// How it is trained.
    public var recipe: Recipe
    /// Fits a temperature on the validation part and divides the network's logits by it.
    public var calibrates = false
    /// The share of held-out images, from 0 to below 1, in datasets that have no sides of their own.
    public var testFraction = 0.2
    /// The pixel size of the dataset's images in metres, where the dataset does not record it.
    public var imageMeters: Double?
    /// Decides what is random.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all
    /// Among the processes that train together; `nil` for one alone.
    public var place: RankPlace?
    /// Goes on from the newest checkpoint of an interrupted training to the same ``out``.
    public var resumes = false
    /// Where it would go on, begins anew if the checkpoints there are of another training, and takes their place.
    public var passesOtherCheckpoints = false
    /// Steps between checkpoints, beyond the one after each epoch; `nil` for none.
    public var checkpointSteps: Int?
    /// How many checkpoints are kept.
    public var keptCheckpoints = 2
    /// Where the loss of every step is written; `nil` for nowhere.
    public var stepLog: String?
    /// The loader is also timed alone.
    public var timesLoader = false
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// Called after every epoch.
    public var afterEpoch: @Sendable (EpochRecord) -> Void = { _ in }

    /// Makes a plan; what it does not name has its usual value.
    public init(dataset: ImageDataset, out: String, recipe: Recipe = Recipe(retrain: .all, optimizer: .adamw))
    {
        self.dataset = dataset
        self.out = out
        self.recipe = recipe
    }

    /// Trains, judges on the held-out images, and writes the model's folder. Ended by its observer, it leaves a checkpoint
    /// of the last step.
    public func run(_ observer: any JourneyObserver) throws -> FinetuneResult {
        try checkValues()
        guard place == nil || !RemotePlace.isRemote(out) else {
            throw CommandError(
                "several processes meet at a model's folder on a disk: give --out a folder here, and copy the model to \(out)."
            )
        }
        let places = StorePlaces(reading: [dataset.path, weightsFile], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, .model(of: "finetune"), resumes: resumes)
        plan.stepLog = try stepLog.map { try places.output($0) }
        plan.weightsFile = try weightsFile.map(places.file)
        return try places.complete { try plan.train($0) }
    }

    /// - Throws: ``CommandError`` for a number that no training can have.
    private func checkValues() throws {
        try DatasetSides.check(testFraction)
        try recipe.check()
        try PlanValue.check(
            imageMeters, "the side of a pixel in metres", above: 0, to: PlanValue.coarsestPixelMeters)
        try PlanValue.check(
            checkpointSteps, "the number of steps between checkpoints", in: PlanValue.counts)
        try PlanValue.check(keptCheckpoints, "the number of checkpoints to keep", in: PlanValue.counts)
        try PlanValue.check(threads: threads)
        guard let place else { return }
        try PlanValue.check(place.size, "the number of processes", in: PlanValue.counts)
        try PlanValue.check(place.rank, "the rank of a process", in: 0...place.size - 1)
    }

    private func train(_ observer: any JourneyObserver) throws -> FinetuneResult {
        if isLeader { try checkOutputs() }
        for note in dataset.notes { observer.warn(note) }
        try check()
        if isLeader { split.tellCorrections(observer) }
        let lock = isLeader ? try TrainingLock(checkpointFolder: checkpointFolder, out: out) : nil
        defer { lock?.release() }
        return try FinetuneTraining(plan: self, observer: observer).run()
    }

    /// A trained network is hours of work: it is not renewed unasked, unless this training goes on with it.
    private func checkOutputs() throws {
        let goesOn = resumes && !CheckpointStore.isEmpty(checkpointFolder)
        let log = OutputKind.text(beginning: StepLog.header)
        try OutputRule(inputs: [dataset.path, weightsFile], policy: writing).check(
            [OutputFilePlan(out, .model(of: goesOn ? "finetune" : ""))]
                + (stepLog.map { [OutputFilePlan($0, log)] } ?? []))
        try OutputPlace.check(out, makesFolders: true)
    }

    /// Rank 0 alone writes.
    public var isLeader: Bool { (place?.rank ?? 0) == 0 }

    /// - Throws: ``CommandError`` for a network that is not built of layers, and for a batch that the processes cannot share
    ///   evenly.
    private func check() throws {
        if let network = backbone.onnxNetwork {
            throw CommandError(
                "\(backbone.name) came as an ONNX file and runs as that file, which is not fine-tuned: \(network.foreignness) Or "
                    + "use 'aerial transfer --backbone \(backbone.name)', which trains a classifier on its features."
            )
        }
        if calibrates, recipe.validationFraction == 0 {
            throw CommandError(
                "a temperature is fitted on images that the network did not train on: keep some with --validation-fraction, "
                    + "for example 0.1.")
        }
        guard let size = place?.size, recipe.batchSize % size != 0 else { return }
        throw CommandError(
            "--batch-size \(recipe.batchSize) does not divide into \(size) equal parts, one per process. Take "
                + "\((recipe.batchSize / size + 1) * size).")
    }

    var split: DatasetSides { DatasetSides(dataset: dataset, testFraction: testFraction, seed: seed) }

    /// Where an unfinished training keeps its checkpoints.
    var checkpointFolder: String {
        let trimmed = out.hasSuffix("/") && out.count > 1 ? String(out.dropLast()) : out
        return trimmed + ".checkpoints"
    }
}

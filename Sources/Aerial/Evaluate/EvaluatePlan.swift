public import AerialCore
internal import Foundation
internal import Networks
internal import Scoring

/// Which of a dataset's tiles are evaluated.
public enum EvaluatedPart: String, Sendable, CaseIterable {
    /// Those that the model did not learn from.
    case heldOut = "held-out"
    /// Those that it learned from.
    case train
    /// All of them.
    case all
}

/// How held-out tiles are looked at, and by what.
public struct EvaluationSettings: Sendable {
    /// A random part of the tiles, of each class in proportion; `nil` for all.
    public var fraction: SampleFraction?
    /// A coarser legend to give figures in as well.
    public var group: Legend?
    /// What to compute in.
    public var precision = PrecisionChoice.auto
    /// Where the network runs; `nil` for this machine.
    public var cluster: ComputeCluster?
    /// Threads of each worker on a cluster.
    public var workerThreads = 1
    /// Threads on this machine.
    public var threads = Threads.all
    /// The words that the report says it was made by; empty for none.
    public var commandLine: [String] = []

    /// All tiles, on this machine, in the fastest form that the model is cleared for.
    public init() {}

    func check() throws {
        try PlanValue.check(threads: threads, workerThreads: workerThreads)
    }
}

/// Says how often a model is right on tiles whose class is known.
public struct EvaluatePlan: Journey {
    /// The model's folder.
    public var model: String
    /// The tiles and their classes.
    public var dataset: ImageDataset
    /// The folder for `metrics.json`, `predictions.csv`, `confusion.csv` and `report.html`.
    public var out: String
    /// Which of the dataset's tiles count.
    public var part = EvaluatedPart.heldOut
    /// How they are looked at.
    public var settings = EvaluationSettings()
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, dataset: ImageDataset, out: String) {
        self.model = model
        self.dataset = dataset
        self.out = out
    }

    /// Evaluates, and writes the four files together.
    public func run(_ observer: any JourneyObserver) throws -> EvaluationOutcome {
        try settings.check()
        let places = StorePlaces(reading: [model, dataset.path], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(folder: out)
        plan.model = try places.model(model)
        return try places.complete { try plan.evaluate($0) }
    }

    private func evaluate(_ observer: any JourneyObserver) throws -> EvaluationOutcome {
        try OutputRule(inputs: [model, dataset.path], policy: writing)
            .check(EvaluationFiles.plans(in: out), in: out)
        try OutputPlace.check(folder: out)
        let trained = try TrainedModel(
            path: model, precision: try settings.precision.precision(forModel: model),
            threads: settings.threads,
            outputs: [.logits, .foreignness])
        let doubt = dataset.tonesNote(of: trained.pictureTones)
        for note in dataset.notes + [doubt].compactMap({ $0 }) { observer.warn(note) }
        let sample = try EvaluationSample(
            of: dataset, for: trained, part: part, fraction: settings.fraction, observer: observer)
        let outcome = try Evaluation(
            model: trained, sample: sample,
            grouping: try settings.group.map { try ClassGrouping(from: trained.legend, to: $0) },
            cluster: settings.cluster, workerThreads: settings.workerThreads, observer: observer
        ).run()
        try EvaluationFiles(evaluation: outcome, commandLine: FileName.shortened(settings.commandLine)).write(
            to: out)
        return outcome
    }
}

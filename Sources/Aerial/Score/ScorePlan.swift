public import AerialCore
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// Says what each tile of a place, or each image of a folder, shows.
public struct ScorePlan: Journey {
    /// The model's folder.
    public var model: String
    /// Scenes of one date, or images and folders of images; `stac:items.json` stands for the scenes that a search proposed.
    public var inputs: [String]
    /// Where the rows go: `.csv`, `.gpkg`, `.geojson` or `.fgb`; `.tif` for a class map. May lie in an object store.
    public var out: String
    /// What to compute in.
    public var precision = PrecisionChoice.auto
    /// A vector file that tiles' centres must lie in; `nil` for all.
    public var area: String?
    /// Which bands of the imagery a tile's bands are; `nil` to go by their names and colour interpretation.
    public var bands: BandList?
    /// A random part of the tiles or images; `nil` for all.
    public var fraction: SampleFraction?
    /// The share of a tile, 0 to 1, that may lack imagery.
    public var maxEmptyShare = TileImage.usualEmptyShare
    /// Takes GeoTIFFs as plain images, not as scenes to be cut.
    public var takesScenesAsImages = false
    /// Goes on where an interrupted run to the same ``out`` stopped.
    public var resumes = false
    /// The most memory that the process may take, in bytes; `nil` for what it needs.
    public var memoryBytes: Int?
    /// Where the network runs; `nil` for this machine.
    public var cluster: ComputeCluster?
    /// Threads of each worker on a cluster.
    public var workerThreads = 1
    /// Threads on this machine.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// Also measures the network alone for so many seconds; `nil` for not at all.
    package var networkSeconds: Double?

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, inputs: [String], out: String) {
        self.model = model
        self.inputs = inputs
        self.out = out
    }

    /// Scores, and writes the rows in the order of the tiles.
    public func run(_ observer: any JourneyObserver) throws -> ScoreSummary {
        guard RemotePlace.isRemote(out) else { return try write(observer) }
        let remote = try RemoteOutput(out, overwrites: writing.overwrites || resumes)
        return try remote.complete(observer) { local in
            var plan = self
            plan.out = local
            return try plan.write(observer)
        }
    }

    private func write(_ observer: any JourneyObserver) throws -> ScoreSummary {
        try rule.check([ScoreOutput.plan(out)])
        let (input, model) = try load()
        guard let cluster else { return try score(input, model: model, observer: observer) }
        return try score(input, model: model, on: cluster, observer: observer)
    }

    /// Whether a name ends as an output can.
    public static func isOutput(_ path: String) -> Bool { ScoreOutput.isKnown(path) }

    /// The endings of names that ``out`` takes, for people.
    public static let outputEndings = TableFormat.endings(and: [".tif"])

    var rule: OutputRule { OutputRule(inputs: [model, area] + CatalogScenes.files(inputs), policy: writing) }

    func load() throws -> (ScoreInput, TrainedModel) {
        let input = try ScoreInput(
            paths: inputs, asImages: takesScenesAsImages,
            tile: ModelBundle.readDescription(from: model).tile
        ).sampled(by: fraction)
        let trained = try TrainedModel(
            path: model, precision: try precision.precision(forModel: model), threads: threads,
            outputs: [.logits, .foreignness])
        for path in inputs { try TileAgreement.check(images: path, model: trained) }
        if case .images = input, area != nil {
            throw CommandError("an area (--aoi) needs scenes; images have no place.")
        }
        return (input, trained)
    }

    func planned(
        _ input: ScoreInput, model: TrainedModel, observer: any JourneyObserver
    ) throws -> PlannedScoring {
        try PlannedScoring(
            input, model: model, bands: try bands?.numbers(for: model.tile), area: area, sample: fraction,
            maxEmptyShare: maxEmptyShare, observer: observer)
    }

    private func score(
        _ input: ScoreInput, model: TrainedModel, observer: any JourneyObserver
    ) throws -> ScoreSummary {
        InferenceEngine.keepFreedMemory()
        let options = ScoreRun.Options(
            out: out, resumes: resumes, networkSeconds: networkSeconds,
            memory: memoryBytes.map(MemoryBudget.init))
        return switch input {
        case .scenes(let paths):
            try SceneScoring(
                model: model, scenes: paths, bands: try bands?.numbers(for: model.tile), area: area,
                sample: fraction, maxEmptyShare: maxEmptyShare,
                options: options, observer: observer
            ).run()
        case .images(let images):
            try ImageScoring(model: model, images: images, options: options, observer: observer).run()
        }
    }

    private func score(
        _ input: ScoreInput, model: TrainedModel, on cluster: ComputeCluster, observer: any JourneyObserver
    ) throws -> ScoreSummary {
        let scoring = try planned(input, model: model, observer: observer)
        try ScoreOutput.check(out, hasPlaces: scoring.grid != nil)
        let start = ContinuousClock.now
        let question = ClusterQuestion(
            plan: scoring.plan, facts: scoring.facts, model: model, workerThreads: workerThreads)
        let answers = try cluster.engine.answers(to: question, observer: observer)
        let seconds = (ContinuousClock.now - start).inSeconds
        let tally = try scoring.write(answers.outcomes, to: out)
        tally.tellRejections(observer)
        var summary = ScoreSummary(tally: tally, restored: answers.restored, seconds: seconds, model: model)
        summary.job = cluster.job
        return summary
    }
}

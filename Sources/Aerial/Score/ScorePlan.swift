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
    /// Where a class map of the cells in each tile goes, seven a side for most networks: `.tif`; `nil` for none.
    public var detail: String?
    /// How far windows of a tile's size move, in metres, so that they overlap and each cell of that side has the mean of all
    /// that hold it: a tile's side divided by a whole number, 2 or more. `nil` for tiles beside each other.
    public var strideMeters: Double?
    /// A cheaper model's folder that is asked first: where it is sure enough, its word is the tile's, and ``model`` looks at the others
    /// alone. Both must have been trained on one dataset with a temperature fitted; `nil` for one model.
    public var first: String?
    /// Points of accuracy that asking ``first`` may cost, by what both models say of training tiles that they had not learned from.
    public var maxLoss = 0.5
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
    /// Where ``out`` is sent, while it stands for a place on this machine.
    private var address: String?

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, inputs: [String], out: String) {
        self.model = model
        self.inputs = inputs
        self.out = out
    }

    /// Scores, and writes the rows in the order of the tiles.
    public func run(_ observer: any JourneyObserver) throws -> ScoreSummary {
        try checkValues()
        let places = StorePlaces(
            reading: [model, first, area] + CatalogScenes.files(inputs), writing: writing, observer: observer)
        var plan = self
        (plan.out, plan.address) = (try places.output(out, resumes: resumes), out)
        plan.detail = try detail.map { try places.output($0, resumes: resumes) }
        plan.model = try places.model(model)
        plan.first = try first.map(places.model)
        return try places.complete { try plan.write($0) }
    }

    /// - Throws: ``CommandError`` for a number that no run can have.
    func checkValues() throws {
        try PlanValue.check(maxEmptyShare: maxEmptyShare)
        try PlanValue.check(memoryBytes, "the memory in bytes", in: 1...Int.max)
        try PlanValue.check(threads: threads, workerThreads: workerThreads)
    }

    private func write(_ observer: any JourneyObserver) throws -> ScoreSummary {
        try rule.check([ScoreOutput.plan(out)] + (detail.map { [ScoreOutput.plan($0)] } ?? []))
        try checkDetail()
        _ = try overlap(of: ModelBundle.readDescription(from: model).tile)
        try checkFirst()
        let (input, model) = try load()
        PictureListing.notes(on: inputs).forEach(observer.warn)
        guard let cluster else { return try score(input, model: model, observer: observer) }
        return try score(input, model: model, on: cluster, observer: observer)
    }

    /// Whether a name ends as an output can.
    public static func isOutput(_ path: String) -> Bool { ScoreOutput.isKnown(path) }

    /// The endings of names that ``out`` takes, for people.
    public static let outputEndings = TableFormat.endings(and: [".tif"])

    /// Says before any work what no map of cells is made of.
    func checkDetail() throws {
        guard let detail else { return }
        guard ScoreOutput.isMap(detail) else {
            throw CommandError(
                "the map of cells is a GeoTIFF, not '\(detail)'. Give --detail a name that ends in .tif.")
        }
    }

    /// How many times a tile is as wide as windows move; `nil` for tiles beside each other.
    private func overlap(of tile: TileSpec) throws -> Int? {
        guard let strideMeters else { return nil }
        guard detail == nil else {
            throw CommandError(
                "a map of cells comes from tiles beside each other, not from windows that overlap. Leave --detail or --stride "
                    + "out.")
        }
        guard fraction == nil else {
            throw CommandError(
                "windows that overlap are averaged, and a random part of them leaves gaps. Leave --sample-fraction or --stride "
                    + "out.")
        }
        let parts = strideMeters > 0 ? (tile.sideMeters / strideMeters).rounded() : 0
        guard parts >= 2, parts <= Double(TileGrid.mostOverlap),
            abs(tile.sideMeters / parts - strideMeters) <= 0.01 * strideMeters
        else {
            let sides = [2, 3, 4, 7].map { TileSpec.text((tile.sideMeters / $0 * 100).rounded() / 100) }
            throw CommandError(
                "windows of \(TileSpec.text(tile.sideMeters)) m cannot move by \(TileSpec.text(strideMeters)) m: that must be "
                    + "the side divided by 2 to \(TileGrid.mostOverlap). For example, take \(sides.joined(separator: ", ")) m."
            )
        }
        return Int(parts)
    }

    /// Says before any work what does not go with two models.
    func checkFirst() throws {
        guard let first else { return }
        if detail != nil {
            throw CommandError(
                "a map of cells shows what one model sees, and --first asks two. Leave --detail or --first out."
            )
        }
        if cluster != nil {
            throw CommandError("a cluster's workers ask one model. Leave --spark or --first out.")
        }
        guard first != model else {
            throw CommandError("\(first) cannot be asked before itself. Give --first a cheaper model.")
        }
        guard maxLoss > 0, maxLoss < 100 else {
            throw CommandError("--max-loss takes points of accuracy above 0 and below 100, for example 0.5.")
        }
    }

    var rule: OutputRule {
        OutputRule(inputs: [model, first, area] + CatalogScenes.files(inputs), policy: writing)
    }

    func load() throws -> (ScoreInput, TrainedModel) {
        let description = try ModelBundle.readDescription(from: model)
        try PredictionFile.check(path: out, classNames: description.legend.classNames)
        let input = try ScoreInput(
            paths: inputs, asImages: takesScenesAsImages, tile: description.tile
        ).sampled(by: fraction)
        let trained = try TrainedModel(
            path: model, precision: try precision.precision(forModel: model), threads: threads,
            outputs: [.logits, .foreignness] + (detail == nil ? [] : [.cells]),
            batchSize: first == nil ? nil : Cascade.batchSize)
        for path in inputs { try TileAgreement.check(images: path, model: trained) }
        if case .images = input, area != nil {
            throw CommandError("an area (--aoi) needs scenes; images have no place.")
        }
        if case .images = input, strideMeters != nil {
            throw CommandError(
                "windows that overlap (--stride) need scenes; images are looked at one by one.")
        }
        if case .images = input, let detail { throw DetailMap.needsScenes(detail) }
        return (input, trained)
    }

    func planned(
        _ input: ScoreInput, model: TrainedModel, observer: any JourneyObserver, takesCells: Bool = false
    ) throws -> PlannedScoring {
        guard first == nil else {
            throw CommandError(
                "a cluster's workers ask one model. Leave --first out, or score on this machine.")
        }
        guard detail == nil || takesCells else {
            throw CommandError(
                "a script's answers are classes of whole tiles. Leave --detail out, or score on this machine or through a "
                    + "Connect server.")
        }
        guard strideMeters == nil else {
            throw CommandError(
                "a cluster's workers look at tiles beside each other. Leave --stride out, or score on this machine."
            )
        }
        return try PlannedScoring(
            input, model: model, bands: try bands?.numbers(for: model.tile), area: area, sample: fraction,
            maxEmptyShare: maxEmptyShare, observer: observer)
    }

    private func score(
        _ input: ScoreInput, model: TrainedModel, observer: any JourneyObserver
    ) throws -> ScoreSummary {
        InferenceEngine.keepFreedMemory()
        let cascade = try first.map {
            try Cascade(first: $0, before: model, maxLoss: maxLoss / 100, precision: precision)
        }
        cascade?.tell(observer)
        let options = ScoreRun.Options(
            out: out, address: address ?? out, resumes: resumes, networkSeconds: networkSeconds,
            memory: memoryBytes.map(MemoryBudget.init), detail: detail, cascade: cascade)
        return switch input {
        case .scenes(let paths):
            try SceneScoring(
                model: model, scenes: paths, bands: try bands?.numbers(for: model.tile), area: area,
                sample: fraction, maxEmptyShare: maxEmptyShare, overlap: try overlap(of: model.tile),
                options: options, observer: observer
            ).run()
        case .images(let images):
            try ImageScoring(model: model, images: images, options: options, observer: observer).run()
        }
    }

    private func score(
        _ input: ScoreInput, model: TrainedModel, on cluster: ComputeCluster, observer: any JourneyObserver
    ) throws -> ScoreSummary {
        let scoring = try planned(input, model: model, observer: observer, takesCells: true)
        try ScoreOutput.check(out, hasPlaces: scoring.grid != nil)
        let start = ContinuousClock.now
        let question = ClusterQuestion(
            plan: scoring.plan, facts: scoring.facts, model: model, workerThreads: workerThreads)
        let (tally, restored): (ScoreTally, Int)
        if let detail {
            (tally, restored) = try scoring.write(to: out, address: address ?? out, detail: detail) {
                try cluster.engine.views(
                    of: question,
                    as: TileSight(turns: 1, matching: nil, includesFeatures: false, includesCells: true),
                    part: nil, observer: observer, deliver: $0)
            }
        } else {
            let answers = try cluster.engine.answers(to: question, observer: observer)
            (tally, restored) = (
                try scoring.write(answers.outcomes, to: out, address: address ?? out), answers.restored
            )
        }
        let seconds = (ContinuousClock.now - start).inSeconds
        tally.tellRejections(observer)
        var summary = ScoreSummary(tally: tally, restored: restored, seconds: seconds, model: model)
        summary.job = cluster.job
        summary.detailMeters = scoring.cellMeters
        return summary
    }
}

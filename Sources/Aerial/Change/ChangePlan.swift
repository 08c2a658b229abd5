internal import AerialCore
internal import Imagery
internal import Networks
internal import Scoring

/// Says which tiles probably became a class between two dates, and how sure that is.
public struct ChangePlan: Journey {
    /// The model's folder.
    public var model: String
    /// Scenes of the first date; empty where ``labels`` stand for it.
    public var before: [String]
    /// A land-cover raster in place of imagery of the first date.
    public var labels: ChangeLabels?
    /// Scenes of the second date.
    public var after: [String]
    /// The folder for `change.tif`, `candidates.gpkg`, `candidates.csv`, `transitions.csv` and `report.html`.
    public var out: String
    /// The class that is looked for.
    public var target = "Developed"
    /// Where the list of candidates ends.
    public var length = ListLength.falseShare(0.2)
    /// How the two dates are made comparable.
    public var normalization = Normalization.features
    /// By how many right angles each tile is seen, 1 to 4.
    public var turns = 4
    /// A table with what a person said of an earlier list; `nil` for none.
    public var marks: String?
    /// What to compute in.
    public var precision = PrecisionChoice.auto
    /// A vector file that tiles' centres must lie in; `nil` for all.
    public var area: String?
    /// Which bands of the first date's imagery a tile's bands are; `nil` to go by their names and colour interpretation.
    public var bands: BandList?
    /// Those of the second date.
    public var bandsAfter: BandList?
    /// The share of a tile, 0 to 1, that may lack imagery at either date.
    public var maxEmptyShare = TileImage.usualEmptyShare
    /// Goes on from what an interrupted run of the same plan left.
    public var resumes = false
    /// What the process may take at its peak, in bytes; `nil` for no limit.
    public var memoryBytes: Int?
    /// A cluster whose workers look at the tiles; `nil` for this machine.
    public var cluster: ComputeCluster?
    /// Threads of each worker on a cluster.
    public var workerThreads = 1
    /// Decides what is random.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// The words that the report says it was made by; empty for none.
    public var commandLine: [String] = []

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, before: [String], after: [String], out: String) {
        self.model = model
        self.before = before
        self.after = after
        self.out = out
    }

    /// Makes a plan with a land-cover raster as the first date.
    public init(model: String, labels: ChangeLabels, after: [String], out: String) {
        self.init(model: model, before: [], after: after, out: out)
        self.labels = labels
    }

    /// Scores what has imagery, weighs the evidence, and writes the files together.
    public func run(_ observer: any JourneyObserver) throws -> ChangeSummary {
        try checkValues()
        let scenes = CatalogScenes.files(before + after)
        let places = StorePlaces(
            reading: [model, area, marks, labels?.path] + scenes, writing: writing, observer: observer)
        var plan = self
        plan.before = try CatalogScenes(before).paths.map(reached)
        plan.after = try CatalogScenes(after).paths.map(reached)
        plan.out = try places.output(folder: out, resumes: resumes)
        plan.model = try places.model(model)
        plan.marks = try marks.map(places.file)
        return try places.complete { try plan.compare(keeping: scenes, $0) }
    }

    /// - Throws: ``CommandError`` for a number that no run can have.
    private func checkValues() throws {
        try length.check()
        try PlanValue.check(labels?.rule)
        try PlanValue.check(turns, "the number of turns", in: PlanValue.turns)
        try PlanValue.check(maxEmptyShare: maxEmptyShare)
        try PlanValue.check(memoryBytes, "the memory in bytes", in: 1...Int.max)
        try PlanValue.check(threads: threads, workerThreads: workerThreads)
    }

    /// A scene as those reach it who look at it.
    private func reached(_ path: String) -> String { cluster == nil ? path : ClusterPath.reached(path) }

    private func compare(keeping files: [String], _ observer: any JourneyObserver) throws -> ChangeSummary {
        guard before.isEmpty != (labels == nil) else {
            throw CommandError(
                "the first date needs either scenes (--before) or a land-cover raster (--before-labels). Give one of them."
            )
        }
        try OutputRule(inputs: [model, area, marks, labels?.path] + before + after + files, policy: writing)
            .check(ChangeOutputs.plans(in: out), in: out)
        try OutputPlace.check(folder: out)
        try labels.map { try GivenLabels.refuseAreaSample($0.path) }
        let trained = try TrainedModel(
            path: model, precision: try precision.precision(), threads: threads,
            outputs: labels == nil ? [.logits, .features, .foreignness] : [.logits, .foreignness])
        try checkClassCount(trained.legend)
        let facts = try ledgerPlan(trained)
        let store = ViewStore(
            output: out, plan: facts.adding([("how features are kept", "16 bits")]),
            goingOn: cluster == nil ? .here(resumes: resumes) : .onTheCluster,
            memory: memoryBytes.map(MemoryBudget.init), observer: observer)
        let maker: any ViewMaker =
            if let cluster {
                ClusterViews(
                    cluster: cluster, facts: facts, workerThreads: workerThreads, observer: observer)
            } else { LocalViews() }
        return try store.run {
            let result = try result(trained, maker, store, observer)
            try ChangeFiles(result: result, commandLine: FileName.shortened(commandLine), observer: observer)
                .write(to: out)
            return ChangeSummary(result)
        }
    }

    /// Before hours of work: what is found must fit into the raster of change.
    func checkClassCount(_ legend: Legend) throws {
        let names = Set(legend.classNames).union(labels?.legend?.classNames ?? [])
        guard names.count > ChangeRaster.mostClasses else { return }
        let further = names.count - legend.classes.count
        throw CommandError(
            "the model \(model) has \(legend.classes.count) classes"
                + (further > 0 ? ", the legend of the labels \(further) more" : "")
                + ", and change.tif has numbers for \(ChangeRaster.mostClasses). Give a model "
                + (further > 0 ? "or a legend of fewer classes." : "of fewer classes."))
    }

    /// All that decides what the model sees of each tile; what is looked for in it may differ.
    private func ledgerPlan(_ trained: TrainedModel) throws -> LedgerPlan {
        let laterBands = bandsAfter?.text ?? "as the files say"
        return try LedgerPlan(
            model: trained,
            inputs: (before.map { ("the first date's \($0)", $0) }
                + after.map { ("the second date's \($0)", $0) })
                .map { ($0.0, FileState.of($0.1)) } + [
                    (
                        "the order of the inputs",
                        FileChecksum.sha256(of: (before + [""] + after).joined(separator: "\n"))
                    ),
                    ("--bands-after", laterBands), ("--normalize", "\(normalization)"),
                    ("--turns", "\(turns)"),
                    ("--max-empty", "\(maxEmptyShare)"),
                    ("the first date", labels == nil ? "imagery" : "labels"),
                ],
            bands: try bands?.numbers(for: trained.tile), area: area)
    }

    private func result(
        _ trained: TrainedModel, _ maker: any ViewMaker, _ store: ViewStore, _ observer: any JourneyObserver
    ) throws -> ChangeResult {
        let said = try marks.map(ChangeMarksFile.read)
        let laterBands = try bandsAfter?.numbers(for: trained.tile)
        if let labels {
            return try LabelledAnalysis(
                model: trained, labels: labels, after: after, bands: laterBands, area: area,
                maxEmptyShare: maxEmptyShare, target: target, length: length, turns: turns, marks: said,
                seed: seed, maker: maker, store: store, observer: observer
            ).run()
        }
        return try ChangeAnalysis(
            model: trained, before: before, after: after, bands: try bands?.numbers(for: trained.tile),
            bandsAfter: laterBands, area: area, maxEmptyShare: maxEmptyShare, target: target, length: length,
            normalization: normalization, turns: turns, marks: said, seed: seed, maker: maker,
            store: store, observer: observer
        ).run()
    }
}

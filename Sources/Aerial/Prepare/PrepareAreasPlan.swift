public import AerialCore
internal import Imagery

/// Cuts the imagery of many areas into one dataset. Each keeps its own grid: work grows with tiles, not with the box around
/// all areas.
public struct PrepareAreasPlan: Journey {
    /// At least one.
    public var areas: [PrepareArea]
    /// The dataset's folder to make.
    public var out: String
    /// The classes of all areas.
    public var legend: Legend
    /// How tiles are divided into training and held-out ones: each area by itself, or by whole areas.
    public var split: SplitRule
    /// The share of held-out tiles, from 0 to below 1.
    public var testFraction = 0.2
    /// What a tile is.
    public var tile = TileSpec.standard
    /// Keeps as many training tiles of each class as of the rarest.
    public var balance = false
    /// A file with what a person said of wrong labels; `nil` for none.
    public var corrections: String?
    /// Which bands of the imagery a tile's bands are; `nil` to go by their names and colour interpretation.
    public var bands: BandList?
    /// Decides what is random.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(
        areas: [PrepareArea], out: String, legend: Legend = .nlcd6,
        split: SplitRule = .blocks(sideMeters: 2000)
    ) {
        self.areas = areas
        self.out = out
        self.legend = legend
        self.split = split
    }

    /// Every file that is read.
    package var inputs: [String] {
        areas.flatMap { CatalogScenes.files($0.imagery) + [$0.labels, $0.outline].compactMap(\.self) }
            + [corrections].compactMap(\.self)
    }

    /// Labels, cuts, divides and records.
    public func run(_ observer: any JourneyObserver) throws -> PrepareSummary {
        guard !areas.isEmpty else { throw CommandError("a dataset needs at least one area.") }
        for area in areas { try plan(of: area).checkValues() }
        let places = StorePlaces(reading: inputs, writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, isFolded ? .foldedDataset : .dataset)
        plan.corrections = try corrections.map(places.file)
        var summary = try places.complete { try plan.make($0) }
        summary.dataset = out
        return summary
    }

    private func make(_ observer: any JourneyObserver) throws -> PrepareSummary {
        try OutputRule(inputs: inputs, policy: writing).check([
            OutputFilePlan(out, isFolded ? .foldedDataset : .dataset)
        ])
        try OutputPlace.check(out, makesFolders: true)
        try PrepareArea.check(names: areas.map(\.name))
        for area in areas { try area.labelLayer.map { try GivenLabels.refuseAreaSample($0.path) } }
        try ClassFolders.check(legend)
        let preparations = try areas.map {
            AreaPreparation(
                name: $0.name, date: $0.date, side: $0.side, plan: try plan(of: $0).lookingUpItems(),
                observer: observer)
        }
        return PrepareSummary(
            try Preparation(plan: preparations[0].plan, areas: preparations, observer: observer).run())
    }

    private var isFolded: Bool { if case .areaFolds = split { true } else { false } }

    /// An area's files with what all areas share.
    private func plan(of area: PrepareArea) -> PreparePlan {
        var plan = PreparePlan(
            imagery: area.imagery, labels: area.labels, out: out, legend: legend, rule: area.rule,
            split: split, testFraction: testFraction, threads: threads)
        plan.labelLayer = area.labelLayer
        plan.corrections = corrections
        plan.tile = tile
        plan.balance = balance
        plan.area = area.outline
        plan.bands = bands
        plan.seed = seed
        return plan
    }
}

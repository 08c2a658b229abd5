public import AerialCore
public import Imagery

/// Cuts imagery into labelled tiles: a dataset to train on.
public struct PreparePlan: Journey {
    /// Scenes of one date; `stac:items.json` stands for those that a search proposed.
    public var imagery: [String]
    /// A land-cover raster, or polygons or points of one's own with ``labelLayer``.
    public var labels: String
    /// The dataset's folder to make.
    public var out: String
    /// Of labels that are polygons or points; `nil` for a raster of codes.
    public var labelLayer: LabelLayer?
    /// A file with what a person said of wrong labels; `nil` for none.
    public var corrections: String?
    /// Which codes of the raster are which class.
    public var legend: Legend
    /// What a tile must show to have a class.
    public var rule: LabelRule
    /// How tiles are divided into training and held-out ones.
    public var split: SplitRule
    /// The share of held-out tiles, from 0 to below 1.
    public var testFraction: Double
    /// What a tile is.
    public var tile = TileSpec.standard
    /// Keeps as many training tiles of each class as of the rarest.
    public var balance = false
    /// A vector file that tiles' centres must lie in; `nil` for all.
    public var area: String?
    /// Which bands of the imagery a tile's bands are; `nil` to go by their names and colour interpretation.
    public var bands: BandList?
    /// Decides what is random.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads: Int
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// Where scenes come from that a file of items named, by their addresses.
    var origins: [String: ImageryOrigin] = [:]

    /// Makes a plan; what it does not name has its usual value.
    public init(
        imagery: [String], labels: String, out: String, legend: Legend = .nlcd6,
        rule: LabelRule = .ninePoints,
        split: SplitRule, testFraction: Double = 0.2, threads: Int = Threads.all
    ) {
        self.imagery = imagery
        self.labels = labels
        self.out = out
        self.legend = legend
        self.rule = rule
        self.split = split
        self.testFraction = testFraction
        self.threads = threads
    }

    private func checkSplit() throws {
        guard !split.isByAreas else {
            throw CommandError(
                "--split \(split) holds out whole areas, and there is only one. Give two or more with --areas, or take "
                    + "blocks:\(Int(DatasetDivision.areaBlockMeters)).")
        }
    }

    /// Labels, cuts, divides and records.
    public func run(_ observer: any JourneyObserver) throws -> PrepareSummary {
        try checkValues()
        let read = CatalogScenes.files(imagery) + [labels, area, corrections]
        let places = StorePlaces(reading: read, writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, .dataset)
        plan.corrections = try corrections.map(places.file)
        var summary = try places.complete { try plan.make($0) }
        summary.dataset = out
        return summary
    }

    /// - Throws: ``CommandError`` for a number that no dataset can have.
    func checkValues() throws {
        try DatasetDivision.check(split, testFraction: testFraction)
        try PlanValue.check(rule)
        try PlanValue.check(threads: threads)
    }

    private func make(_ observer: any JourneyObserver) throws -> PrepareSummary {
        try OutputRule(inputs: CatalogScenes.files(imagery) + [labels, area, corrections], policy: writing)
            .check([OutputFilePlan(out, .dataset)])
        try OutputPlace.check(out, makesFolders: true)
        try labelLayer.map { try GivenLabels.refuseAreaSample($0.path) }
        try ClassFolders.check(legend)
        try checkSplit()
        let plan = try lookingUpItems()
        let area = AreaPreparation(name: nil, date: nil, side: nil, plan: plan, observer: observer)
        return PrepareSummary(try Preparation(plan: plan, areas: [area], observer: observer).run())
    }

    /// The same with the scenes that files of items name.
    func lookingUpItems() throws -> PreparePlan {
        let scenes = try CatalogScenes(imagery)
        var plan = self
        plan.imagery = scenes.paths
        plan.origins = scenes.origins
        return plan
    }
}

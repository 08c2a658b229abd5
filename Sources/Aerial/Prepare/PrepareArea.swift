public import AerialCore
public import Imagery

/// One of several areas that a dataset is made of: its own imagery and labels, cut on a grid of its own.
public struct PrepareArea: Sendable {
    /// Stands before its tiles' names; told from the others' whatever the case of the letters.
    public var name: String
    /// Scenes of one date.
    public var imagery: [String]
    /// A land-cover raster, or polygons or points of one's own with ``labelLayer``.
    public var labels: String
    /// Of labels that are polygons or points; `nil` for a raster of codes.
    public var labelLayer: LabelLayer?
    /// What a tile must show to have a class.
    public var rule: LabelRule
    /// A vector file that tiles' centres must lie in; `nil` for all.
    public var outline: String?
    /// When the imagery was taken; `nil` for what its files say.
    public var date: String?
    /// The side that all its tiles are to stand on; `nil` to leave it to the split.
    public var side: DatasetSide?

    /// Makes one; what it does not name has its usual value.
    public init(name: String, imagery: [String], labels: String, rule: LabelRule = .ninePoints) {
        self.name = name
        self.imagery = imagery
        self.labels = labels
        self.rule = rule
    }

    /// The most bytes of a name: file systems take names of 255.
    private static let longestName = 100

    /// Whether areas may have these names in files and tables.
    /// - Throws: ``CommandError`` for names that no file can have, and for those that fall together.
    static func check(names: [String]) throws {
        for name in names {
            let isPlain = name.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && !["/", "\\", ":"].contains($0)
            }
            guard isPlain, !name.isEmpty, name.first != ".", name.first != " ", name.last != " ",
                name.utf8.count <= longestName
            else {
                throw CommandError(
                    "'\(name)' cannot be an area's name, which becomes a part of file names. Take up to \(longestName) letters, "
                        + "digits, '-' and '_'.")
            }
        }
        let same = Dictionary(grouping: names, by: { $0.lowercased() }).values.filter { $0.count > 1 }
            .min { $0[0] < $1[0] }
        if let same {
            throw CommandError(
                "two areas are called '\(same[0])'\(same[0] == same[1] ? "" : " and '\(same[1])'"): tiles carry the area's name, so "
                    + "each needs its own.")
        }
    }
}

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
    public init(areas: [PrepareArea], out: String, legend: Legend = .nlcd6, split: SplitRule = .areas) {
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
        try PrepareArea.check(names: areas.map(\.name))
        for area in areas { try area.labelLayer.map { try GivenLabels.refuseAreaSample($0.path) } }
        try ClassFolders.check(legend.classNames)
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

internal import AerialCore
internal import Foundation

/// Tells what a dataset holds, and draws a page of its tiles.
public struct DatasetShowPlan: Journey {
    /// The images and their classes.
    public var dataset: ImageDataset
    /// The page to write; `nil` for none.
    public var page: String?
    /// So many tiles of each class are on the page, from 1.
    public var samplesPerClass = 8
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// The words that the page says it was made by; empty for none.
    public var commandLine: [String] = []

    /// Makes a plan; what it does not name has its usual value.
    public init(dataset: ImageDataset) {
        self.dataset = dataset
    }

    /// Counts, and writes the page.
    public func run(_ observer: any JourneyObserver) throws -> DatasetSummary {
        guard samplesPerClass > 0 else { throw CommandError("a page shows at least one tile of each class.") }
        let places = StorePlaces(reading: [dataset.path], writing: writing, observer: observer)
        var plan = self
        plan.page = try page.map { try places.output($0) }
        return try places.complete { try plan.show($0) }
    }

    private func show(_ observer: any JourneyObserver) throws -> DatasetSummary {
        try page.map { page in
            try OutputRule(inputs: [dataset.path], policy: writing).check([
                OutputFilePlan(page, .page(.dataset))
            ])
            try OutputPlace.check(page)
        }
        for note in dataset.notes { observer.warn(note) }
        let summary = DatasetSummary(dataset)
        try page.map { try DatasetPage(plan: self, summary: summary, observer: observer).write(to: $0) }
        return summary
    }
}

/// What a dataset holds.
public struct DatasetSummary: Codable, Sendable {
    /// Its folder.
    public let dataset: String
    /// How many images it has.
    public let images: Int
    /// In the legend's order.
    public let classNames: [String]
    /// Training images by class.
    public let train: [String: Int]
    /// Held-out images by class.
    public let test: [String: Int]
    /// Images by class where no folders say which side they are on.
    public let undivided: [String: Int]
    /// Its areas; empty for a folder that `prepare` did not write.
    public let areas: [DatasetAreaSummary]
    /// Its dates, in their order, with the images of each; empty where none is known.
    public let dates: [DatasetDateSummary]
    /// How many tiles were left out, by reason.
    public let dropped: [String: Int]
    /// What a tile had to show to have a class; `nil` for a folder that `prepare` did not write.
    public let rule: String?
    /// How the sides came about; `nil` for a folder that `prepare` did not write.
    public let split: String?
    /// From a held-out tile to the nearest training tile; `nil` where one side has no tiles or places are not known.
    public let leakageDistanceMeters: Double?

    init(_ dataset: ImageDataset) {
        func counts(_ images: [DatasetImage]) -> [String: Int] {
            let labels = Dictionary(grouping: images, by: \.label)
            return Dictionary(
                uniqueKeysWithValues: dataset.classNames.enumerated().map { ($1, labels[$0]?.count ?? 0) })
        }
        func counts(of side: DatasetSide?, in images: [DatasetImage]) -> [String: Int] {
            counts(images.filter { $0.side == side })
        }
        self.dataset = dataset.path
        images = dataset.images.count
        classNames = dataset.classNames
        train = counts(of: .train, in: dataset.images)
        test = counts(of: .test, in: dataset.images)
        undivided = counts(of: nil, in: dataset.images)
        let prepared = dataset.prepared
        let byArea = Dictionary(grouping: dataset.images, by: \.place?.area)
        areas = (prepared?.areas ?? []).map { area in
            let images = byArea[area.name] ?? []
            return DatasetAreaSummary(
                area, named: area.name ?? FileName.of(dataset.path), train: counts(of: .train, in: images),
                test: counts(of: .test, in: images), undivided: counts(of: nil, in: images))
        }
        dates = DatasetDateSummary.dates(of: areas)
        dropped = prepared?.dropped ?? [:]
        rule = prepared?.rule
        split = prepared.map { "\($0.split), seed \($0.seed)" }
        leakageDistanceMeters = prepared?.leakageDistanceMeters
    }
}

/// The images of one date.
public struct DatasetDateSummary: Codable, Sendable {
    /// A day, or two with a slash between.
    public let date: String
    /// Training images.
    public let train: Int
    /// Held-out images.
    public let test: Int
    /// Images where no folders say which side they are on; `nil` where there are none.
    public let undivided: Int?

    static func dates(of areas: [DatasetAreaSummary]) -> [DatasetDateSummary] {
        let dated = Dictionary(grouping: areas.filter { $0.date != nil }) { $0.date ?? "" }
        return dated.sorted { $0.key < $1.key }.map { date, areas in
            let undivided = areas.compactMap(\.undivided).flatMap(\.values).reduce(0, +)
            return DatasetDateSummary(
                date: date, train: areas.reduce(0) { $0 + $1.train.values.reduce(0, +) },
                test: areas.reduce(0) { $0 + $1.test.values.reduce(0, +) },
                undivided: undivided > 0 ? undivided : nil)
        }
    }
}

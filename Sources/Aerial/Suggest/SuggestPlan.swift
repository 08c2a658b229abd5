internal import AerialCore
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// Names the tiles whose labels would help a model most: it is unsure of them, and they are unlike each other.
public struct SuggestPlan: Journey {
    /// The model's folder.
    public var model: String
    /// Scenes of one date, or images and folders of images.
    public var inputs: [String]
    /// The folder for `suggestions.csv`, `suggestions.gpkg` and `suggest.html`.
    public var out: String
    /// How many tiles are named, 1 to 1000.
    public var count = 50
    /// Takes GeoTIFFs as plain images, not as scenes to be cut.
    public var takesScenesAsImages = false
    /// Which bands of the imagery a tile's bands are; `nil` to go by their names and colour interpretation.
    public var bands: BandList?
    /// A vector file that tiles' centres must lie in; `nil` for all.
    public var area: String?
    /// The share of a tile, 0 to 1, that may lack imagery.
    public var maxEmptyShare = TileImage.usualEmptyShare
    /// Samples that areas are estimated from: their tiles are never offered.
    public var areaSamples: [String] = []
    /// Datasets whose tiles are labelled already, besides that of the model.
    public var labelled: [ImageDataset] = []
    /// Decides what is random.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// The words that the page says it was made by; empty for none.
    public var commandLine: [String] = []

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, inputs: [String], out: String) {
        self.model = model
        self.inputs = inputs
        self.out = out
    }

    /// Looks at all tiles, and writes the named ones with their page together.
    public func run(_ observer: any JourneyObserver) throws -> SuggestionSummary {
        try PlanValue.check(count, "the number of tiles to name", in: 1...1000)
        try PlanValue.check(maxEmptyShare: maxEmptyShare)
        try PlanValue.check(threads: threads)
        let read = [model, area] + inputs + areaSamples + labelled.map(\.path)
        let places = StorePlaces(reading: read, writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(folder: out)
        plan.model = try places.model(model)
        plan.areaSamples = try areaSamples.map(places.file)
        return try places.complete { try plan.suggest($0) }
    }

    private func suggest(_ observer: any JourneyObserver) throws -> SuggestionSummary {
        let trained = try TrainedModel(
            path: model, precision: .float32, threads: threads, outputs: [.logits, .features])
        let input = try ScoreInput(paths: inputs, asImages: takesScenesAsImages, tile: trained.tile)
        PictureListing.notes(on: inputs).forEach(observer.warn)
        var hasPlaces = true
        if case .images = input { hasPlaces = false }
        guard hasPlaces || area == nil else {
            throw CommandError("an area (--aoi) needs scenes; images have no place.")
        }
        try OutputRule(
            inputs: [model, area] + inputs + areaSamples + labelled.map(\.path), policy: writing
        ).check(SuggestionFiles.plans(in: out, hasPlaces: hasPlaces), in: out)
        try OutputPlace.check(folder: out)
        let request = SuggestRequest(
            model: trained, input: input, count: count, bands: try bands?.numbers(for: trained.tile),
            area: area, maxEmptyShare: maxEmptyShare, areaSamples: hasPlaces ? areaSamples : [],
            labelled: labelled, seed: seed)
        let result = try TileSuggesting(plan: request, observer: observer).run()
        try SuggestionFiles(result: result, commandLine: FileName.shortened(commandLine)).write(to: out)
        return SuggestionSummary(result)
    }
}

/// A plan with its model and inputs opened.
struct SuggestRequest {
    let model: TrainedModel
    let input: ScoreInput
    let count: Int
    let bands: [Int]?
    let area: String?
    let maxEmptyShare: Double
    let areaSamples: [String]
    let labelled: [ImageDataset]
    let seed: UInt64
}

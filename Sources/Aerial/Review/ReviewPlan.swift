internal import AerialCore

/// Finds training labels that are probably wrong.
public struct ReviewPlan: Journey {
    /// The folder of the model whose network looks at the images.
    public var model: String
    /// The labels to look at.
    public var dataset: ImageDataset
    /// The folder for `review.csv` and `review.html`.
    public var out: String
    /// Parts that the training images are divided into, 2 to 20; each is judged by what the others teach.
    public var folds = 5
    /// How many labels are listed, however likely they are right; `nil` for those that are probably wrong.
    public var top: Int?
    /// A folder that keeps features for later runs.
    public var featureCache: String?
    /// Decides how the parts are drawn.
    public var seed: UInt64 = 7
    /// How many threads work.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()
    /// The words that the page says it was made by; empty for none.
    public var commandLine: [String] = []

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, dataset: ImageDataset, out: String) {
        self.model = model
        self.dataset = dataset
        self.out = out
    }

    /// Judges each label by classifiers that did not learn from it, and writes the list and its page together.
    public func run(_ observer: any JourneyObserver) throws -> ReviewSummary {
        try PlanValue.check(folds, "the number of parts", in: 2...20)
        try PlanValue.check(top, "the number of labels to list", in: PlanValue.counts)
        try PlanValue.check(threads: threads)
        try OutputPlace.checkIsHere(featureCache, for: "features (--feature-cache)")
        let places = StorePlaces(reading: [model, dataset.path], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(folder: out)
        plan.model = try places.model(model)
        return try places.complete { try plan.review($0) }
    }

    private func review(_ observer: any JourneyObserver) throws -> ReviewSummary {
        try OutputRule(inputs: [model, dataset.path, featureCache], policy: writing)
            .check(ReviewFiles.plans(in: out), in: out)
        try OutputPlace.check(folder: out)
        for note in dataset.notes { observer.warn(note) }
        let result = try LabelReview(plan: self, observer: observer).run()
        for caution in result.cautions { observer.warn(caution) }
        try ReviewFiles(result: result, commandLine: FileName.shortened(commandLine)).write(to: out)
        return ReviewSummary(result)
    }
}

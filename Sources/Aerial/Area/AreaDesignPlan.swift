/// What a class's accuracy is thought to be before a sample tells.
public struct ExpectedAccuracy: Sendable, Equatable {
    /// `nil` for all classes that are not named.
    public let className: String?
    /// Above 0 and below 1.
    public let accuracy: Double

    /// Makes one.
    public init(className: String?, accuracy: Double) {
        self.className = className
        self.accuracy = accuracy
    }
}

/// Draws a stratified sample of a map's tiles for a person to label.
public struct AreaDesignPlan: Journey {
    /// A class map.
    public var map: String
    /// The folder for the sample, its strata and pictures.
    public var out: String
    /// The standard error of the overall accuracy to aim for, a share.
    public var standardError = 0.02
    /// The fewest tiles of a class.
    public var least = 50
    /// What the classes' accuracies are thought to be.
    public var expectations: [ExpectedAccuracy] = []
    /// Scenes to make a picture of each tile from; empty for none.
    public var imagery: [String] = []
    /// Scenes of a second date, to stand beside the first.
    public var after: [String] = []
    /// Which bands of the imagery a tile's bands are; `nil` to go by their names and colour interpretation.
    public var bands: BandList?
    /// Decides which tiles are drawn.
    public var seed: UInt64 = 7
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(map: String, out: String) {
        self.map = map
        self.out = out
    }

    /// Draws the sample, and writes its files together.
    public func run(_ observer: any JourneyObserver) throws -> SampleSummary {
        try checkValues()
        let places = StorePlaces(reading: [map] + imagery + after, writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(folder: out)
        plan.map = try places.file(map)
        return try places.complete { try plan.draw($0) }
    }

    /// - Throws: ``CommandError`` for a number that no sample can be drawn by.
    private func checkValues() throws {
        try PlanValue.check(
            standardError, "the standard error of the overall accuracy", above: 0, below: 0.5)
        try PlanValue.check(least, "the fewest tiles of a class", in: PlanValue.counts)
        for expectation in expectations {
            let name = expectation.className.map { "the expected accuracy of '\($0)'" }
            try PlanValue.check(
                expectation.accuracy, name ?? "the expected accuracy", above: 0, below: 1)
        }
        guard after.isEmpty || !imagery.isEmpty else {
            throw CommandError(
                "scenes of a second date stand beside those of a first: name these as the imagery.")
        }
    }

    private func draw(_ observer: any JourneyObserver) throws -> SampleSummary {
        try OutputRule(inputs: [map] + imagery + after, policy: writing)
            .check(SampleDrawing.plans(in: out, hasPictures: !imagery.isEmpty), in: out)
        try OutputPlace.check(folder: out)
        return try SampleDrawing(plan: self, observer: observer).run()
    }
}

internal import AerialCore
internal import Scoring

/// Scoring on clusters that have no Connect server: a script to run there, whose answers ``SparkAnswersPlan`` brings back.
public struct SparkScriptPlan: Journey {
    /// What is scored; its ``ScorePlan/out`` is not written.
    public var scoring: ScorePlan
    /// Where the script goes; beside it come the job and the worker that it ships.
    public var script: String
    /// A folder or URI that all nodes reach.
    public var storage: String
    /// The worker as installed on the nodes; `nil` to ship it.
    public var worker: String?
    /// Parts that the work is divided into; `nil` for as many as suit the number of tiles.
    public var partitions: Int?

    /// Makes a plan; what it does not name has its usual value.
    public init(scoring: ScorePlan, script: String, storage: String) {
        self.scoring = scoring
        self.script = script
        self.storage = storage
    }

    /// Writes the script, and tells what it will do.
    public func run(_ observer: any JourneyObserver) throws -> SparkScriptSummary {
        try scoring.checkValues()
        try PlanValue.check(partitions, "the number of partitions", in: PlanValue.counts)
        let places = StorePlaces(reading: [], writing: scoring.writing, observer: observer)
        var plan = self
        plan.scoring.model = try places.model(scoring.model)
        return try places.complete { try plan.write($0) }
    }

    private func write(_ observer: any JourneyObserver) throws -> SparkScriptSummary {
        try scoring.rule.check(SparkScript.plans(script))
        let (input, model) = try scoring.load()
        try OutputPlace.check(script)
        return try SparkScript(
            scoring: scoring.planned(input, model: model, observer: observer), path: script, storage: storage,
            worker: worker, partitions: partitions, threads: scoring.workerThreads, observer: observer
        ).write()
    }
}

/// What a script for Spark will do.
public struct SparkScriptSummary: Codable, Sendable {
    /// Its path.
    public let script: String
    /// The job's name.
    public let job: String
    /// How many tiles it scores.
    public let tiles: Int
    /// In how many parts.
    public let partitions: Int
    /// Where the job's answers will lie.
    public let answers: String
}

/// Writes the rows of the answers that a script has left.
public struct SparkAnswersPlan: Journey {
    /// What the script was written for.
    public var scoring: ScorePlan
    /// The folder with the answers.
    public var folder: String

    /// Makes a plan.
    public init(scoring: ScorePlan, folder: String) {
        self.scoring = scoring
        self.folder = folder
    }

    /// Checks that each tile has one answer, and writes the rows of a local run.
    public func run(_ observer: any JourneyObserver) throws -> ScoreSummary {
        try scoring.checkValues()
        let places = StorePlaces(reading: scoring.inputs, writing: scoring.writing, observer: observer)
        var plan = self
        plan.scoring.writing.keeps.append(folder)
        plan.scoring.out = try places.output(scoring.out)
        plan.scoring.model = try places.model(scoring.model)
        return try places.complete { try plan.write(address: scoring.out, $0) }
    }

    private func write(address: String, _ observer: any JourneyObserver) throws -> ScoreSummary {
        try scoring.rule.check([ScoreOutput.plan(scoring.out)])
        let (input, model) = try scoring.load()
        let start = ContinuousClock.now
        let planned = try scoring.planned(input, model: model, observer: observer)
        try ScoreOutput.check(scoring.out, hasPlaces: planned.grid != nil)
        let outcomes = try SparkAnswers(at: folder).sheet(of: planned).wholeOutcomes()
        let tally = try planned.write(outcomes, to: scoring.out, address: address)
        tally.tellRejections(observer)
        return ScoreSummary(
            tally: tally, restored: tally.counts.tiles, seconds: (ContinuousClock.now - start).inSeconds,
            model: model)
    }
}

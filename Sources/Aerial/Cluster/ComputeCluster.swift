internal import Networks
package import Scoring

/// Machines that do a journey's heavy work: see `ComputeCluster.spark` in the library AerialSpark.
public struct ComputeCluster: Sendable {
    package let engine: any ClusterEngine

    /// The name of the job: under the same name an interrupted one goes on.
    public var job: String { engine.job }

    package init(_ engine: any ClusterEngine) {
        self.engine = engine
    }
}

/// What a kind of cluster can do.
package protocol ClusterEngine: Sendable {
    /// The name of the job.
    var job: String { get }

    /// What a model says of a plan's items, each exactly once.
    /// - Throws: an error for people; the same job can then go on with what is missing.
    func answers(to question: ClusterQuestion, observer: any JourneyObserver) throws -> ClusterAnswers

    /// What a model sees of each tile of a plan from several sides.
    /// - Parameters:
    ///   - part: tells the job from others of the same name: a date. `nil` for the only one.
    ///   - deliver: takes what became of the tiles, in their order, some thousands at a time.
    /// - Returns: how many an earlier run of the job had seen.
    /// - Throws: an error for people; the same job can then go on with what is missing. What `deliver` throws.
    func views(
        of question: ClusterQuestion, as sight: TileSight, part: String?, observer: any JourneyObserver,
        deliver: ([InferenceOutcome]) throws -> Void
    ) throws -> Int

    /// The features of a dataset's images, and a classifier trained on them.
    func train(
        _ request: ClusterTrainingRequest, observer: any JourneyObserver
    ) throws -> ClusterTrainingOutcome
}

/// Items to take through a model.
package struct ClusterQuestion: Sendable {
    package let plan: JobPlan
    /// What decides the answers, so that a job goes on only where all of it is the same.
    package let facts: LedgerPlan
    package let model: TrainedModel
    /// Threads of each worker.
    package let workerThreads: Int

    package init(plan: JobPlan, facts: LedgerPlan, model: TrainedModel, workerThreads: Int) {
        self.plan = plan
        self.facts = facts
        self.model = model
        self.workerThreads = workerThreads
    }
}

/// What became of the items.
package struct ClusterAnswers: Sendable {
    /// In the order of the plan.
    package let outcomes: [InferenceOutcome]
    /// How many an earlier run of the job had brought.
    package let restored: Int

    package init(outcomes: [InferenceOutcome], restored: Int) {
        self.outcomes = outcomes
        self.restored = restored
    }
}

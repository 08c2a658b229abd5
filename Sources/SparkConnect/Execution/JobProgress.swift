internal import SparkProtocol
internal import SwiftProtobuf

/// What becomes of a statement while it runs.
public enum JobProgress: Sendable, Equatable {
    /// Told as often as the server tells of it.
    case stages(StageProgress)
    /// The connection broke; it is being made again, the job goes on meanwhile.
    case connectionLost(String)
}

/// How far Spark's stages are.
public struct StageProgress: Sendable, Equatable {
    /// A part of a job that Spark runs without moving rows between machines, one task per partition.
    public struct Stage: Sendable, Equatable {
        /// Spark's number for the stage, as its web pages show it.
        public let id: Int
        /// How many tasks the stage has.
        public let tasks: Int
        /// How many of them are done.
        public let completedTasks: Int
        /// True once no task of the stage is left.
        public let isDone: Bool

        /// - Parameter completedTasks: of `tasks`.
        public init(id: Int, tasks: Int, completedTasks: Int, isDone: Bool) {
            self.id = id
            self.tasks = tasks
            self.completedTasks = completedTasks
            self.isDone = isDone
        }
    }

    /// Those that the server has told of.
    public let stages: [Stage]
    /// Tasks at work at this moment, over all stages.
    public let runningTasks: Int

    public init(stages: [Stage], runningTasks: Int) {
        self.stages = stages
        self.runningTasks = runningTasks
    }

    /// Of all stages that are known so far: more may come.
    public var tasks: Int { stages.reduce(0) { $0 + $1.tasks } }
    /// Of ``tasks``, those that are done.
    public var completedTasks: Int { stages.reduce(0) { $0 + $1.completedTasks } }

    init(_ progress: Spark_Connect_ExecutePlanResponse.ExecutionProgress) {
        self.init(
            stages: progress.stages.map {
                Stage(
                    id: Int($0.stageID), tasks: Int($0.numTasks), completedTasks: Int($0.numCompletedTasks),
                    isDone: $0.done)
            }, runningTasks: Int(progress.numInflightTasks))
    }
}

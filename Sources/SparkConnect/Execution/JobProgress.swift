internal import SparkProtocol
internal import SwiftProtobuf

/// What becomes of a statement while it runs.
public enum JobProgress: Sendable, Equatable {
    case stages(StageProgress)
    /// The connection broke; it is being made again, the job goes on meanwhile.
    case connectionLost(String)
}

/// How far Spark's stages are.
public struct StageProgress: Sendable, Equatable {
    public struct Stage: Sendable, Equatable {
        public let id: Int
        public let tasks: Int
        public let completedTasks: Int
        public let isDone: Bool

        public init(id: Int, tasks: Int, completedTasks: Int, isDone: Bool) {
            self.id = id
            self.tasks = tasks
            self.completedTasks = completedTasks
            self.isDone = isDone
        }
    }

    public let stages: [Stage]
    public let runningTasks: Int

    public init(stages: [Stage], runningTasks: Int) {
        self.stages = stages
        self.runningTasks = runningTasks
    }

    public var tasks: Int { stages.reduce(0) { $0 + $1.tasks } }
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

internal import Foundation
internal import RunHistory

/// A run as `--json` and exports write it.
struct RunJSON: Encodable {
    struct Point: Encodable {
        let metric: String
        let step: Int
        /// `nil` for what is no number.
        let value: Double?
        let time: String
    }

    let id: String
    let command: String
    let status: RunStatus
    let started: String
    let finished: String?
    let seconds: Double?
    let error: String?
    let sweep: String?
    let commandLine: [String]
    let folder: String
    let parameters: [String: String]
    let metrics: [String: Double]
    let environment: [String: String]
    let files: [RunFile]
    let points: [Point]?

    /// - Parameter points: every value of every metric, where they are wanted.
    init(_ run: Run, points: [MetricPoint]? = nil) {
        id = run.id
        command = run.command
        status = run.status
        started = run.started.formatted(.iso8601)
        finished = run.finished?.formatted(.iso8601)
        seconds = run.seconds
        error = run.error
        sweep = run.sweep
        commandLine = run.commandLine
        folder = run.folder
        parameters = run.parameters
        metrics = run.metrics
        environment = run.environment
        files = run.files
        self.points = points?.map {
            Point(
                metric: $0.name, step: $0.step, value: $0.value.isFinite ? $0.value : nil,
                time: $0.time.formatted(.iso8601))
        }
    }
}

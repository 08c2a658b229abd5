package import Reporting
package import RunHistory

extension RunHistory {
    /// A run beside others, with the points that it recorded.
    package func compared(_ run: Run) throws -> RunComparison.Run {
        RunComparison.Run(
            name: run.id, command: run.command, started: run.started, status: run.status.rawValue,
            parameters: run.parameters, metrics: run.metrics,
            points: try points(ofRun: run.id).map { ($0.name, $0.step, $0.value) })
    }
}

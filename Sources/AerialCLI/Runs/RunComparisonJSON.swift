internal import Foundation
internal import Reporting
internal import RunHistory

extension Run {
    /// The run as a comparison shows it, with the curves of metrics that have several steps.
    func compared(in history: RunHistory) throws -> RunComparison.Run {
        let points = try history.points(ofRun: id).filter(\.value.isFinite)
        let curves = Dictionary(grouping: points, by: \.name).filter { $0.value.count > 1 }
            .sorted { $0.key < $1.key }
            .map { name, points in
                RunComparison.Curve(metric: name, points: points.map { ($0.step, $0.value) })
            }
        return RunComparison.Run(
            name: id, command: command, started: started, status: status.rawValue, parameters: parameters,
            metrics: metrics, curves: curves)
    }
}

/// A comparison as `--json` writes it.
struct RunComparisonJSON: Encodable {
    struct Row: Encodable {
        let id: String
        let command: String
        let status: String
        let parameters: [String: String]
        let metrics: [String: Double]
    }

    let differingParameters: [String]
    let runs: [Row]

    init(_ comparison: RunComparison) {
        let names = comparison.differingParameters
        differingParameters = names
        runs = comparison.runs.map { run in
            Row(
                id: run.name, command: run.command, status: run.status,
                parameters: run.parameters.filter { names.contains($0.key) }, metrics: run.metrics)
        }
    }
}

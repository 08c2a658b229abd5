internal import Reporting

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

public import Foundation

/// Runs beside each other: the parameters that tell them apart, their figures, and how metrics went by step.
public struct RunComparison: Sendable {
    /// A run as the history tells of it, with what can be compared.
    public struct Run: Sendable, Equatable {
        /// The run's name in the history.
        public let name: String
        /// The subcommand, `transfer` say.
        public let command: String
        /// When it began; shown in universal time.
        public let started: Date
        /// `finished`, `failed` and so on.
        public let status: String
        /// By the option's name without dashes.
        public let parameters: [String: String]
        /// The last value of each metric.
        public let metrics: [String: Double]
        /// Metrics with more than one step.
        public let curves: [Curve]

        public init(
            name: String, command: String, started: Date, status: String, parameters: [String: String],
            metrics: [String: Double], curves: [Curve]
        ) {
            self.name = name
            self.command = command
            self.started = started
            self.status = status
            self.parameters = parameters
            self.metrics = metrics
            self.curves = curves
        }

        /// - Parameter points: values of metrics by rising step; metrics with several finite ones become curves.
        public init(
            name: String, command: String, started: Date, status: String, parameters: [String: String],
            metrics: [String: Double], points: [(metric: String, step: Int, value: Double)]
        ) {
            let curves = Dictionary(grouping: points.filter(\.value.isFinite), by: \.metric)
                .filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
                .map { metric, points in Curve(metric: metric, points: points.map { ($0.step, $0.value) }) }
            self.init(
                name: name, command: command, started: started, status: status, parameters: parameters,
                metrics: metrics, curves: curves)
        }
    }

    /// A metric by step.
    public struct Curve: Sendable, Equatable {
        /// The metric's name in the history.
        public let metric: String
        /// By rising step; values are finite.
        public let points: [(step: Int, value: Double)]

        /// - Parameter points: by rising step, with finite values.
        public init(metric: String, points: [(step: Int, value: Double)]) {
            self.metric = metric
            self.points = points
        }

        public static func == (first: Curve, second: Curve) -> Bool {
            first.metric == second.metric && first.points.map(\.step) == second.points.map(\.step)
                && first.points.map(\.value) == second.points.map(\.value)
        }
    }

    /// In the order in which they stand beside each other.
    public let runs: [Run]
    /// What figures are compared, in their order.
    public let metricNames: [String]
    private let showsAll: Bool

    /// - Parameter metrics: the figures to compare; none for all, in the alphabet's order.
    public init(_ runs: [Run], metrics: [String] = []) {
        self.runs = runs
        showsAll = metrics.isEmpty
        metricNames = metrics.isEmpty ? Set(runs.flatMap(\.metrics.keys)).sorted() : metrics
    }

    /// What is drawn by step, in the alphabet's order.
    var curveNames: [String] {
        Set(runs.flatMap { $0.curves.map(\.metric) }).filter { showsAll || metricNames.contains($0) }.sorted()
    }

    /// Beside each other, more runs are no longer readable.
    static let mostColumns = 5

    /// Names of the parameters that are not the same in all runs, in the alphabet's order.
    public var differingParameters: [String] {
        parameterNames.filter { name in Set(runs.map { $0.parameters[name] }).count > 1 }
    }

    /// Names of the parameters that all runs share, in the alphabet's order.
    public var sharedParameters: [String] {
        parameterNames.filter { name in Set(runs.map { $0.parameters[name] }).count == 1 }
    }

    private var parameterNames: [String] { Set(runs.flatMap(\.parameters.keys)).sorted() }

    /// A row per run: its parameters that differ, then its metrics.
    public var csv: String {
        CSVText(
            header: ["run", "command", "status"] + differingParameters + metricNames,
            rows: runs.map { run in
                [run.name, run.command, run.status] + differingParameters.map { run.parameters[$0] ?? "" }
                    + metricNames.map { name in run.metrics[name].map { "\($0)" } ?? "" }
            }
        ).encoded
    }

    /// Parameters that differ, then metrics: a column per run, or a row each of many.
    public var table: TextTable { runs.count > Self.mostColumns ? rowTable : columnTable }

    private var rowTable: TextTable {
        let names = differingParameters
        return TextTable(
            columns: [.text("Run"), .text("Status")] + (names + metricNames).map { .number($0) },
            rows: runs.map { run in
                [run.name, run.status] + names.map { run.parameters[$0] ?? "-" }
                    + metricNames.map { NumberText.significant(run.metrics[$0]) }
            })
    }

    private var columnTable: TextTable {
        let rows =
            [["command"] + runs.map(\.command), ["status"] + runs.map(\.status)]
            + differingParameters.map { name in [name] + runs.map { $0.parameters[name] ?? "-" } }
            + metricNames.map { name in [name] + runs.map { NumberText.significant($0.metrics[name]) } }
        return TextTable(columns: [.text("")] + runs.map { .number($0.name) }, rows: rows)
    }
}

internal import Aerial
internal import ArgumentParser
internal import RunHistory

/// In which order runs are listed.
struct RunOrder: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Sort by this metric, the greatest first; 'seconds' by duration. (default: the newest first)",
            valueName: "metric"))
    var sort: String?

    @Flag(help: "Sort the other way round.")
    var ascending = false

    /// The metric that runs are sorted by, where it is one.
    var metric: String? { sort == "seconds" ? nil : sort }

    /// - Parameter runs: the newest first.
    /// - Throws: ``CommandError`` for a metric that none of them has: their order would say nothing.
    func sorted(_ runs: [Run]) throws -> [Run] {
        guard let sort else { return ascending ? runs.reversed() : runs }
        if sort != "seconds" { try RunMetrics.check([sort], of: runs, option: "--sort") }
        func key(_ run: Run) -> Double? { sort == "seconds" ? run.seconds : run.metrics[sort] }
        let known = runs.filter { key($0) != nil }
        let ordered = known.sorted { (key($0) ?? 0) < (key($1) ?? 0) }
        // Runs without the metric come last.
        return (ascending ? ordered : ordered.reversed()) + runs.filter { key($0) == nil }
    }
}

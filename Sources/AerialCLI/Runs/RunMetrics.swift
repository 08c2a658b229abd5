internal import Aerial
internal import RunHistory

/// Figures that runs are asked for by name.
enum RunMetrics {
    /// - Throws: ``CommandError`` for a metric that none of the runs has: it is misspelt, or they are the wrong runs.
    static func check(_ metrics: [String], of runs: [Run], option: String) throws {
        let known = Set(runs.flatMap(\.metrics.keys)).union(
            runs.contains { $0.seconds != nil } ? ["seconds"] : [])
        guard !runs.isEmpty, let unknown = metrics.first(where: { !known.contains($0) }) else { return }
        throw CommandError(
            "none of these runs has the metric '\(unknown)' that \(option) names.\(Misspelling.hint(for: unknown, among: known)) "
                + "There are: \(known.sorted().joined(separator: ", ")).")
    }
}
